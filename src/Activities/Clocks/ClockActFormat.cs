using System.Globalization;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Engine.Values;
using NodaTime.Text;

namespace JieSuJiBan.Activities.Clocks;

/// <summary>
/// Acts of a clock as facts of the case. A started clock carries its limit with it: what is printed on a ticket stays,
/// whatever becomes of the table.
/// </summary>
public static class ClockActFormat
{
    /// <summary>The act as data; what is as usual is left out.</summary>
    public static Value Write(ClockAct act)
    {
        var (kind, members) = act switch
        {
            ClockStarted started => ("Started", new[] { ("limit", Write(started.Limit)), Semantics(started.Semantics) }),
            ClockPaused paused => ("Paused", [("reason", Value.Of(paused.Reason)), ("until", Value.Of(paused.Until))]),
            ClockResumed => ("Resumed", []),
            ClockExtendedTo to => ("ExtendedTo", [("by", Value.Of(to.By)), ("dueAt", Value.Of(to.DueAt)), ("rule", Value.Of(to.Rule))]),
            ClockExtendedBy by => ("ExtendedBy", [("amount", Value.Of(by.Amount)), ("by", Value.Of(by.By)), ("rule", Value.Of(by.Rule)), ("unit", Value.Of(by.Unit.ToString()))]),
            ClockRestarted restarted => ("Restarted", [("keepsElapsed", Value.Of(restarted.KeepsElapsed)), ("limit", Write(restarted.Limit)), Semantics(restarted.KeepsElapsed ? Engine.Semantics.First : restarted.Semantics)]),
            ClockRenewed renewed => ("Renewed", [("limit", Write(renewed.Limit))]),
            _ => ("Stopped", Array.Empty<(string, Value)>()),
        };
        return Lean([("act", Value.Of(kind)), ("at", Value.Of(act.At)), .. members, ("kept", Write(act.Kept))]);
    }

    /// <summary>The act, or null where the value is none.</summary>
    /// <param name="value">The act as a fact.</param>
    /// <param name="semantics">
    /// The numbered meaning to read it under. A program of an earlier release that steps a ticket after a newer one knows neither calendars
    /// that clocks keep, nor meanings that they carry, nor deadlines computed anew, and its entries must verify too.
    /// </param>
    public static ClockAct? Read(Value value, int semantics = Engine.Semantics.Current)
    {
        if (semantics >= CaseSemantics.ClockKeepsCalendar) return ReadPlain(value) is { } act ? ReadKept(value["kept"]) is { } kept ? act with { Kept = kept } : act : null;
        return ReadPlain(value) switch
        {
            ClockStarted started => started with { Semantics = semantics },
            ClockRestarted restarted => restarted with { Semantics = semantics },
            ClockRenewed => null,
            var known => known,
        };
    }

    /// <summary>The clock that acts kept as facts make, or null where there are none.</summary>
    /// <param name="calendar">The city's working time, for what the acts themselves do not keep.</param>
    /// <param name="acts">The acts by ordinal, from 1.</param>
    /// <param name="semantics">The numbered meaning to read them under.</param>
    public static CaseClock? ReadClock(WorkCalendar calendar, Value acts, int semantics = Engine.Semantics.Current)
    {
        var read = new List<ClockAct>(acts.Count);
        for (var ordinal = 1; ordinal <= acts.Count; ordinal++)
        {
            if (Read(acts[ordinal.ToString(CultureInfo.InvariantCulture)], semantics) is { } act) read.Add(act);
        }

        return CaseClock.Of(calendar, read);
    }

    private static ClockAct? ReadPlain(Value value)
    {
        if (value["at"].AsInstant() is not { } at) return null;
        return value["act"].AsString() switch
        {
            "Started" => new ClockStarted(ReadLimit(value["limit"]), at, Semantics(value)),
            "Paused" => new ClockPaused(at, Text(value["reason"]), value["until"].AsInstant()),
            "Resumed" => new ClockResumed(at),
            "ExtendedTo" => new ClockExtendedTo(at, value["dueAt"].AsInstant() ?? at, Text(value["by"]), Text(value["rule"])),
            "ExtendedBy" => new ClockExtendedBy(at, Whole(value["amount"]), Choice<LimitUnit>(value["unit"]), Text(value["by"]), Text(value["rule"])),
            "Restarted" => new ClockRestarted(ReadLimit(value["limit"]), at, value["keepsElapsed"].AsBoolean() == true, Semantics(value)),
            "Renewed" => new ClockRenewed(ReadLimit(value["limit"]), at),
            "Stopped" => new ClockStopped(at),
            _ => null,
        };
    }

