using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of tasks that a city declares, and of what it adds to the tasks of the product.</summary>
internal static class TaskEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
        [CaseEventKind.Of<CaseTaskOpened>(), CaseEventKind.Of<CaseTaskOverdue>(), CaseEventKind.Of<CityFieldsRecorded>(), CaseEventKind.Of<TaskOutcomeApplied>()];

    /// <summary>Records that a task ended by an outcome that the city declares; the kind of the event is that of the task and the outcome.</summary>
    /// <param name="context">The activity.</param>
    /// <param name="kind">Kind of the task.</param>
    /// <param name="ended">What is recorded.</param>
    public static void Record(ActivityContext context, string kind, in CityTaskEnded ended)
    {
#pragma warning disable RS0030 // The kind is the city's: no record of the product can bear its name.
        context.Record(kind + ended.Outcome, ended.Write());
#pragma warning restore RS0030
    }
}

/// <summary>A step of the city's own is open.</summary>
/// <param name="Status">Where the ticket stands meanwhile, as the city says.</param>
internal readonly record struct CaseTaskOpened(string? Status) : ICaseEvent<CaseTaskOpened>
{
    public static EventLabel Label { get; } = new(nameof(CaseTaskOpened), "进入人工环节", "Step by a person begun");

    public static CaseTaskOpened Read(Value set) => new(set["status"].AsString());

    public Value Write() => Value.Object(("status", Value.Of(Status)));
}

/// <summary>A step of the city's own passed its limit.</summary>
/// <param name="Fact">Name of the step among the facts.</param>
/// <param name="Times">How often by now.</param>
internal readonly record struct CaseTaskOverdue(string Fact, long Times) : ICaseEvent<CaseTaskOverdue>
{
    internal const string List = "overdueTasks";

    public static EventLabel Label { get; } = new(nameof(CaseTaskOverdue), "人工环节超期", "Step by a person overdue");

    public static CaseTaskOverdue Read(Value set) => EventData.EntryOf(set[List]) is var (fact, times) ? new(fact, times.AsInt64() ?? 0) : default;

    public Value Write() => Value.Object((List, Value.Object((Fact, Value.Of(Times)))));
}

/// <summary>What a city added to a built-in task was filled in.</summary>
/// <param name="Fact">Name of the task among the facts.</param>
/// <param name="Fields">Open data: the city's fields by name.</param>
internal readonly record struct CityFieldsRecorded(string Fact, Value Fields) : ICaseEvent<CityFieldsRecorded>
{
    internal const string Name = "more";

    public static EventLabel Label { get; } = new(nameof(CityFieldsRecorded), "记录本市补充事项", "City's own fields recorded");

    public static CityFieldsRecorded Read(Value set) => EventData.EntryOf(set[Name]) is var (fact, fields) ? new(fact, fields) : default;

    public Value Write() => Value.Object((Name, Value.Object((Fact, Fields))));
}

/// <summary>An outcome set the facts that the city declares for it.</summary>
/// <param name="Facts">Open data.</param>
internal readonly record struct TaskOutcomeApplied(Value Facts) : ICaseEvent<TaskOutcomeApplied>
{
    public static EventLabel Label { get; } = new(nameof(TaskOutcomeApplied), "记录环节结果", "Outcome applied");

    public static TaskOutcomeApplied Read(Value set) => new(set);

    public Value Write() => Facts;
}

/// <summary>A task ended by an outcome that the city declares. Its label is what the city's declaration calls task and outcome.</summary>
/// <param name="Act">The act by which it is remembered who did it.</param>
/// <param name="Fact">Name of the task among the facts.</param>
/// <param name="Ordinal">Of this time.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who did it.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Fields">Open data: the city's fields that were filled in.</param>
internal readonly record struct CityTaskEnded(string Act, string Fact, string Ordinal, Instant At, string By, string Outcome, ImmutableArray<(string Name, Value Value)> Fields)
{
    public Value Write()
    {
        // A field may be called as one of these: the city's wins.
        (string, Value)[] entry = [("at", Value.Of(At)), ("by", Value.Of(By)), ("outcome", Value.Of(Outcome)), .. Fields];
        return Value.Object((ActorFacts.Name, ActorFacts.Write(Act, By)), (Fact, EventData.Entry(Ordinal, Value.Object(entry))));
    }
}
