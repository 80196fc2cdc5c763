using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>The review of an unreasonable request: fact <c>unreasonable</c>. Read-only.</summary>
/// <param name="Entries">The object; null where nobody proposed it.</param>
public readonly record struct UnreasonableFacts(Value Entries)
{
    internal const string Name = "unreasonable";

    /// <summary>Code of the ground that was proposed.</summary>
    public string? Ground => Entries["ground"].AsString();

    /// <summary>True once somebody decided.</summary>
    public bool IsDecided => !Entries["decision"].IsNull;

    internal static Value WriteDecision(string decision, Instant at, string by, Value opinion) => Value.Object(
        ("decidedAt", Value.Of(at)), ("decidedBy", Value.Of(by)), ("decision", Value.Of(decision)), ("opinion", opinion));
}
