using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Replay;

/// <summary>A policy with nothing in it, for workflows that ask for none.</summary>
public sealed class EmptyPolicy : Policy
{
    private EmptyPolicy()
    {
    }

    /// <summary>The one instance.</summary>
    public static EmptyPolicy Instance { get; } = new();

    /// <inheritdoc/>
    public override string Hash { get; } = CanonicalJson.Hash(Value.EmptyObject);

    /// <inheritdoc/>
    public override Value View => Value.EmptyObject;
}
