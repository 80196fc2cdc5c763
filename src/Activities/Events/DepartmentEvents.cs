using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>A department reported in.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="MinutesLate">Whole minutes after the limit; 0: in time.</param>
/// <param name="LateAt">Since when it was late (UTC), or null.</param>
/// <param name="Person">Who came, sealed, or null.</param>
internal readonly record struct DepartmentReportedIn(int Whistle, string Unit, Instant At, string By, long MinutesLate, Instant? LateAt, Value Person) : ICaseEvent<DepartmentReportedIn>
{
    public static EventLabel Label { get; } = new(nameof(DepartmentReportedIn), "部门报到", "Department reported in");

    public static DepartmentReportedIn Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) ? new(whistle, unit, change.At("reportedInAt"), change.Code("reportedInBy"), change["minutesLate"].AsInt64() ?? 0, change["lateAt"].AsInstant(), change["person"]) : default;

    public static Phrase? Sentence(in DepartmentReportedIn happened, CityPolicy? city) => new($"{WhistleEvents.Department(city, happened.Unit)}报到");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object(
        ("late", Value.Of(MinutesLate > 0)),
        ("lateAt", Value.Of(LateAt)),
        ("minutesLate", MinutesLate > 0 ? Value.Of(MinutesLate) : Value.Null),
        ("person", Person),
        ("reportedInAt", Value.Of(At)),
        ("reportedInBy", Value.Of(By))));
}

/// <summary>A department did not report in in time.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="At">When (UTC).</param>
internal readonly record struct DepartmentLate(int Whistle, string Unit, Instant At) : ICaseEvent<DepartmentLate>
{
    public static EventLabel Label { get; } = new(nameof(DepartmentLate), "部门逾期未报到", "Department did not report in in time");

    public static DepartmentLate Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) ? new(whistle, unit, change.At("lateAt")) : default;

    public static Phrase? Sentence(in DepartmentLate happened, CityPolicy? city) => new($"{WhistleEvents.Department(city, happened.Unit)}逾期未报到");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object(("late", Value.True), ("lateAt", Value.Of(At))));
}

/// <summary>A department refused to report in.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who refused.</param>
/// <param name="Reason">Why, sealed.</param>
/// <param name="Times">How often by now.</param>
internal readonly record struct DepartmentRefused(int Whistle, string Unit, Instant At, string By, Value Reason, long Times) : ICaseEvent<DepartmentRefused>
{
    public static EventLabel Label { get; } = new(nameof(DepartmentRefused), "部门拒绝报到", "Department refused to report in");

    public static DepartmentRefused Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) ? new(whistle, unit, change.At("refusedAt"), change.Code("refusedBy"), change["refusalReason"], change["refusals"].AsInt64() ?? 0) : default;

    public static Phrase? Sentence(in DepartmentRefused happened, CityPolicy? city) => new($"{WhistleEvents.Department(city, happened.Unit)}拒绝报到");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object(
        ("refusalReason", Reason), ("refusals", Value.Of(Times)), ("refusedAt", Value.Of(At)), ("refusedBy", Value.Of(By))));
}

/// <summary>A department that refused was ordered to report in; its limit begins anew.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="DueAt">To report in by (UTC); null: no limit.</param>
internal readonly record struct DepartmentCalledAgain(int Whistle, string Unit, Instant? DueAt) : ICaseEvent<DepartmentCalledAgain>
{
    public static EventLabel Label { get; } = new(nameof(DepartmentCalledAgain), "责令部门报到，时限重新起算", "Department ordered to report in, its limit begins anew");

    public static DepartmentCalledAgain Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) ? new(whistle, unit, change["dueAt"].AsInstant()) : default;

    public static Phrase? Sentence(in DepartmentCalledAgain happened, CityPolicy? city) => new($"{WhistleEvents.Department(city, happened.Unit)}被责令报到，时限重新起算");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object(("dueAt", Value.Of(DueAt)), ("refusedAt", Value.Null)));
}

/// <summary>A level above let a department off.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who decided.</param>
internal readonly record struct DepartmentExcused(int Whistle, string Unit, Instant At, string By) : ICaseEvent<DepartmentExcused>
{
    public static EventLabel Label { get; } = new(nameof(DepartmentExcused), "部门经同意免于报到", "Department excused from reporting in");

    public static DepartmentExcused Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) ? new(whistle, unit, change.At("excusedAt"), change.Code("excusedBy")) : default;

    public static Phrase? Sentence(in DepartmentExcused happened, CityPolicy? city) => new($"{WhistleEvents.Department(city, happened.Unit)}经同意免于报到");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object(("excusedAt", Value.Of(At)), ("excusedBy", Value.Of(By))));
}

/// <summary>The street gave a department a task.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="At">When (UTC).</param>
internal readonly record struct DepartmentAssigned(int Whistle, string Unit, Instant At) : ICaseEvent<DepartmentAssigned>
{
    public static EventLabel Label { get; } = new(nameof(DepartmentAssigned), "向部门布置任务", "Task given to the department");

    public static DepartmentAssigned Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) ? new(whistle, unit, change.At("assignedAt")) : default;

    public static Phrase? Sentence(in DepartmentAssigned happened, CityPolicy? city) => new($"向{WhistleEvents.Department(city, happened.Unit)}布置任务");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object(("assignedAt", Value.Of(At))));
}

