using System.Security.Cryptography;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Serialization;

/// <summary>
/// A case state as canonical bytes (RFC 8785) and back: equal states have equal bytes, so the SHA-256 of them names the
/// state in the journal.
/// </summary>
public static class CaseStateSerializer
{
    private const int FormatVersion = 1;

    /// <summary>The canonical bytes.</summary>
    public static byte[] ToBytes(CaseState state) => CanonicalJson.ToBytes(ToValue(state));

    /// <summary>The state that <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are no state, or of a newer format.</exception>
    public static CaseState FromBytes(ReadOnlyMemory<byte> bytes) => FromValue(CanonicalJson.Parse(bytes));

    /// <summary>SHA-256 of the canonical bytes, lower-case hexadecimal.</summary>
    public static string Hash(CaseState state) => Hash(ToBytes(state));

    /// <summary>SHA-256 of the canonical bytes, lower-case hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> stateBytes) => Convert.ToHexStringLower(SHA256.HashData(stateBytes));

    /// <summary>As data.</summary>
    public static Value ToValue(CaseState state)
    {
        var members = new MemberList();
        members.Add("format", FormatVersion);
        members.Add("caseId", state.CaseId.ToString());
        members.Add("sequence", state.Sequence);
        members.Add("startedAt", state.StartedAt);
        members.Add("updatedAt", state.UpdatedAt);
        members.AddUnlessEmpty("facts", state.Facts);
        members.Add("status", state.Status.ToString());
        members.Add("subStatus", state.SubStatus.ToString());
        members.Add("correlationId", state.CorrelationId);
        members.Add("name", state.Name);
        members.AddUnlessEmpty("instances", List(state.Instances, Instance));
        members.AddUnlessEmpty("activities", List(state.Activities, Activity));
        members.AddUnlessEmpty("bookmarks", List(state.Bookmarks, Bookmark));
        members.AddUnlessEmpty("incidents", List(state.Incidents, Incident));
        return members.ToValue();
    }

    /// <summary>The state that <see cref="ToValue"/> wrote.</summary>
    /// <exception cref="FormatException">The data are no state, or of a newer format.</exception>
    public static CaseState FromValue(Value value)
    {
        if (value.Number("format") != FormatVersion) throw new FormatException($"Expected state format {FormatVersion}, but found {value["format"]}: the state was written by a newer program.");
        return new()
        {
            CaseId = new(Guid.Parse(value.Text("caseId"))),
            Sequence = value.Number("sequence"),
            StartedAt = value.Moment("startedAt"),
            UpdatedAt = value.Moment("updatedAt"),
            Facts = value.ObjectOrEmpty("facts"),
            Status = value.Choice<WorkflowStatus>("status"),
            SubStatus = value.Choice<WorkflowSubStatus>("subStatus"),
            CorrelationId = value.OptionalText("correlationId"),
            Name = value.OptionalText("name"),
            Instances = List(value["instances"], Instance),
            Activities = List(value["activities"], Activity),
            Bookmarks = List(value["bookmarks"], BookmarkFormat.Read),
            Incidents = List(value["incidents"], IncidentFormat.Read),
        };
    }

    private static Value List<T>(IReadOnlyList<T> items, Func<T, Value> write)
    {
        var values = new Value[items.Count];
        for (var i = 0; i < values.Length; i++) values[i] = write(items[i]);
        return Value.Of(values);
    }

    private static T[] List<T>(Value value, Func<Value, T> read)
    {
        var items = new T[value.Items.Count];
        for (var i = 0; i < items.Length; i++) items[i] = read(value[i]);
        return items;
    }

