using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Formats;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Vault;
using NodaTime;

namespace JieSuJiBan.Application.Tickets;

/// <summary>
/// The way of those who watch tickets: the petitioner's urge that somebody records, supervision by hand (Arts. 28, 34), and
/// flags about how a ticket was handled (Art. 35), each a case of its own beside the ticket.
/// </summary>
public sealed class SupervisionCommands(CaseRuntime runtime, TicketSignals signals, Vault vault, WordSealer sealer, PublishedStore catalog, TicketReader tickets, IClock clock)
{
    /// <summary>Definition id of what a flag runs.</summary>
    public const string FlagDefinition = "supervision";

    private const int LongestText = 4000;
    private static readonly string[] Levels = ["Urge", "Supervise", "Escalated"];

    /// <summary>Records that the petitioner urges.</summary>
    public async Task<CommandResult> UrgeAsync(string key, string? text, Caller caller, CancellationToken ct)
    {
        if (await tickets.GetAsync(key, caller.Viewer, ct) is not { } ticket || IsFlag(ticket)) return CommandResult.Refuse(NoSuchTicket);
        if (TooLong(text) is { } wrong) return CommandResult.Refuse(wrong);
        return await signals.SendAsync(ticket.Row.CaseId, CaseSignals.Urged, new("text", TextAttribute.Of<UrgeRequest>(nameof(UrgeRequest.Text)), text), [], caller, ct);
    }

    /// <summary>Records what the petitioner adds to the request.</summary>
    public async Task<CommandResult> SupplementAsync(string key, string? text, Caller caller, CancellationToken ct)
    {
        if (await tickets.GetAsync(key, caller.Viewer, ct) is not { } ticket || IsFlag(ticket)) return CommandResult.Refuse(NoSuchTicket);
        if (string.IsNullOrWhiteSpace(text)) return CommandResult.Refuse(PetitionerCommands.NothingAdded);
        if (TooLong(text) is { } wrong) return CommandResult.Refuse(wrong);
        return await signals.SendAsync(ticket.Row.CaseId, CaseSignals.Supplemented, new("text", TextAttribute.Of<SupplementRequest>(nameof(SupplementRequest.Text)), text), [], caller, ct);
    }

    /// <summary>Urges, supervises or escalates by hand.</summary>
    public async Task<CommandResult> SuperviseAsync(string key, string? level, string? reason, string? text, Caller caller, CancellationToken ct)
    {
        if (await tickets.GetAsync(key, caller.Viewer, ct) is not { } ticket || IsFlag(ticket)) return CommandResult.Refuse(NoSuchTicket);
        if (!Levels.Contains(level)) return CommandResult.Refuse(CommandRejections.Wrong("level", "请选择 Urge（催办）、Supervise（督办）或 Escalated（提级督办）。", "Expected Urge, Supervise or Escalated."));
        var reasons = catalog.Policy.Supervision.Reasons;
        if (reasons.IsEmpty && !string.IsNullOrWhiteSpace(reason)) return CommandResult.Refuse(CommandRejections.Wrong("reason", "本市没有登记督办事由，请留空，并把情况写入说明。", "This city lists no reasons: leave it out, and write what is the matter into the text."));
        if (!reasons.IsEmpty && reasons.All(known => known.Code != reason))
        {
            return CommandResult.Refuse(CommandRejections.Wrong("reason", $"请选择督办事由：{string.Join("、", reasons.Select(known => $"{known.Code}（{known.Name}）"))}。", $"Expected a reason, one of {string.Join(", ", reasons.Select(known => known.Code))}."));
        }

        if (TooLong(text) is { } wrong) return CommandResult.Refuse(wrong);
        return await signals.SendAsync(ticket.Row.CaseId, CaseSignals.Supervised, new("text", TextAttribute.Of<SuperviseRequest>(nameof(SuperviseRequest.Text)), text), [("byHand", Value.True), ("level", Value.Of(level)), ("reason", Value.Of(reason))], caller, ct);
    }

    /// <summary>Records a call to the petitioner, as the telephone system or a person tells of it; the same reference again changes nothing.</summary>
    public async Task<CommandResult> CallAsync(string key, CallOut call, Caller caller, CancellationToken ct)
    {
        if (await tickets.GetAsync(key, caller.Viewer, ct) is not { } ticket || IsFlag(ticket)) return CommandResult.Refuse(NoSuchTicket);
        if (call.Check(clock.GetCurrentInstant(), ticket.Row.AcceptedAt) is { } wrong) return CommandResult.Refuse(wrong);
        var (_, handled) = await signals.HandledAsync(ticket.Row.CaseId, ticket.Facts, ct);
        if (new TicketFacts(handled).Calls.All.Any(known => known.Reference.AsString() == call.Reference!.Trim()))
        {
            return new CommandResult.Accepted(new(ticket.Row.CaseId), 0, Value.Object(("number", Value.Of(ticket.Row.Number)), ("status", Value.Of(ticket.Row.Status))), Repeated: true);
        }

        return await signals.SendAsync(
            ticket.Row.CaseId, CaseSignals.CallRecorded, new("number", TextAttribute.Of<CallOut>(nameof(CallOut.Number)), call.Number), [.. call.Members(), ("toPetitioner", await IsToPetitionerAsync(ticket, call.Number!, caller.Actor, ct))], caller, ct);
    }

