using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Callback;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Merging;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Vault;
using NodaTime;

namespace JieSuJiBan.Application.Tickets;

/// <summary>
/// What somebody says about a running ticket: sealed, given to the ticket that is handled, and, where the one it was said about was merged,
/// on record there as well. A refusal says what can be done instead.
/// </summary>
public sealed class TicketSignals(CaseRuntime runtime, TicketReader tickets, WordSealer sealer, IClock clock)
{
    private const int MostMerges = 50;

    /// <summary>Sends a signal about a ticket.</summary>
    /// <param name="caseId">The ticket it is said about.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="words">What is sealed; a blank text is left out.</param>
    /// <param name="members">The rest of the payload.</param>
    /// <param name="caller">Who sends it, and the command's id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<CommandResult> SendAsync(Guid caseId, string signal, TypedWords words, (string Name, Value Value)[] members, Caller caller, CancellationToken ct)
    {
        var facts = (await runtime.StateAsync(new(caseId), ct))?.Facts ?? Value.EmptyObject;
        var payload = Value.Object(members);
        SealedWords? sealedWords = null;
        if (!string.IsNullOrWhiteSpace(words.Text))
        {
            sealedWords = await sealer.SealAsync(new(caseId), facts, [words with { Text = words.Text.Trim() }], ct);
            payload = payload.With(words.Purpose, sealedWords.References[words.Purpose].ToValue());
        }

        var at = clock.GetCurrentInstant();
        var (handled, handledFacts) = await HandledAsync(caseId, facts, ct);
        if (handled == caseId) return Told(signal, await CommandResults.Worded(runtime.SubmitAsync(new(new(caseId), caller.CommandId, caller.Actor, at, new ReceiveSignal(signal, payload)), sealedWords, ct)));

        var (own, handling) = (new TicketFacts(facts), new TicketFacts(handledFacts));
        var about = payload.With(MergedWords.About, Value.Of(own.Number));
        if (own.SubjectId is { } subject && subject == handling.SubjectId) about = about.With("samePerson", Value.True);
        var taken = Told(signal, await CommandResults.Worded(runtime.SubmitAsync(new(new(handled), caller.CommandId, caller.Actor, at, new ReceiveSignal(signal, about)), sealedWords, ct)));
        if (taken is not CommandResult.Accepted accepted) return taken;

        // The same words lie in the vault now; here only their reference is recorded. Whoever said it hears of the own ticket alone.
        var noted = await CommandResults.Worded(runtime.SubmitAsync(
            new(new(caseId), DerivedIds.Derive($"{caller.CommandId:N}\nmerged"), caller.Actor, at, new ReceiveSignal(signal, payload.With(MergedWords.HandledBy, Value.Of(handling.Number)))), null, ct));
        return noted switch
        {
            CommandResult.Accepted heard => heard,
            CommandResult.Overloaded or CommandResult.Unknown => noted,
            // A ticket that was merged by an earlier release hears nothing but the end; the one that is handled has it.
            _ => accepted with { CaseId = new(caseId), Answer = Value.Object(("number", Value.Of(own.Number)), ("status", Value.Of(own.Status))) },
        };
    }

    /// <summary>The ticket that is handled in the place of this one: itself, or the one that it was merged into, and so on.</summary>
    public async Task<(Guid CaseId, Value Facts)> HandledAsync(Guid caseId, Value facts, CancellationToken ct)
    {
        for (var i = 0; i < MostMerges && new TicketFacts(facts).Links.Parent is { } parent; i++)
        {
            var next = Guid.TryParse(parent.CaseId, out var known) ? known : await tickets.CaseOfNumberAsync(parent.Number, ct);
            if (next is not { } id || (await runtime.StateAsync(new(id), ct))?.Facts is not { } above) break;
            (caseId, facts) = (id, above);
        }

        return (caseId, facts);
    }

    /// <summary>The engine's refusals are for engineers: people are told what they can do.</summary>
    private static CommandResult Told(string signal, CommandResult answer) =>
        answer is CommandResult.Refused { Rejections: [var only] } && Told(signal, only.Code) is { } told ? CommandResult.Refuse(told with { Source = only.Source }) : answer;

    private static Rejection? Told(string signal, string code) => (signal, code) switch
    {
        (CaseSignals.Urged, "case.finished") => State("urge.closed",
            "该工单已办结，不能再催办；问题仍未解决的，请重新反映并说明原工单编号。",
            "Expected a ticket that is being handled, but it is closed: where the matter is not solved, make a new request and state this number."),
        (CaseSignals.Urged, "signal.notAwaited") => State("urge.notNow",
            "该工单目前不在可以催办的阶段，请待派单办理后再催办，或者拨打热线询问进展。",
            "Expected a ticket that can be urged, but it cannot now: urge when a unit is handling it, or ask the hotline."),
        (CaseSignals.Supplemented, "case.finished") => State("supplement.closed",
            "该工单已办结，不能再补充；有新情况的，请重新反映并说明原工单编号。",
            "Expected a ticket that is being handled, but it is closed: make a new request and state this number."),
        (CaseSignals.Supplemented, "signal.notAwaited") => State("supplement.notNow",
            "该工单的流程没有画“催办督办”，或者由较早版本受理，不能登记补充情况；请登记催办并写明情况，或者直接告知承办单位。",
            "Expected a ticket that takes additions, but its definition does not: record an urge with these words, or tell the unit."),
        (CaseSignals.Supervised, "case.finished") => State("supervise.closed",
            "该工单已办结，不能再督办；办理中有违规行为的，请登记违规线索。",
            "Expected a ticket that is being handled, but it is closed: flag what was done against the rules instead."),
        (CaseSignals.Supervised, "signal.notAwaited") => State("supervise.notNow",
            "该工单的流程目前不接受督办，请直接联系承办单位。",
            "Expected a ticket that can be supervised, but its definition does not take it now: talk to the unit."),
        (CallbackPetitioner.AnsweredSignal, "case.finished") => State("callback.closed",
            "该工单已办结，回访已经结束；仍有问题的，请重新反映并说明原工单编号。",
            "Expected an open questionnaire, but the ticket is closed: where something is still wrong, make a new request and state this number."),
        (CallbackPetitioner.AnsweredSignal, "signal.notAwaited") => State("callback.noQuestion",
            "目前没有等待您回答的问卷；需要补充情况的可以催办，回访时会再联系您。",
            "Expected an open questionnaire, but none waits for an answer now: urge to add something, and we will ask you later."),
        (CaseSignals.CallRecorded, "case.finished") => State("call.closed",
            "该工单已办结，不再登记通话记录。",
            "Expected a running ticket, but it is closed, so the call was not recorded."),
        (CaseSignals.CallRecorded, "signal.notAwaited") => State("call.notNow",
            "该工单的流程没有画“催办督办”，或者由较早版本受理，不能登记通话记录；请在办理中登记联系情况。",
            "Expected a ticket that keeps call records, but its definition does not: record the contact while handling."),
        _ => null,
    };

    private static Rejection State(string code, string chinese, string english) => new(RejectionKind.State, code, chinese, english);
}
