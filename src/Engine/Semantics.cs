namespace JieSuJiBan.Engine;

/// <summary>
/// The numbered meanings that steps are decided under. Every journal entry names its number (absent: <see cref="First"/>), so that what was
/// recorded is decided again as it was then, by every later release, whatever has been mended since. A number is carried by the entry and
/// never chosen by date: two nodes of two releases may step one case in turn, and each entry says which of them decided.
/// <para>
/// A mend that makes a step decide otherwise is a named constant here or in the domain's own list, with what differs before and after; the
/// code asks <c>context.Semantics &gt;= Semantics.TheName</c>. Mends that are released together share a number. A released constant never
/// changes, and the code for the meaning before it stays.
/// </para>
/// </summary>
public static class Semantics
{
    /// <summary>What entries were decided under before they named a number.</summary>
    public const int First = 1;

    /// <summary>What this release decides under.</summary>
    public const int Current = 2;
}
