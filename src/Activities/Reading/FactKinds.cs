using System.Collections.Frozen;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;

namespace JieSuJiBan.Activities.Reading;

/// <summary>Whose word stands at which place of a ticket's facts: as the intake declares it, and of what is sealed elsewhere as its reference says.</summary>
public static class FactKinds
{
    // Reading tells more kinds apart than sealing, and some codes that tell who somebody is are not sealed at all.
    private static readonly Dictionary<string, WordKind> Finer = new(StringComparer.Ordinal)
    {
        ["address"] = WordKind.Place,
        ["estate"] = WordKind.Place,
        ["attachments"] = WordKind.PersonFiles,
        ["subjectId"] = WordKind.PersonCode,
        ["subjectType"] = WordKind.PersonCode,
        ["identityLevel"] = WordKind.PersonCode,
        ["sourceNumber"] = WordKind.PersonCode,
    };

    private static readonly FrozenDictionary<string, WordKind> ByName = IntakeFields.All
        .Where(field => field.IsSealed && !Finer.ContainsKey(field.Name))
        .Select(field => KeyValuePair.Create(field.Name, Of(field.Kind!.Value)))
        .Concat(Finer)
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Below these stands what the petitioner said.</summary>
    private static readonly FrozenSet<string> Petitioners = new[] { "urges", "supplements", "mergedAnswers", "callback" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Below these stands whom somebody called.</summary>
    private static readonly FrozenSet<string> Contacts = new[] { "contacts", "calls", "contact" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whose word stands there.</summary>
    /// <param name="path">Names from the outermost to the fact itself, e.g. <c>contacts</c>, <c>1</c>, <c>number</c>.</param>
    /// <param name="words">The reference, where it lies in the vault: what was declared where it was sealed goes with it.</param>
    public static WordKind Of(ReadOnlySpan<string> path, Sealed? words)
    {
        if (path.IsEmpty) return WordKind.Code;
        if (path[0] == "calls" || (Contacts.Contains(path[0]) && path[^1] is "number" or "masked")) return WordKind.Person;
        if (path.Length == 1 && ByName.TryGetValue(path[0], out var kind)) return kind;
        if (words is null) return WordKind.Code;
        if (words.Kind is { } declared) return Of(declared);

        // Sealed before references said whose words they are.
        return Petitioners.Contains(path[0]) ? WordKind.Matter : WordKind.Officials;
    }

    private static WordKind Of(TextKind declared) => declared switch { TextKind.Matter => WordKind.Matter, TextKind.Person => WordKind.Person, _ => WordKind.Officials };
}
