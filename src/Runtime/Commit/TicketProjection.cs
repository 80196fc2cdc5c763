using JieSuJiBan.Runtime.Sql;
using NodaTime;

namespace JieSuJiBan.Runtime.Commit;

/// <summary>
/// The list and search columns of a ticket, never a person's data: each member is the column of <c>jsjb.ticket</c> with its name in snake case. The
/// commit, the lists and the verification take their columns from here. A new one is a member here with where it comes from
/// (<see cref="Cases.CaseWriteBuilder.Project"/>), a migration with its right in <c>Schema/Rights.sql</c>, and the page or contract that shows it.
/// </summary>
public record TicketProjection
{
    [ListColumn("编号", "number")]
    public required string Number { get; init; }

    [ListColumn("状态", "status")]
    public required string Status { get; init; }

    [ListColumn("诉求类型", "type of request")]
    public required string? RequestType { get; init; }

    [ListColumn("渠道", "channel")]
    public required string? Channel { get; init; }

    [ListColumn("分类", "class")]
    public required string? ClassCode { get; init; }

    [ListColumn("区", "district")]
    public required string? DistrictCode { get; init; }

    [ListColumn("街道", "street")]
    public required string? StreetCode { get; init; }

    [ListColumn("主办单位", "lead unit")]
    public required string? LeadUnit { get; init; }

    [ListColumn("紧急程度", "urgency")]
    public required string? Urgency { get; init; }

    [ListColumn("受理时间", "accepted at")]
    public required Instant AcceptedAt { get; init; }

    [ListColumn("办理期限", "due")]
    public required Instant? FeedbackDueAt { get; init; }

    [ListColumn("签收时间", "signed in at")]
    public required Instant? SignedInAt { get; init; }

    [ListColumn("答复时间", "replied at")]
    public required Instant? RepliedAt { get; init; }

    [ListColumn("预警时间", "warned at")]
    public required Instant? WarnedAt { get; init; }

    [ListColumn("超期时间", "overdue at")]
    public required Instant? OverdueAt { get; init; }

    [ListColumn("归档时间", "archived at")]
    public required Instant? ArchivedAt { get; init; }

    [ListColumn("诉求人代号", "petitioner's pseudonym")]
    public required string? SubjectId { get; init; }

    [ListColumn("标题", "title")]
    public required Guid? TitleVault { get; init; }

    [ListColumn("是否超期", "overdue")]
    public required bool Overdue { get; init; }

    /// <summary>The case that a flag is about.</summary>
    [ListColumn("所督办的工单", "ticket that it is about", IsFixed = true)]
    public required Guid? FlagOf { get; init; }

    [ListColumn("是否保密", "confidential")]
    public required bool Confidential { get; init; }

    /// <summary>The columns, from the members above.</summary>
    internal static ListColumns<TicketProjection> Columns { get; } = new();
}