    /// <summary>Whether the number is the petitioner's, the first or the second; null to whoever may not know whose ticket it is, for that would tell.</summary>
    private async Task<Value> IsToPetitionerAsync(TicketDetail ticket, string number, Actor actor, CancellationToken ct)
    {
        if (ticket.Reading.HidesPerson) return Value.Null;
        if (vault.SubjectIdsFor(number).Contains(new TicketFacts(ticket.Facts).SubjectId)) return Value.True;
        if (new TicketFacts(ticket.Facts).SecondPhone?.Id is not { } id) return Value.False;
        return Value.Of((await vault.OpenAsync([id], actor, "compare", ct)).GetValueOrDefault(id) is { } second && PhoneNumber.AreSame(second, number));
    }

    /// <summary>Flags an act that the law punishes, with evidence; works after the ticket is filed.</summary>
    public async Task<CommandResult> FlagAsync(string key, string? act, string? unit, string? evidence, Caller caller, CancellationToken ct)
    {
        if (await tickets.GetAsync(key, caller.Viewer, ct) is not { } ticket || IsFlag(ticket)) return CommandResult.Refuse(NoSuchTicket);
        var (at, policy) = (clock.GetCurrentInstant(), catalog.Policy);
        if (policy.Supervision.FindAct(act) is null)
        {
            var acts = policy.Supervision.Acts;
            return CommandResult.Refuse(CommandRejections.Wrong("act", $"请选择行为：{string.Join("、", acts.Select(known => $"{known.Code}（{known.Name}）"))}。", $"Expected an act, one of {string.Join(", ", acts.Select(known => known.Code))}."));
        }

        // Of a merged ticket, whoever handles the other one is meant.
        var about = string.IsNullOrWhiteSpace(unit)
            ? new TicketFacts((await signals.HandledAsync(ticket.Row.CaseId, ticket.Facts, ct)).Facts).LeadUnit ?? ticket.Row.LeadUnit
            : unit.Trim();
        if (about is not null && policy.Organisation.Find(about) is null) return CommandResult.Refuse(CommandRejections.Wrong("unit", $"没有单位“{about}”，请从组织机构中选择。", $"There is no unit '{about}': choose one of the organisation."));
        if (string.IsNullOrWhiteSpace(evidence)) return CommandResult.Refuse(CommandRejections.Wrong("evidence", "请写明证据。", "State the evidence."));
        if (TooLong(evidence) is { } wrong) return CommandResult.Refuse(wrong with { Field = "evidence" });
        if (catalog.Definitions.Published(FlagDefinition, at) is not { } definition) return CommandResult.Refuse(NoFlags);

        // The ordinal names the case, so that of two flags raised at once one is told and takes the next ordinal.
        for (var ordinal = await tickets.CountFlagsAsync(ticket.Row.CaseId, ct) + 1; ; ordinal++)
        {
            var caseId = CaseOf(ticket.Row.CaseId, ordinal, ticket.Row.AcceptedAt);
            var subjectId = vault.SubjectIdForAccount($"flags {ticket.Row.CaseId:N}");
            var words = await sealer.SealAsync(caseId, subjectId, ticket.Facts, [new("evidence", TextAttribute.Of<FlagRequest>(nameof(FlagRequest.Evidence)), evidence.Trim())], ct);
            var arguments = Value.Object(
                ("act", Value.Of(act)),
                ("districtCode", Value.Of(ticket.Row.DistrictCode)),
                ("evidence", words.References["evidence"].ToValue()),
                ("serial", Value.Of(ordinal)),
                ("subjectId", Value.Of(subjectId)),
                ("ticketCaseId", Value.Of(ticket.Row.CaseId.ToString())),
                ("ticketNumber", Value.Of(ticket.Row.Number)),
                ("unit", Value.Of(about)));
            var answer = CommandResults.Worded(await runtime.SubmitAsync(new(caseId, caller.CommandId, caller.Actor, at, new StartCase(definition.Hash, arguments)), words, ct));
            if (answer is not CommandResult.Refused { Rejections: [{ Code: "case.exists" }] }) return answer;
        }
    }

    private static Rejection NoSuchTicket { get; } = new(RejectionKind.NotFound, "ticket.notFound", "没有找到该工单，或当前账号无权知悉。", "There is no such ticket, or this account may not know of it.");

    private static Rejection NoFlags { get; } = new(RejectionKind.State, "definition.missing", "尚未发布监督问责流程，请政策管理员先发布。", "Expected a published supervision definition, but there is none, so nothing was recorded: have a policy administrator publish one.");

    private static bool IsFlag(TicketDetail ticket) => new TicketFacts(ticket.Facts).Links.Flagged is not null;

    private static Rejection? TooLong(string? text) => text is { Length: > LongestText } || (text is not null && !TextLimits.IsText(text))
        ? CommandRejections.Wrong("text", $"最长 {LongestText} 字，且须为有效文字。", $"At most {LongestText} characters of valid text.")
        : null;

    /// <summary>A case id (UUIDv7) that the ticket and the ordinal name, in the ticket's own partition of the journal.</summary>
    private static CaseId CaseOf(Guid ticket, long ordinal, Instant acceptedAt)
    {
        Span<byte> bytes = stackalloc byte[16];
        DerivedIds.Derive($"flag\n{ticket:N}\n{ordinal}").TryWriteBytes(bytes, bigEndian: true, out _);
        Span<byte> time = stackalloc byte[16];
        Guid.CreateVersion7(acceptedAt.ToDateTimeOffset()).TryWriteBytes(time, bigEndian: true, out _);
        time[..6].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        return new(new Guid(bytes, bigEndian: true));
    }
}
