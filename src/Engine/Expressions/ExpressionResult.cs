using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>Why an expression has no value. Data, never an exception: the activity ends with an incident that says it.</summary>
/// <param name="Code">Stable dotted code, e.g. <c>script.syntax</c>.</param>
/// <param name="Chinese">What is wrong and how to correct it, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Line">1-based line in the script, or null.</param>
/// <param name="Column">1-based column in the script, or null.</param>
public sealed record ExpressionError(string Code, string Chinese, string English, int? Line = null, int? Column = null);

/// <summary>What an expression gave: a value, or the reason why there is none.</summary>
public readonly struct ExpressionResult : IEquatable<ExpressionResult>
{
    private readonly Value? value;

    /// <summary>A value.</summary>
    public ExpressionResult(Value value) => this.value = value;

    /// <summary>No value.</summary>
    public ExpressionResult(ExpressionError error) => Error = error;

    /// <summary>The value; null (as data) where there is an error.</summary>
    public Value Value => value ?? Value.Null;

    /// <summary>Why there is no value, or null.</summary>
    public ExpressionError? Error { get; }

    /// <summary>Whether two results are equal by content.</summary>
    public static bool operator ==(ExpressionResult left, ExpressionResult right) => left.Equals(right);

    /// <summary>Whether two results differ.</summary>
    public static bool operator !=(ExpressionResult left, ExpressionResult right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(ExpressionResult other) => Value.Equals(other.Value) && Equals(Error, other.Error);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ExpressionResult other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(value, Error);

    internal static ExpressionResult Fail(string code, string chinese, string english, int? line = null, int? column = null) =>
        new(new ExpressionError(code, chinese, english, line, column));
}
