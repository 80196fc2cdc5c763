using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Descriptors;
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

/// <summary>A matter that is split off a ticket. Blank members count as not given.</summary>
public sealed record TicketPart
{
    /// <summary>The matter in one line; kept in the vault. Required.</summary>
    /// <example>楼道堆放杂物</example>
    [Text(TextKind.Matter)]
    public string? Title { get; init; }

    /// <summary>The petitioner's words about this matter; kept in the vault. Where not given, all that was said.</summary>
    [Text(TextKind.Matter)]
    public string? Body { get; init; }

    /// <summary>Class of the lowest level, where known.</summary>
    [Text(TextKind.Code)]
    public string? ClassCode { get; init; }
}

/// <summary>
/// Merging and splitting, which concern two cases at once. There is no transaction over both: the ticket that is merged
/// into is asked first and may refuse; then the other goes, and if it cannot the first is told to forget it. Every step
/// has a command id of its own that follows from the caller's, so the same key again finishes what was begun.
/// </summary>
public sealed class LinkCommands(CaseRuntime runtime, TicketReader tickets, PublishedStore catalog, Vault vault, IClock clock)
{
    /// <summary>Merges a running ticket into another.</summary>
    public async Task<CommandResult> MergeAsync(string key, string? into, Caller caller, CancellationToken ct)
    {
        if (await tickets.GetAsync(key, caller.Viewer, ct) is not { } child) return CommandResult.Refuse(NoTicket);
        return await JoinAsync(child.Row.CaseId, child.Facts, into, "into", caller, async parent => Told(child.Row.Number, await CommandResults.Worded(runtime.SubmitAsync(
            new(new(child.Row.CaseId), caller.CommandId, caller.Actor, clock.GetCurrentInstant(), new ReceiveSignal(Links.MergeAsked, Value.Object(
                ("caseId", Value.Of(parent.Row.CaseId.ToString())),
                ("into", Value.Of(parent.Row.Number))))),
            null,
            ct))), ct);
    }

    private static CommandResult Told(string number, CommandResult answer) =>
        answer is CommandResult.Refused { Rejections: [{ Code: "case.finished" or "signal.notAwaited" } no] } ? CommandResult.Refuse(Told(no, number, "into")) : answer;

