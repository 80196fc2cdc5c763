using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Identity;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Workflows.Validation;
using NodaTime;

namespace JieSuJiBan.Application.Tickets;

/// <summary>
/// The way of every command of a person into the product: checked against what is declared, personal words sealed, then
/// given to the runtime. REST and pages come through here alike.
/// </summary>
public sealed class TicketCommands(CaseRuntime runtime, Vault vault, WordSealer sealer, PublishedStore catalog, TaskReader tasks, TaskDeclarations declarations, LinkCommands links, AttachmentCommands files, IdentityVerifier identity, IClock clock)
{
    private const string MergeOutcome = "Merge";

    /// <summary>Records a request as a ticket.</summary>
    public async Task<CommandResult> CreateAsync(NewTicket ticket, Caller caller, CancellationToken ct)
    {
        var at = clock.GetCurrentInstant();
        var (proof, unproven) = await identity.ProofAsync(ticket.IdentityCheck, ticket.Phone, caller.Actor, catalog.PolicyAt(at), at, ct);
        if (unproven is not null) return CommandResult.Refuse(unproven);
        var check = TicketStart.Read(ticket.ToValue(), catalog.PolicyAt(at), proof);
        if (check.Start is not { } start) return new CommandResult.Refused(check.Rejections);
        if (catalog.Definitions.Published(DefinitionChecks.TicketDefinition, at) is not { } definition) return CommandResult.Refuse(CommandRejections.NoDefinition);
        var caseId = CaseRuntime.NewCaseId(at);
        var subjectId = SubjectOf(start);
        var words = Seal(start, subjectId, caseId);
        var arguments = start.Arguments(await runtime.NewSerialAsync(ct), subjectId, words.References);
        if (await files.ClaimAsync(arguments["attachments"], "attachments", caseId, subjectId, caller, ct) is { } notYours) return CommandResult.Refuse(notYours);
        var answer = CommandResults.Worded(await runtime.SubmitAsync(new(caseId, caller.CommandId, caller.Actor, at, new StartCase(definition.Hash, arguments)), words, ct));
        // Of a command whose outcome nobody knows the files stay with the case: it may be there.
        if (answer is not (CommandResult.Accepted or CommandResult.Unknown)) await files.ReleaseAsync(arguments["attachments"], caseId);
        return answer;
    }

    /// <summary>Takes a task.</summary>
    public async Task<CommandResult> ClaimAsync(string taskId, Caller caller, CancellationToken ct) =>
        await tasks.GetAsync(taskId, caller.Viewer, ct) is { } task ? await ClaimAsync(task, caller, ct) : CommandResult.Refuse(CommandRejections.NoSuchTask);

    /// <summary>Takes a task that was read for this caller.</summary>
    public Task<CommandResult> ClaimAsync(TaskRow task, Caller caller, CancellationToken ct) => OnTaskAsync(task, caller, new ClaimTask(task.TaskId), ct);

    /// <summary>Gives a task back.</summary>
    public async Task<CommandResult> ReleaseAsync(string taskId, Caller caller, CancellationToken ct) =>
        await tasks.GetAsync(taskId, caller.Viewer, ct) is { } task ? await ReleaseAsync(task, caller, ct) : CommandResult.Refuse(CommandRejections.NoSuchTask);

    /// <summary>Gives back a task that was read for this caller.</summary>
    public Task<CommandResult> ReleaseAsync(TaskRow task, Caller caller, CancellationToken ct) => OnTaskAsync(task, caller, new ReleaseTask(task.TaskId), ct);

    /// <summary>Completes a task.</summary>
    public async Task<CommandResult> CompleteAsync(string taskId, string? outcome, Value result, Caller caller, CancellationToken ct) =>
        await tasks.GetAsync(taskId, caller.Viewer, ct) is { } task ? await CompleteAsync(task, outcome, result, caller, ct) : CommandResult.Refuse(CommandRejections.NoSuchTask);

    /// <summary>Completes a task that was read for this caller.</summary>
    public async Task<CommandResult> CompleteAsync(TaskRow task, string? outcome, Value result, Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(task);
        SealedWords? words = null;
        if (declarations.Find(task.Kind) is null)
        {
            // Elsa's RunTask declares nothing: codes, numbers and flags go on as they are, whatever else somebody wrote is an official's words.
            if (OpenResult.Check(outcome, result) is { } wrong) return CommandResult.Refuse(wrong);
            var facts = (await runtime.StateAsync(new(task.CaseId), ct))?.Facts ?? Value.EmptyObject;
            words = await sealer.SealAsync(new(task.CaseId), facts, OpenResult.Words(result), ct);
            result = OpenResult.With(result, words.References);
        }

        if (declarations.Of(task.Kind, task.Outcomes) is { } declaration)
        {
            if (TaskForm.Check(declaration, outcome, result) is { Count: > 0 } wrong) return new CommandResult.Refused(wrong);
            var texts = TaskForm.SealedTexts(declaration, result);
            var attached = TaskForm.Files(declaration, result).ToArray();
            if (texts.Length > 0 || attached.Length > 0)
            {
                var facts = (await runtime.StateAsync(new(task.CaseId), ct))?.Facts ?? Value.EmptyObject;
                var subjectId = new TicketFacts(facts).SubjectId ?? Vault.NewSubjectId();
                foreach (var (field, ids) in attached)
                {
                    if (await files.ClaimAsync(ids, $"result.{field}", new(task.CaseId), subjectId, caller, ct) is { } notYours) return CommandResult.Refuse(notYours);
                }

                words = await sealer.SealAsync(new(task.CaseId), subjectId, facts, texts, ct);
                foreach (var (purpose, reference) in words.References) result = result.With(purpose, reference.ToValue());
            }
        }

        async Task<CommandResult> SubmitAsync() => CommandResults.Worded(await runtime.SubmitAsync(
            new(new(task.CaseId), caller.CommandId, caller.Actor, clock.GetCurrentInstant(), new CompleteTask(task.TaskId, outcome, result)), words, ct));
        if (outcome != MergeOutcome || (await runtime.StateAsync(new(task.CaseId), ct))?.Facts is not { } known) return await SubmitAsync();

        // A merge concerns two tickets: the other one is asked first.
        return await links.JoinAsync(task.CaseId, known, result["into"].AsString(), "result.into", caller, parent =>
        {
            result = result.With("into", Value.Of(parent.Row.Number));
            return SubmitAsync();
        }, ct);
    }

    /// <summary>The petitioner's pseudonym: the same contact gives the same person.</summary>
    public string SubjectOf(TicketStart start) =>
        start.PersonalWords.TryGetValue("phone", out var phone) ? vault.SubjectIdFor(phone)
        : start.PersonalWords.TryGetValue("account", out var account) ? vault.SubjectIdForAccount(account)
        : Vault.NewSubjectId();

    /// <summary>Seals what a person is and said.</summary>
    public SealedWords Seal(TicketStart start, string subjectId, CaseId caseId) =>
        vault.Seal(subjectId, caseId, PlainWords.Of(start));

    private async Task<CommandResult> OnTaskAsync(TaskRow task, Caller caller, Input input, CancellationToken ct) =>
        CommandResults.Worded(await runtime.SubmitAsync(new(new(task.CaseId), caller.CommandId, caller.Actor, clock.GetCurrentInstant(), input), null, ct));
}