    private static Value Instance(WorkflowInstance instance)
    {
        var members = new MemberList();
        members.Add("id", instance.Id);
        members.Add("definitionHash", instance.DefinitionHash);
        members.Add("definitionId", instance.DefinitionId);
        members.Add("version", instance.Version);
        members.Add("parentId", instance.ParentId);
        members.Add("parentActivityId", instance.ParentActivityId);
        members.Add("isComposite", instance.IsComposite);
        members.AddUnlessEmpty("input", instance.Input);
        members.Add("correlationId", instance.CorrelationId);
        members.Add("name", instance.Name);
        members.AddUnlessEmpty("output", instance.Output);
        members.AddUnlessEmpty("variables", instance.Variables);
        members.AddUnlessEmpty("activityOutputs", instance.ActivityOutputs);
        members.Add("lastResult", instance.LastResult);
        members.Add("status", instance.Status.ToString());
        members.Add("subStatus", instance.SubStatus.ToString());
        return members.ToValue();
    }

    private static WorkflowInstance Instance(Value value) => new(
        value.Text("id"),
        value.Text("definitionHash"),
        value.Text("definitionId"),
        (int)value.Number("version"),
        value.OptionalText("parentId"),
        value.OptionalText("parentActivityId"),
        value.Flag("isComposite"),
        value.ObjectOrEmpty("input"))
    {
        CorrelationId = value.OptionalText("correlationId"),
        Name = value.OptionalText("name"),
        Output = value.ObjectOrEmpty("output"),
        Variables = value.ObjectOrEmpty("variables"),
        ActivityOutputs = value.ObjectOrEmpty("activityOutputs"),
        LastResult = value["lastResult"],
        Status = value.Choice<WorkflowStatus>("status"),
        SubStatus = value.Choice<WorkflowSubStatus>("subStatus"),
    };

    private static Value Activity(ActivityInstance activity)
    {
        var members = new MemberList();
        members.Add("id", activity.Id);
        members.Add("workflowInstanceId", activity.WorkflowInstanceId);
        members.Add("activityId", activity.ActivityId);
        members.Add("activityType", activity.ActivityType);
        members.Add("parentId", activity.ParentId);
        members.Add("isBackward", activity.IsBackward);
        members.Add("status", activity.Status.ToString());
        members.AddUnlessEmpty("properties", activity.Properties);
        members.AddUnlessEmpty("variables", activity.Variables);
        if (activity.Counters is { } counters)
        {
            members.Add("visits", Trim(counters.AllVisits));
            var connections = Trim(counters.AllConnections);
            members.Add("connections", connections);
            var followed = new List<int>();
            for (var i = 0; i < connections.Length; i++)
            {
                if (counters.WasFollowed(i)) followed.Add(i);
            }

            members.Add("followed", followed.ToArray());
        }

        members.AddUnlessEmpty("tokens", TokenFormat.Write(activity.Tokens));
        return members.ToValue();
    }

    private static ActivityInstance Activity(Value value)
    {
        var activity = new ActivityInstance(
            value.Text("id"), value.Text("workflowInstanceId"), value.Text("activityId"), value.Text("activityType"),
            value.OptionalText("parentId"), value.Flag("isBackward"), value.ObjectOrEmpty("variables"))
        {
            Status = value.Choice<ActivityStatus>("status"),
            Properties = value.ObjectOrEmpty("properties"),
            Tokens = TokenFormat.Read(value["tokens"]),
        };
        if (value.Has("visits") || value.Has("connections"))
        {
            var connections = value.Numbers("connections");
            var followed = new bool[connections.Length];
            foreach (var connection in value.Numbers("followed")) followed[connection] = true;
            activity.Counters = new FlowCounters(value.Numbers("visits"), connections, followed);
        }

        return activity;
    }

    private static Value Bookmark(Bookmark bookmark)
    {
        var members = new MemberList();
        BookmarkFormat.Write(members, bookmark);
        return members.ToValue();
    }

    private static Value Incident(Incident incident)
    {
        var members = new MemberList();
        incident.WriteTo(members);
        return members.ToValue();
    }

    /// <summary>Without trailing zeros: how large the arrays grew is no part of the state.</summary>
    private static ReadOnlySpan<int> Trim(ReadOnlySpan<int> numbers) => numbers.TrimEnd(0);
}
