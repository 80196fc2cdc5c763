namespace JieSuJiBan.Activities;

/// <summary>
/// What steps decide otherwise since a numbered meaning, in the rules of tickets: the counterpart of <see cref="Engine.Semantics"/>, of which
/// the numbers are. Each constant says what differs before and after.
/// </summary>
public static class CaseSemantics
{
}
