using JieSuJiBan.Activities.Dispatch;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The lead asked further units to help.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Units">Their codes.</param>
internal readonly record struct CoUnitsAdded(Instant At, IReadOnlyList<string> Units) : ICaseEvent<CoUnitsAdded>
{
    public static EventLabel Label { get; } = new(nameof(CoUnitsAdded), "增加协办单位", "Co-handling units added");

    public static CoUnitsAdded Read(Value set) => new(CoUnitList.ReadAskedAt(set), CoUnitList.ReadAsked(set));

    public Value Write() => Value.Object((CoUnitList.Name, CoUnitList.WriteAsked(Units, At)));
}

/// <summary>A unit has its task of helping.</summary>
/// <param name="Unit">Its code.</param>
/// <param name="DueAt">To do its part by (UTC); null: no limit.</param>
internal readonly record struct CoHandlingRequested(string Unit, Instant? DueAt) : ICaseEvent<CoHandlingRequested>
{
    public static EventLabel Label { get; } = new(nameof(CoHandlingRequested), "请协办单位配合", "Co-handling asked for");

    public static CoHandlingRequested Read(Value set) => CoUnitList.ReadPatch(set) is var (unit, change) ? new(unit, change["dueAt"].AsInstant()) : default;

    public Value Write() => CoUnitList.Patch(Unit, Value.Object(("dueAt", Value.Of(DueAt)), ("state", Value.Of(CoUnits.Open))));
}

/// <summary>A unit reported that its part is done.</summary>
/// <param name="Report">What it reported.</param>
internal readonly record struct CoHandlingDone(CoUnitReport Report) : ICaseEvent<CoHandlingDone>
{
    public static EventLabel Label { get; } = new(nameof(CoHandlingDone), "协办完成反馈", "Co-handling done") { InHistory = "协办单位完成" };

    public static CoHandlingDone Read(Value set) => new(CoUnitReport.Read(set));

    public Value Write() => Report.Write(Report.At, CoUnits.Done);
}

/// <summary>A unit reported how far it is.</summary>
/// <param name="Report">What it reported.</param>
internal readonly record struct StageReported(CoUnitReport Report) : ICaseEvent<StageReported>
{
    public static EventLabel Label { get; } = new(nameof(StageReported), "协办阶段性反馈", "Stage report") { InHistory = "协办单位阶段性反馈" };

    public static StageReported Read(Value set) => new(CoUnitReport.Read(set));

    public Value Write() => Report.Write(null, CoUnits.StageReported);
}

/// <summary>A unit's limit passed before it had done its part.</summary>
/// <param name="Unit">Its code.</param>
internal readonly record struct CoHandlingLate(string Unit) : ICaseEvent<CoHandlingLate>
{
    public static EventLabel Label { get; } = new(nameof(CoHandlingLate), "协办超期", "Co-handling late") { InHistory = "协办逾期" };

    public static CoHandlingLate Read(Value set) => new(CoUnitList.ReadPatch(set).Unit);

    public Value Write() => CoUnitList.Patch(Unit, Value.Object(("late", Value.True)));
}

/// <summary>The lead replied before the unit had done its part.</summary>
/// <param name="Unit">Its code.</param>
internal readonly record struct CoHandlingEnded(string Unit) : ICaseEvent<CoHandlingEnded>
{
    public static EventLabel Label { get; } = new(nameof(CoHandlingEnded), "协办随答复结束", "Co-handling ended with the reply") { InHistory = "协办结束" };

    public static CoHandlingEnded Read(Value set) => new(CoUnitList.ReadPatch(set).Unit);

    public Value Write() => CoUnitList.Patch(Unit, Value.Object(("state", Value.Of(CoUnits.Ended))));
}

/// <summary>What a unit reported of its part.</summary>
/// <param name="Unit">Its code.</param>
/// <param name="Ordinal">Of the report.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Attachments">Ids of files, as they came.</param>
/// <param name="Text">The report, sealed.</param>
/// <param name="IsLate">True where it comes, or an earlier one came, after the limit.</param>
internal readonly record struct CoUnitReport(string Unit, string Ordinal, Instant At, string By, Value Attachments, Value Text, bool IsLate)
{
    public static CoUnitReport Read(Value set)
    {
        var (unit, change) = CoUnitList.ReadPatch(set);
        var (ordinal, report) = EventData.EntryOf(change[CoUnitFacts.ReportList]);
        return new(unit, ordinal, report.At("at"), report.Code("by"), report["attachments"], report["text"], new CoUnitFacts(unit, change).IsLate);
    }

    public Value Write(Instant? doneAt, string state) => CoUnitList.Patch(Unit, Value.Object(
        ("doneAt", Value.Of(doneAt)),
        ("late", IsLate ? Value.True : Value.Null),
        (CoUnitFacts.ReportList, EventData.Entry(Ordinal, Value.Object(("at", Value.Of(At)), ("attachments", Attachments), ("by", Value.Of(By)), ("text", Text)))),
        ("state", Value.Of(state))));
}
