using System.Collections.Frozen;

namespace JieSuJiBan.Activities;

/// <summary>The refusals of steps, of the intake and of what comes with it by code: those that a city may word itself (<c>messages.json</c>). Held against the source by a test.</summary>
public static class RejectionCodes
{
    /// <summary>All of them, by subject.</summary>
    public static FrozenSet<string> All { get; } = FrozenSet.Create<string>(
        StringComparer.Ordinal,
        "arguments.noObject", "arguments.wrongType",
        "attachment.empty", "attachment.infected", "attachment.mismatch", "attachment.notScanned", "attachment.tooLarge", "attachment.tooManyLoose", "attachment.type",
        "callback.answer.old", "callback.answer.unknown",
        "carryOver.plan.missing", "carryOver.progress.missing", "carryOver.tooOften",
        "case.exists", "case.faulted", "case.finished", "case.unknown",
        "caseTask.kind", "caseTask.recused",
        "clock.renew.earlier", "clock.renew.same", "clock.renew.stopped",
        "coHandling.report.missing",
        "conference.minutes.missing", "conference.participants",
        "coordination.decision.missing", "coordination.level.unknown", "coordination.matter.missing", "coordination.party.unknown",
        "definition.unknown",
        "dispatch.coUnit.already", "dispatch.coUnit.lead", "dispatch.coUnit.missing", "dispatch.coUnit.unknown", "dispatch.placeNeeded", "dispatch.reason.missing", "dispatch.streetElsewhere", "dispatch.uncovered", "dispatch.unit.closed", "dispatch.unit.elsewhere", "dispatch.unit.mayNotLead", "dispatch.unit.unknown", "dispatch.unknownClass", "dispatch.unknownDistrict", "dispatch.unknownStreet",
        "dispute.ground.unknown", "dispute.opinion.missing", "dispute.ownUnit", "dispute.text.missing",
        "extension.approve.expired", "extension.basis.missing", "extension.date.dayOff", "extension.date.early", "extension.date.late", "extension.date.missing", "extension.expired", "extension.explanation.missing", "extension.ground.unknown", "extension.late", "extension.noClock", "extension.notAllowed", "extension.opinion.missing", "extension.ownUnit", "extension.pending", "extension.tooOften",
        "flag.ground.unknown", "flag.reason.missing",
        "handle.coUnits.open", "handle.contact.impossible", "handle.contact.method", "handle.contact.missing", "handle.contact.notReached", "handle.contact.number", "handle.evidence.missing", "handle.reply.missing", "handle.result.unknown", "handle.unsolvedReason.missing",
        "import.defaults.missing",
        "incident.unknown",
        "input.unknown",
        "merge.already", "merge.circle", "merge.finished", "merge.into.missing", "merge.intoArchived", "merge.intoChild", "merge.self",
        "migration.blocked", "migration.mappingTwice", "migration.mappingUnknownSource", "migration.mappingUnknownTarget", "migration.mappingWrong", "migration.nothingToMove", "migration.otherDefinition",
        "objection.citation.missing", "objection.forbidden", "objection.ground.unknown", "objection.late", "objection.notAllowed", "objection.opinion.missing", "objection.ownUnit", "objection.signedIn", "objection.text.missing", "objection.tooOften", "objection.unit.missing", "objection.unit.same",
        "outside.answer.missing",
        "pause.expired", "pause.notAllowed", "pause.notPaused", "pause.notRunning", "pause.reason.unknown", "pause.tooOften",
        "rehandle.explanation.missing",
        "result.notAwaited",
        "signal.notAwaited",
        "split.finished",
        "step.stoppedTooOften",
        "supplement.text.missing", "supplement.tooMany",
        "task.claimed", "task.claimedByOther", "task.closed", "task.code.unknown", "task.notByOwner", "task.notClaimed", "task.number.range", "task.otherUnit", "task.outcomeRequired", "task.resultNoObject", "task.roleMissing", "task.time.early", "task.time.late", "task.unknown", "task.unknownField", "task.unknownOutcome",
        "ticket.channel.unknown", "ticket.class.broad", "ticket.class.missing", "ticket.class.unknown", "ticket.community.unknown", "ticket.contact.missing", "ticket.creditCode.wrong", "ticket.district.missing", "ticket.district.unknown", "ticket.field.characters", "ticket.field.code", "ticket.field.long", "ticket.field.many", "ticket.field.missing", "ticket.field.required", "ticket.field.type", "ticket.field.unknown", "ticket.identityLevel.otherwise", "ticket.identityLevel.unknown", "ticket.identityLevel.unverified", "ticket.mail.wrong", "ticket.phone.wrong", "ticket.point.half", "ticket.point.outside", "ticket.requestType.unknown", "ticket.sex.unknown", "ticket.shape", "ticket.street.elsewhere", "ticket.street.unknown", "ticket.subjectType.unknown", "ticket.tags.unknown", "ticket.urgency.unknown",
        "timer.gone", "timer.notDue",
        "triage.takenOverBy.missing", "triage.answer.missing", "triage.earlier.missing", "triage.exit.unknown", "triage.explanation.missing", "triage.guidance.notHere", "triage.guidance.unknown", "triage.knowledge.stale", "triage.knowledge.unknown", "triage.mustDispatch", "triage.receiver.unknown",
        "unreasonable.ground.unknown", "unreasonable.opinion.missing", "unreasonable.text.missing",
        "urge.replied", "urge.tooOften",
        "whistle.department.otherDistrict", "whistle.department.twice", "whistle.department.unknown", "whistle.department.wrongKind", "whistle.departments.none", "whistle.departments.tooMany", "whistle.direction.notNamed", "whistle.direction.textMissing", "whistle.excuse.reasonMissing", "whistle.kind.unknown", "whistle.matter.missing", "whistle.notAStreet", "whistle.open", "whistle.rating.outOfScale", "whistle.record.missing", "whistle.refusal.reasonMissing", "whistle.sendBack.reasonMissing");
}
