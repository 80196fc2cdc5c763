using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.State;
using NodaTime;

namespace JieSuJiBan.Activities.Projections;

/// <summary>
/// The list and search columns of a ticket, never a person's data: each member is the column of <c>jsjb.ticket</c> with its name in snake case. The
/// commit, the lists and the verification take their columns from here. A new one is a member here with where it comes from (<see cref="Of"/>), a
/// migration with its right in <c>Schema/Rights.sql</c>, and the page or contract that shows it.
/// </summary>
public record TicketProjection
{
    /// <summary>Number that people know it by.</summary>
    [ListColumn("编号", "number")]
    public required string Number { get; init; }

    /// <summary>One of <see cref="TicketStatus"/>, or a status of the city.</summary>
    [ListColumn("状态", "status")]
    public required string Status { get; init; }

    /// <summary>Code of the type of request.</summary>
    [ListColumn("诉求类型", "type of request")]
    public required string? RequestType { get; init; }

    /// <summary>Code of the channel that it came by.</summary>
    [ListColumn("渠道", "channel")]
    public required string? Channel { get; init; }

    /// <summary>Code of the class.</summary>
    [ListColumn("分类", "class")]
    public required string? ClassCode { get; init; }

    /// <summary>Code of the district.</summary>
    [ListColumn("区", "district")]
    public required string? DistrictCode { get; init; }

    /// <summary>Code of the street.</summary>
    [ListColumn("街道", "street")]
    public required string? StreetCode { get; init; }

    /// <summary>Code of the unit that leads.</summary>
    [ListColumn("主办单位", "lead unit")]
    public required string? LeadUnit { get; init; }

    /// <summary>Code of the urgency.</summary>
    [ListColumn("紧急程度", "urgency")]
    public required string? Urgency { get; init; }

    /// <summary>When it was accepted (UTC).</summary>
    [ListColumn("受理时间", "accepted at")]
    public required Instant AcceptedAt { get; init; }

    /// <summary>Until when the petitioner has to be answered (UTC).</summary>
    [ListColumn("办理期限", "due")]
    public required Instant? FeedbackDueAt { get; init; }

    /// <summary>When the leading unit signed it in (UTC).</summary>
    [ListColumn("签收时间", "signed in at")]
    public required Instant? SignedInAt { get; init; }

    /// <summary>When it was replied to (UTC).</summary>
    [ListColumn("答复时间", "replied at")]
    public required Instant? RepliedAt { get; init; }

    /// <summary>When its deadline was warned of (UTC).</summary>
    [ListColumn("预警时间", "warned at")]
    public required Instant? WarnedAt { get; init; }

    /// <summary>When it became overdue (UTC).</summary>
    [ListColumn("超期时间", "overdue at")]
    public required Instant? OverdueAt { get; init; }

    /// <summary>When it was archived (UTC).</summary>
    [ListColumn("归档时间", "archived at")]
    public required Instant? ArchivedAt { get; init; }

    /// <summary>The petitioner's pseudonym.</summary>
    [ListColumn("诉求人代号", "petitioner's pseudonym")]
    public required string? SubjectId { get; init; }

    /// <summary>Reference of the sealed title.</summary>
    [ListColumn("标题", "title")]
    public required Guid? TitleVault { get; init; }

    /// <summary>True where it was overdue once.</summary>
    [ListColumn("是否超期", "overdue")]
    public required bool Overdue { get; init; }

    /// <summary>The case that a flag is about.</summary>
    [ListColumn("所督办的工单", "ticket that it is about", IsFixed = true)]
    public required Guid? FlagOf { get; init; }

    /// <summary>True where only few may read it.</summary>
    [ListColumn("是否保密", "confidential")]
    public required bool Confidential { get; init; }

    /// <summary>How tickets are projected.</summary>
    public static CaseProjection Projection { get; } = CaseProjection.Of("ticket", Of);

    /// <summary>The list columns of a ticket; null for a case that is none.</summary>
    public static TicketProjection? Of(CaseState state)
    {
        var facts = new TicketFacts(state.Facts);
        if (facts.Number is not { } number || facts.Status is not { } status || facts.AcceptedAt is not { } acceptedAt) return null;
        return new()
        {
            Number = number,
            // A ticket that a person ended has no fact of its own for it: the flow was cut off.
            Status = state.SubStatus == WorkflowSubStatus.Cancelled ? TicketStatus.Cancelled : status,
            RequestType = facts.RequestType,
            Channel = facts.Channel,
            ClassCode = facts.ClassCode,
            DistrictCode = facts.DistrictCode,
            StreetCode = facts.StreetCode,
            LeadUnit = facts.LeadUnit,
            Urgency = facts.Urgency,
            AcceptedAt = acceptedAt,
            FeedbackDueAt = facts.FeedbackDueAt,
            SignedInAt = facts.SignedInAt,
            RepliedAt = facts.RepliedAt,
            WarnedAt = facts.WarnedAt,
            OverdueAt = facts.OverdueAt,
            ArchivedAt = facts.ArchivedAt,
            SubjectId = facts.SubjectId,
            TitleVault = facts.Title is { } title && Guid.TryParse(title.Id, out var titleVault) ? titleVault : null,
            Overdue = facts.Overdue,
            FlagOf = FlaggedTicket(facts),
            Confidential = facts.Confidential == true,
        };
    }

    /// <summary>The case that a flag is about.</summary>
    private static Guid? FlaggedTicket(TicketFacts facts) =>
        facts.Links.Flagged is { } tie && Guid.TryParse(tie.CaseId, out var caseId) ? caseId : null;
}
