using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>A request for more time: <c>extensions.{n}</c>. Read-only.</summary>
/// <param name="Entries">The object; null: nobody asked.</param>
public readonly record struct ExtensionFacts(Value Entries)
{
    internal const string List = "extensions";

    /// <summary>Nobody has decided.</summary>
    public const string Requested = nameof(Requested);

    /// <summary>More time was given.</summary>
    public const string Extended = nameof(Extended);

    /// <summary>It was refused.</summary>
    public const string Refused = nameof(Refused);

    /// <summary>The reply, or the end of the limit, came before a decision.</summary>
    public const string Lapsed = nameof(Lapsed);

    /// <summary>One of the decisions above.</summary>
    public string? Decision => Entries["decision"].AsString();

    /// <summary>Who asked.</summary>
    public string? By => Entries["by"].AsString();

    /// <summary>The unit that asked.</summary>
    public string? Unit => Entries["unit"].AsString();

    /// <summary>Code of the ground.</summary>
    public string? Ground => Entries["ground"].AsString();

    /// <summary>The legal basis, sealed or, in old entries, in clear; null: none was cited.</summary>
    public Value Basis => Entries["basis"];

    /// <summary>The explanation to the petitioner, sealed.</summary>
    public Value Explanation => Entries["explanation"];

    /// <summary>The end that was asked for (UTC).</summary>
    public Instant? RequestedDueAt => Entries["requestedDueAt"].AsInstant();

    /// <summary>What changes one request.</summary>
    internal static (string Name, Value Value) Patch(string ordinal, Value change) => (List, EventData.Entry(ordinal, change));

    /// <summary>The request that a patch changes, and the change.</summary>
    internal static (string Ordinal, Value Change) ReadPatch(Value set) => EventData.EntryOf(set[List]);
}
