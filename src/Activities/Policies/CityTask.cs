using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Policies;

/// <summary>A kind of task of the city's own (<c>tasks.json</c>, <c>kinds</c>).</summary>
/// <param name="Declaration">What the task asks.</param>
/// <param name="Fields">Its fields with what is demanded of them.</param>
/// <param name="Outcomes">What follows from each outcome, by name.</param>
public sealed record CityTask(TaskDeclaration Declaration, FieldRules Fields, FrozenDictionary<string, OutcomeRule> Outcomes);

/// <summary>What a city changes of a built-in kind (<c>tasks.json</c>, <c>changes</c>).</summary>
/// <param name="Kind">The built-in kind.</param>
/// <param name="DisplayName">Another name, zh-CN, or null.</param>
/// <param name="EnglishName">The same in English, or null.</param>
/// <param name="Duty">Another statement of what is demanded, zh-CN, or null.</param>
/// <param name="Require">Built-in fields that must be filled in here.</param>
/// <param name="Fields">Further fields with what is demanded of them.</param>
public sealed record TaskChange(string Kind, string? DisplayName, string? EnglishName, string? Duty, ImmutableArray<string> Require, FieldRules Fields)
{
    /// <summary>Further outcomes, each offered where its port is drawn; who chooses one leaves the activity.</summary>
    public ImmutableArray<TaskOutcome> Outcomes { get; init; } = [];

    /// <summary>Further facts that the task is about.</summary>
    public ImmutableArray<SubjectFact> Subject { get; init; } = [];

    /// <summary>What follows from each of them, by name.</summary>
    public FrozenDictionary<string, OutcomeRule> Rules { get; init; } = FrozenDictionary<string, OutcomeRule>.Empty;

    /// <summary>The declaration as the city wants it.</summary>
    public TaskDeclaration Apply(TaskDeclaration declaration) => declaration with
    {
        DisplayName = DisplayName ?? declaration.DisplayName,
        EnglishName = EnglishName ?? declaration.EnglishName,
        Duty = Duty ?? declaration.Duty,
        Outcomes = [.. declaration.Outcomes, .. Outcomes],
        Subject = [.. declaration.Subject, .. Subject],
        Fields = [.. declaration.Fields.Select(field => Require.Contains(field.Name) ? field with { IsRequired = true } : field), .. Fields.All],
    };
}

/// <summary>Fields that a city declares.</summary>
/// <param name="All">The fields in the order shown.</param>
/// <param name="Checks">What is demanded beyond the type, by field name.</param>
/// <param name="Article">The rule that refusals cite, zh-CN, or null.</param>
public sealed record FieldRules(ImmutableArray<TaskField> All, FrozenDictionary<string, FieldCheck> Checks, string? Article);

/// <summary>What follows from an outcome.</summary>
/// <param name="Set">
/// Facts to set, as a merge patch. A text that begins with <c>=</c> is looked up: <c>=now</c>, <c>=actor</c>, <c>=unit</c>,
/// <c>=result.NAME</c>, <c>=facts.NAME</c>.
/// </param>
/// <param name="Notices">Who is notified.</param>
/// <param name="Tell">What the petitioner is told, zh-CN, or null. <c>{number}</c> is the ticket's number.</param>
public sealed record OutcomeRule(Value Set, ImmutableArray<TaskNotice> Notices, string? Tell)
{
    /// <summary>True where a reply that was held back goes to the petitioner now.</summary>
    public bool ReleasesReply { get; init; }

    /// <summary>The rule of law by which the ticket may end after this outcome without a callback, or null.</summary>
    public string? WithoutCallback { get; init; }
}

/// <summary>A notice to a unit.</summary>
/// <param name="To">Whom: see <see cref="UnitReference"/>.</param>
/// <param name="Text">The text, zh-CN. <c>{number}</c> is the ticket's number.</param>
public sealed record TaskNotice(string To, string Text);

/// <summary>What is demanded of a field beyond its type.</summary>
/// <param name="NotBefore">Name of a fact that holds an instant before which it may not lie, or <c>now</c>.</param>
/// <param name="NotAfter">Name of a fact that holds an instant after which it may not lie, or <c>now</c>.</param>
/// <param name="Least">Least number, or null.</param>
/// <param name="Most">Greatest number, or null.</param>
public sealed record FieldCheck(string? NotBefore, string? NotAfter, decimal? Least, decimal? Most);
