using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using JieSuJiBan.Engine;

namespace JieSuJiBan.Activities.Policies;

/// <summary>How a ticket reaches its handler (Art. 12).</summary>
public enum DispatchMode
{
    /// <summary>Straight to the handling unit (直派).</summary>
    Direct,
    /// <summary>To the district government, which passes it on (派区).</summary>
    District,
}

/// <summary>Why a row that matches the class and the area was not used.</summary>
public enum RowRejection
{
    /// <summary>The street is not known, and the row sends to the street of the place.</summary>
    StreetUnknown,
    /// <summary>The district is not known, and the row needs the place.</summary>
    DistrictUnknown,
    /// <summary>No unit of the district holds the duty.</summary>
    NobodyHoldsDuty,
    /// <summary>The unit may not lead: a community assists only (Art. 17).</summary>
    MayNotLead,
    /// <summary>Another row speaks of a narrower class or area, or has a higher priority.</summary>
    LessSpecific,
}

/// <summary>A row that matches but was not used.</summary>
/// <param name="Row">The row.</param>
/// <param name="Why">Why not.</param>
public readonly record struct RejectedRow(DispatchCatalogRow Row, RowRejection Why)
{
    /// <summary>Why not, zh-CN.</summary>
    public string Chinese => $"目录行 {Row.Id}：" + Why switch
    {
        RowRejection.StreetUnknown => "街道（乡镇）不明，不能按属地派单",
        RowRejection.DistrictUnknown => "所在区不明，不能按属地派单",
        RowRejection.NobodyHoldsDuty => $"该区没有单位承担职责“{(Row.Target as DutyTarget)?.Duty}”",
        RowRejection.MayNotLead => "社区（村）不得作为主办单位",
        _ => "不如所用目录行具体",
    };

    /// <summary>Why not, English.</summary>
    public string English => $"Row {Row.Id}: " + Why switch
    {
        RowRejection.StreetUnknown => "the street is not known",
        RowRejection.DistrictUnknown => "the district is not known",
        RowRejection.NobodyHoldsDuty => $"no unit of the district holds the duty '{(Row.Target as DutyTarget)?.Duty}'",
        RowRejection.MayNotLead => "a community may not lead",
        _ => "less specific than the row used",
    };
}

/// <summary>The unit the catalogue proposes, and why.</summary>
/// <param name="UnitCode">The unit that is to lead.</param>
/// <param name="UnitName">Its name, zh-CN.</param>
/// <param name="Row">The row used.</param>
/// <param name="Mode">How the ticket reaches its handler.</param>
/// <param name="CopyToUnitCode">The district that gets a copy where the ticket goes straight to a street (Art. 12), or null.</param>
/// <param name="ClassName">The class in words, zh-CN.</param>
/// <param name="RejectedRows">Rows that match but were not used, in the order of their precedence.</param>
public sealed record DispatchProposal(
    string UnitCode,
    string UnitName,
    DispatchCatalogRow Row,
    DispatchMode Mode,
    string? CopyToUnitCode,
    string ClassName,
    ImmutableArray<RejectedRow> RejectedRows)
{
    /// <summary>Units that must help (Art. 14), without the lead.</summary>
    public ImmutableArray<string> CoUnits { get; init; } = [];

    /// <summary>The id of the row used.</summary>
    public string RowId => Row.Id;

    /// <summary>Why this unit, zh-CN.</summary>
    public string Chinese => $"派单目录行 {Row.Id}：“{ClassName}”{DispatchLabels.Target(Row.Target)}，派{UnitName}";

    /// <summary>Why this unit, English.</summary>
    public string English => $"Dispatch catalogue row {Row.Id} sends class '{ClassName}' to {UnitCode} ({DispatchLabels.TargetInEnglish(Row.Target)})";
}

/// <summary>What the catalogue answers: a proposal, or a refusal that says what to do.</summary>
/// <param name="Proposal">The proposal, or null.</param>
/// <param name="Rejection">The refusal, or null.</param>
public sealed record DispatchAnswer(DispatchProposal? Proposal, Rejection? Rejection)
{
    /// <summary>True where there is a proposal, false where there is a refusal.</summary>
    [MemberNotNullWhen(true, nameof(Proposal))]
    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool IsProposal => Proposal is not null;

    /// <summary>Where no row could be used: those that match, in the order of their precedence, and why not.</summary>
    public ImmutableArray<RejectedRow> Tried { get; init; } = [];
}