    /// <summary>Asks the ticket that is merged into, then lets the other go; what cannot be done is undone.</summary>
    /// <param name="childId">Case of the ticket to be merged.</param>
    /// <param name="child">Its facts.</param>
    /// <param name="into">Number or case id of the other, as a person wrote it.</param>
    /// <param name="field">Where a refusal about it belongs.</param>
    /// <param name="caller">Who merges, and the command's id.</param>
    /// <param name="go">Moves the ticket itself.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<CommandResult> JoinAsync(
        Guid childId, Value child, string? into, string field, Caller caller, Func<TicketDetail, Task<CommandResult>> go, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(into)) return CommandResult.Refuse(CommandRejections.Wrong(field, "请填写并入哪一张工单的编号。", "State the number of the ticket to merge into."));
        if (await tickets.GetAsync(into.Trim(), caller.Viewer, ct) is not { } parent)
        {
            return CommandResult.Refuse(CommandRejections.Wrong(field, $"没有工单 {into.Trim()}，或当前账号无权知悉，请核对编号。", $"There is no ticket {into.Trim()}, or this account may not know of it: check the number."));
        }

        // The same command again: the ticket is merged already, and its answer is the first one.
        if (new TicketFacts(child).Links.Parent?.Number == parent.Row.Number && childId != parent.Row.CaseId) return await go(parent);
        if (Links.RefuseMerge(new(child), new(parent.Facts)) is { } refused) return CommandResult.Refuse(catalog.Policy.Worded(refused) with { Field = field });
        var tie = Value.Object(("caseId", Value.Of(childId.ToString())), ("number", Value.Of(new TicketFacts(child).Number)));
        var asked = await CommandResults.Worded(runtime.SubmitAsync(
            new(new(parent.Row.CaseId), DerivedIds.Derive($"{caller.CommandId:N}\nparent"), caller.Actor, clock.GetCurrentInstant(), new ReceiveSignal(Links.ChildMerged, tie)), null, ct));
        if (asked is CommandResult.Refused { Rejection: var no }) return CommandResult.Refuse(Told(no, parent.Row.Number, field));
        if (asked is not CommandResult.Accepted) return asked;
        var answer = await go(parent);
        if (answer is CommandResult.Refused)
        {
            await runtime.SubmitAsync(
                new(new(parent.Row.CaseId), DerivedIds.Derive($"{caller.CommandId:N}\nrelease"), caller.Actor, clock.GetCurrentInstant(), new ReceiveSignal(Links.ChildReleased, tie)), null, CancellationToken.None);
        }

        return answer;
    }

    /// <summary>Splits further matters off a ticket: each becomes a ticket with a number of its own and the petitioner's words sealed anew.</summary>
    public async Task<CommandResult> SplitAsync(string key, IReadOnlyList<TicketPart> parts, Caller caller, CancellationToken ct)
    {
        if (await tickets.GetAsync(key, caller.Viewer, ct) is not { } parent) return CommandResult.Refuse(NoTicket);
        var at = clock.GetCurrentInstant();
        var policy = catalog.PolicyAt(at);
        var most = policy.Intake.Links.MaxParts;
        if (parts.Count == 0 || parts.Count > most)
        {
            return CommandResult.Refuse(CommandRejections.Wrong("parts", $"请填写 1 至 {most} 个要拆出的事项。", $"State 1 to {most} matters to split off."));
        }

        if (parent.Row.Status is "Archived" or "Cancelled" or "Merged")
        {
            return CommandResult.Refuse(policy.Worded(new(RejectionKind.State, "split.finished", "该工单已办结或已并入其他工单，不能再拆单；请另行受理登记。", "Expected a ticket that is being handled, but it is closed or merged, so nothing was split: record the matter as a new request.", LegalDuty.SourceOf(LegalDuty.Record))));
        }

        var words = await WordsOfAsync(parent.Facts, caller.Actor, ct);
        // What was verified of the petitioner holds for each of the matters; what was only claimed once is not carried on.
        var proof = IdentityProof.From(new TicketFacts(parent.Facts).Identity);
        var unproven = proof is null ? policy.Intake.Identity?.VerifiedLevels ?? [] : [];
        var starts = new List<TicketStart>();
        var wrong = new List<Rejection>();
        for (var i = 0; i < parts.Count; i++)
        {
            var check = TicketStart.Read(Command(parent.Facts, words, parts[i], unproven), policy, proof);
            if (check.Start is { } start) starts.Add(start);
            wrong.AddRange(check.Rejections.Select(rejection => rejection with { Field = $"parts[{i}].{rejection.Field}" }));
        }

        if (wrong.Count > 0) return new CommandResult.Refused(wrong);
        if (catalog.Definitions.Published(DefinitionChecks.TicketDefinition, at) is not { } definition) return CommandResult.Refuse(CommandRejections.NoDefinition);
        var children = await ChildrenAsync(parent, parts.Count, caller, at, ct);
        if (children.Answer is not CommandResult.Accepted accepted) return children.Answer;
        for (var i = 0; i < starts.Count; i++)
        {
            var (caseId, number) = children.Ties[i];
            var subjectId = new TicketFacts(parent.Facts).SubjectId ?? Vault.NewSubjectId();
            var sealedWords = vault.Seal(subjectId, caseId, PlainWords.Of(starts[i]));
            var arguments = starts[i].Arguments(await runtime.NewSerialAsync(ct), subjectId, sealedWords.References)
                .With("childNumber", Value.Of(number))
                .With("links", Value.Object(("1", Value.Object(
                    ("caseId", Value.Of(parent.Row.CaseId.ToString())),
                    ("number", Value.Of(parent.Row.Number)),
                    ("relation", Value.Of(Links.SplitFrom))))));
            var begun = await CommandResults.Worded(runtime.SubmitAsync(new(caseId, DerivedIds.Derive($"{caller.CommandId:N}\npart\n{i}"), caller.Actor, at, new StartCase(definition.Hash, arguments)), sealedWords, ct));
            if (begun is not CommandResult.Accepted) return begun;
        }

        return accepted;
    }

    /// <summary>The parent gives the numbers. What it noted for this very command before is what is used again.</summary>
    private async Task<(CommandResult Answer, IReadOnlyList<(CaseId CaseId, string Number)> Ties)> ChildrenAsync(TicketDetail parent, int count, Caller caller, Instant at, CancellationToken ct)
    {
        var parentId = new CaseId(parent.Row.CaseId);
        var noted = TiesOf(parent.Facts, caller.CommandId);
        var ids = noted.Count > 0 ? noted.Select(tie => tie.CaseId.ToString()) : Enumerable.Range(0, count).Select(_ => CaseRuntime.NewCaseId(at).ToString());
        var answer = await CommandResults.Worded(runtime.SubmitAsync(
            new(parentId, caller.CommandId, caller.Actor, at, new ReceiveSignal(Links.SplitAsked, Value.Object(
                ("children", Value.Of(ids.Select(id => Value.Of((string?)id)))),
                ("command", Value.Of(caller.CommandId.ToString()))))),
            null,
            ct));
        if (answer is CommandResult.Refused { Rejection: var no }) return (CommandResult.Refuse(Told(no, parent.Row.Number, "parts")), []);
        if (answer is not CommandResult.Accepted) return (answer, []);
        if (noted.Count == 0) noted = TiesOf((await runtime.StateAsync(parentId, ct))!.Facts, caller.CommandId);
        return noted.Count == count
            ? (answer, noted)
            : (CommandResult.Refuse(new(RejectionKind.State, "idempotency.mismatch", "同一个 Idempotency-Key 上次拆出的事项数不同；请换一个新的键。", "The same Idempotency-Key split another number of matters before: use a new key.")), []);
    }

    private static List<(CaseId CaseId, string Number)> TiesOf(Value facts, Guid commandId) =>
        [.. new TicketFacts(facts).Links.All.Where(link => link.Command == commandId.ToString()).Select(link => (new CaseId(Guid.Parse(link.CaseId!)), link.Number))];

    private async Task<Dictionary<string, string>> WordsOfAsync(Value facts, Actor actor, CancellationToken ct)
    {
        var references = TicketStart.PersonalFields
            .Select(name => (Name: name, Words: Sealed.From(facts[name])))
            .Where(field => field.Words is not null)
            .ToArray();
        var opened = await vault.OpenAsync([.. references.Select(field => field.Words!.Id)], actor, "split", ct);
        return references
            .Where(field => opened.GetValueOrDefault(field.Words!.Id) is not null)
            .ToDictionary(field => field.Name, field => opened[field.Words!.Id]!, StringComparer.Ordinal);
    }

    /// <summary>The intake of one matter: who asks and where as before, what as stated. Files stay with the ticket they came with.</summary>
    private static Value Command(Value facts, Dictionary<string, string> words, TicketPart part, IReadOnlyList<string> unproven)
    {
        var command = Value.EmptyObject;
        foreach (var field in IntakeFields.All)
        {
            if (field.Name is "attachments" or "recordings" or "classCode" or "title") continue;
            var value = field.IsSealed ? Value.Of(words.GetValueOrDefault(field.Name)) : facts[field.Name];
            if (value.IsNull || (field.Name == "identityLevel" && unproven.Contains(value.AsString()))) continue;
            command = command.With(field.Name, value);
        }

        command = command.With("title", Value.Of(part.Title));
        if (!string.IsNullOrWhiteSpace(part.Body)) command = command.With("body", Value.Of(part.Body));
        return string.IsNullOrWhiteSpace(part.ClassCode) ? command : command.With("classCode", Value.Of(part.ClassCode));
    }

    private static Rejection Told(Rejection no, string number, string field) => no.Code switch
    {
        "case.finished" => new(RejectionKind.State, "merge.intoArchived", $"工单 {number} 刚刚办结，不能再并单或拆单；请刷新后处理。", $"Ticket {number} has just been closed, so nothing was done: look at it again.", Field: field),
        "signal.notAwaited" => new(RejectionKind.State, "merge.notOffered", $"工单 {number} 的流程不接受并单和拆单，或该单已并入其他工单。", $"The definition of ticket {number} takes no merge and no split, or it is merged itself.", Field: field),
        _ => no with { Field = field },
    };

    private static Rejection NoTicket { get; } = new(RejectionKind.NotFound, "ticket.notFound", "没有找到该工单，或当前账号无权知悉。", "There is no such ticket, or this account may not know of it.");
}
