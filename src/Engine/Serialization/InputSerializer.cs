using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Serialization;

/// <summary>Stimuli and inputs as data and back, as the journal keeps them.</summary>
public static class InputSerializer
{
    /// <summary>The stimulus as data.</summary>
    public static Value ToValue(Stimulus stimulus) => MemberList.ToValue(stimulus, Write);

    /// <summary>The stimulus that <see cref="ToValue(Stimulus)"/> wrote.</summary>
    /// <exception cref="FormatException">The data are no stimulus.</exception>
    public static Stimulus StimulusFrom(Value value)
    {
        var actor = value["actor"];
        return new(
            new(Guid.Parse(value.Text("caseId"))),
            Guid.Parse(value.Text("commandId")),
            new(actor.Text("id"), actor.OptionalText("unitCode"), actor.Texts("roles")),
            value.Moment("at"),
            InputFrom(value["input"]))
        {
            Stopped = [.. value["stopped"].Items.Select(item => (int)(item.AsInt64() ?? throw new FormatException($"Expected the number of an evaluation, but found {item}.")))],
        };
    }

    /// <summary>The input as data: <c>type</c> and its members.</summary>
    /// <exception cref="NotSupportedException">The input is of a kind that the journal does not know.</exception>
    public static Value ToValue(Input input) => MemberList.ToValue(input, Write);

    internal static void Write(MemberList members, Stimulus stimulus)
    {
        members.Add("actor", stimulus.Actor, Write);
        members.Add("at", stimulus.At);
        members.Add("caseId", stimulus.CaseId.Value);
        members.Add("commandId", stimulus.CommandId);
        members.Add("input", stimulus.Input, Write);
        if (stimulus.Stopped.Count > 0) members.Add("stopped", Value.Of(stimulus.Stopped.Select(number => Value.Of(number))));
    }

    private static void Write(MemberList members, Actor actor)
    {
        members.Add("id", actor.Id);
        members.AddUnlessEmpty("roles", actor.Roles);
        members.Add("unitCode", actor.UnitCode);
    }

    private static void Write(MemberList members, Input input)
    {
        members.Add("type", input.GetType().Name);
        switch (input)
        {
            case StartCase start:
                members.Add("definitionHash", start.DefinitionHash);
                members.Add("arguments", start.Arguments);
                members.Add("correlationId", start.CorrelationId);
                break;
            case ClaimTask claim:
                members.Add("taskId", claim.TaskId);
                break;
            case ReleaseTask release:
                members.Add("taskId", release.TaskId);
                break;
            case CompleteTask complete:
                members.Add("taskId", complete.TaskId);
                members.Add("outcome", complete.Outcome);
                members.Add("result", complete.Result);
                break;
            case FireTimer fire:
                members.Add("bookmarkId", fire.BookmarkId);
                break;
            case ReceiveSignal signal:
                members.Add("name", signal.Name);
                members.Add("payload", signal.Payload);
                break;
            case ReceiveResult result:
                members.Add("effectId", result.EffectId);
                members.Add("succeeded", result.Succeeded);
                members.Add("result", result.Result);
                break;
            case CancelCase cancel:
                members.Add("reason", cancel.Reason);
                break;
            case RetryIncident retry:
                members.Add("incidentId", retry.IncidentId);
                break;
            case SkipIncident skip:
                members.Add("incidentId", skip.IncidentId);
                members.Add("outcome", skip.Outcome);
                break;
            case MigrateCase migrate:
                members.Add("fromHash", migrate.FromHash);
                members.Add("toHash", migrate.ToHash);
                members.AddUnlessEmpty("activities", migrate.Activities);
                members.AddUnlessEmpty("variables", migrate.Variables);
                break;
            default:
                throw new NotSupportedException($"The journal does not know the input {input.GetType().Name}: teach {nameof(InputSerializer)} to write it.");
        }
    }

    /// <summary>The input that <see cref="ToValue(Input)"/> wrote.</summary>
    /// <exception cref="FormatException">The data are no input that this program knows.</exception>
    public static Input InputFrom(Value value) => value.Text("type") switch
    {
        nameof(StartCase) => new StartCase(value.Text("definitionHash"), value["arguments"], value.OptionalText("correlationId")),
        nameof(ClaimTask) => new ClaimTask(value.Text("taskId")),
        nameof(ReleaseTask) => new ReleaseTask(value.Text("taskId")),
        nameof(CompleteTask) => new CompleteTask(value.Text("taskId"), value.OptionalText("outcome"), value["result"]),
        nameof(FireTimer) => new FireTimer(value.Text("bookmarkId")),
        nameof(ReceiveSignal) => new ReceiveSignal(value.Text("name"), value["payload"]),
        nameof(ReceiveResult) => new ReceiveResult(value.Text("effectId"), value.Flag("succeeded"), value["result"]),
        nameof(CancelCase) => new CancelCase(value.Text("reason")),
        nameof(RetryIncident) => new RetryIncident(value.Text("incidentId")),
        nameof(SkipIncident) => new SkipIncident(value.Text("incidentId"), value.Text("outcome")),
        nameof(MigrateCase) => new MigrateCase(value.Text("fromHash"), value.Text("toHash"), value.ObjectOrEmpty("activities"), value.ObjectOrEmpty("variables")),
        var type => throw new FormatException($"Expected an input that this program knows, but found '{type}': the journal was written by a newer program."),
    };
}
