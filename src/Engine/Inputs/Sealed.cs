using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Inputs;

/// <summary>
/// A reference to words that live encrypted in the vault: what a step sees of personal data.
/// The commitment (SHA-256 over a random salt and the text) lets an auditor prove what was said without the journal
/// holding it; destroying the person's key erases the words and the log still verifies.
/// </summary>
/// <param name="Id">The vault row.</param>
/// <param name="Commitment">SHA-256(salt ‖ UTF-8 text), lower-case hexadecimal.</param>
/// <param name="Length">Length of the text in UTF-16 units, so that rules about emptiness and size stay decidable.</param>
/// <param name="Kind">Whose words they are, as declared where they were sealed; null: sealed before references said so.</param>
public sealed record Sealed(string Id, string Commitment, int Length, TextKind? Kind = null)
{
    /// <summary>As data: <c>{"sealed":id,"commitment":…,"length":…,"kind":…}</c>.</summary>
    public Value ToValue() => Kind is { } kind
        ? Value.Object(("commitment", Value.Of(Commitment)), ("kind", Value.Of(kind.ToString())), ("length", Value.Of(Length)), ("sealed", Value.Of(Id)))
        : Value.Object(("commitment", Value.Of(Commitment)), ("length", Value.Of(Length)), ("sealed", Value.Of(Id)));

    /// <summary>The reference that a value holds, or null where it is none.</summary>
    public static Sealed? From(Value value) =>
        value["sealed"].AsString() is { } id && value["commitment"].AsString() is { } commitment && value["length"].AsInt64() is { } length and >= 0 and <= int.MaxValue
            ? new(id, commitment, (int)length, Enum.TryParse<TextKind>(value["kind"].AsString(), out var kind) && kind.IsSealed() ? kind : null)
            : null;
}