/// <summary>A department has its part to do.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="DueAt">To be done by (UTC); null: no limit.</param>
internal readonly record struct DepartmentPartBegun(int Whistle, string Unit, Instant? DueAt) : ICaseEvent<DepartmentPartBegun>
{
    public static EventLabel Label { get; } = new(nameof(DepartmentPartBegun), "部门开始处置", "Department began its part");

    public static DepartmentPartBegun Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) ? new(whistle, unit, change["partDueAt"].AsInstant()) : default;

    public static Phrase? Sentence(in DepartmentPartBegun happened, CityPolicy? city) => new($"{WhistleEvents.Department(city, happened.Unit)}开始处置");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object(("partDueAt", Value.Of(DueAt))));
}

/// <summary>A department reported that its part is done.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="Ordinal">Of the report.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Kind">The outcome of the task.</param>
/// <param name="Record">What was done, sealed.</param>
internal readonly record struct DepartmentPartTold(int Whistle, string Unit, string Ordinal, Instant At, string By, string? Kind, Value Record) : ICaseEvent<DepartmentPartTold>
{
    public static EventLabel Label { get; } = new(nameof(DepartmentPartTold), "告知部门处置事项", "Department told its part");

    public static DepartmentPartTold Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) && EventData.EntryOf(change[DepartmentFacts.ReportList]) is var report
        ? new(whistle, unit, report.Ordinal, report.Entry.At("at"), report.Entry.Code("by"), report.Entry["kind"].AsString(), report.Entry["record"])
        : default;

    public static Phrase? Sentence(in DepartmentPartTold happened, CityPolicy? city) => new($"{WhistleEvents.Department(city, happened.Unit)}报告处置完成");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object((DepartmentFacts.ReportList, EventData.Entry(Ordinal, Value.Object(
        ("at", Value.Of(At)), ("by", Value.Of(By)), ("kind", Value.Of(Kind)), ("record", Record))))));
}

/// <summary>A department reported how far it is.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="Ordinal">Of the report.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Kind">The outcome of the task.</param>
/// <param name="Record">What was done, sealed.</param>
internal readonly record struct DepartmentProgressed(int Whistle, string Unit, string Ordinal, Instant At, string By, string? Kind, Value Record) : ICaseEvent<DepartmentProgressed>
{
    public static EventLabel Label { get; } = new(nameof(DepartmentProgressed), "部门处置进展", "Department's progress");

    public static DepartmentProgressed Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) && EventData.EntryOf(change[DepartmentFacts.ReportList]) is var report
        ? new(whistle, unit, report.Ordinal, report.Entry.At("at"), report.Entry.Code("by"), report.Entry["kind"].AsString(), report.Entry["record"])
        : default;

    public static Phrase? Sentence(in DepartmentProgressed happened, CityPolicy? city) => new($"{WhistleEvents.Department(city, happened.Unit)}报告阶段性进展");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object((DepartmentFacts.ReportList, EventData.Entry(Ordinal, Value.Object(
        ("at", Value.Of(At)), ("by", Value.Of(By)), ("kind", Value.Of(Kind)), ("record", Record))))));
}

/// <summary>The street sent a department's part back.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="Ordinal">Of the report that was sent back.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Reason">Why, sealed.</param>
internal readonly record struct DepartmentPartSentBack(int Whistle, string Unit, string Ordinal, Instant At, Value Reason) : ICaseEvent<DepartmentPartSentBack>
{
    public static EventLabel Label { get; } = new(nameof(DepartmentPartSentBack), "街道（乡镇）退回部门的处置", "Street sent the department's part back");

    public static DepartmentPartSentBack Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) && EventData.EntryOf(change[DepartmentFacts.ReportList]) is var report
        ? new(whistle, unit, report.Ordinal, report.Entry.At("sentBackAt"), report.Entry["sentBackBecause"])
        : default;

    public static Phrase? Sentence(in DepartmentPartSentBack happened, CityPolicy? city) => new($"街道（乡镇）退回{WhistleEvents.Department(city, happened.Unit)}的处置");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object((DepartmentFacts.ReportList, EventData.Entry(Ordinal, Value.Object(
        ("sentBackAt", Value.Of(At)), ("sentBackBecause", Reason))))));
}

/// <summary>The street confirmed a department's part.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who confirmed.</param>
internal readonly record struct DepartmentPartDone(int Whistle, string Unit, Instant At, string By) : ICaseEvent<DepartmentPartDone>
{
    public static EventLabel Label { get; } = new(nameof(DepartmentPartDone), "街道（乡镇）确认部门处置完成", "Street confirmed the department's part");

    public static DepartmentPartDone Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) ? new(whistle, unit, change.At("doneAt"), change.Code("confirmedBy")) : default;

    public static Phrase? Sentence(in DepartmentPartDone happened, CityPolicy? city) => new($"街道（乡镇）确认{WhistleEvents.Department(city, happened.Unit)}处置完成");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object(("confirmedBy", Value.Of(By)), ("doneAt", Value.Of(At))));
}

/// <summary>A department's part is overdue.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="At">When (UTC).</param>
internal readonly record struct DepartmentPartOverdue(int Whistle, string Unit, Instant At) : ICaseEvent<DepartmentPartOverdue>
{
    public static EventLabel Label { get; } = new(nameof(DepartmentPartOverdue), "部门逾期未完成处置", "Department's part is overdue");

    public static DepartmentPartOverdue Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) ? new(whistle, unit, change.At("partOverdueAt")) : default;

    public static Phrase? Sentence(in DepartmentPartOverdue happened, CityPolicy? city) => new($"{WhistleEvents.Department(city, happened.Unit)}逾期未完成处置");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object(("partOverdueAt", Value.Of(At))));
}
