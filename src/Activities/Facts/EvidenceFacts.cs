using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Facts;

/// <summary>The proofs of handling: fact <c>evidence</c>, an object by ordinal. Read-only.</summary>
/// <param name="Entries">The object.</param>
public readonly record struct EvidenceFacts(Value Entries)
{
    internal const string Name = "evidence";

    /// <summary>True where a proof of that kind was handed in.</summary>
    /// <param name="kind">Code of the kind.</param>
    public bool HasKind(string kind)
    {
        foreach (var (_, entry) in Entries.MembersByName)
        {
            if (entry["kind"].AsString() == kind) return true;
        }

        return false;
    }

    /// <summary>The ordinal that a further proof gets.</summary>
    internal string Next => new FactList(Entries).Next;
}
