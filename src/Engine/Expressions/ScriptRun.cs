namespace JieSuJiBan.Engine.Expressions;

/// <summary>What running a script gave.</summary>
/// <param name="Result">Its completion value, or the value of a top-level <c>return</c>; or the error.</param>
/// <param name="Outcomes">The outcomes that it set; empty: none.</param>
public sealed record ScriptRun(ExpressionResult Result, IReadOnlyList<string> Outcomes);