    private static Value Write(KeptCalendar? kept) => kept is null ? Value.Null : Lean(
        [("days", Value.Of(kept.Days)), ("from", Value.Of(LocalDatePattern.Iso.Format(kept.From))), ("hours", Value.Of(kept.Hours))]);

    private static KeptCalendar? ReadKept(Value value) =>
        value["days"].AsString() is { } days && LocalDatePattern.Iso.Parse(Text(value["from"])) is { Success: true } from ? new(from.Value, days, value["hours"].AsString()) : null;

    private static (string Name, Value Value) Semantics(int number) => ("semantics", number == Engine.Semantics.First ? Value.Null : Value.Of(number));

    private static int Semantics(Value value) => (int)(value["semantics"].AsInt64() ?? Engine.Semantics.First);

    private static Value Write(TimeLimit limit) => Lean(
    [
        ("amount", Value.Of(limit.Amount)),
        ("article", Value.Of(limit.Basis.Article)),
        ("basis", Value.Of(limit.Basis.Kind.ToString())),
        ("countFrom", limit.CountFrom == CountFrom.Moment ? Value.Null : Value.Of(limit.CountFrom.ToString())),
        ("end", limit.End == LimitEnd.ExactTime ? Value.Null : Value.Of(limit.End.ToString())),
        ("id", Value.Of(limit.Id)),
        ("movesOffRestDays", limit.MovesOffRestDays ? Value.True : Value.Null),
        ("name", limit.StepName == LimitWords.Chinese(limit.Step) ? Value.Null : Value.Of(limit.StepName)),
        ("source", Value.Of(limit.Basis.Source)),
        ("start", Value.Of(limit.Start.ToString())),
        ("step", Value.Of(limit.Step.Code)),
        ("unit", Value.Of(limit.Unit.ToString())),
        ("unverified", limit.Basis.Verified ? Value.Null : Value.True),
        ("warnings", limit.Warnings.IsEmpty ? Value.Null : Value.Of(limit.Warnings.Select(Write))),
    ]);

    private static TimeLimit ReadLimit(Value value)
    {
        var step = new LimitStep(Text(value["step"]));
        return new(
            Text(value["id"]),
            step,
            LimitMatch.Any,
            Whole(value["amount"]),
            Choice<LimitUnit>(value["unit"]),
            Choice<LimitStart>(value["start"]),
            Choice<CountFrom>(value["countFrom"]),
            Choice<LimitEnd>(value["end"]),
            value["movesOffRestDays"].AsBoolean() == true,
            [.. value["warnings"].Items.Select(ReadWarning)],
            new(Choice<BasisKind>(value["basis"]), Text(value["source"]), value["article"].AsString(), value["unverified"].AsBoolean() != true))
        {
            StepName = value["name"].AsString() ?? LimitWords.Chinese(step),
        };
    }

    private static Value Write(LimitWarning warning) => warning.ElapsedPercent is { } percent
        ? Value.Object(("elapsedPercent", Value.Of(percent)))
        : Value.Object(("before", Value.Of(warning.Before ?? 0)), ("unit", Value.Of(warning.Unit.ToString())));

    private static LimitWarning ReadWarning(Value value) =>
        new((int?)value["elapsedPercent"].AsInt64(), (int?)value["before"].AsInt64(), Choice<LimitUnit>(value["unit"]));

    private static Value Lean(ReadOnlySpan<(string Name, Value Value)> members)
    {
        var present = new (string, Value)[members.Length];
        var count = 0;
        foreach (var member in members)
        {
            if (!member.Value.IsNull) present[count++] = member;
        }

        return Value.Object(present.AsSpan(0, count));
    }

    private static string Text(Value value) => value.AsString() ?? "";

    private static int Whole(Value value) => (int)(value.AsInt64() ?? 1);

    private static T Choice<T>(Value value)
        where T : struct, Enum => Enum.TryParse<T>(value.AsString(), out var choice) ? choice : default;
}
