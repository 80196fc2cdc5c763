namespace JieSuJiBan.Runtime.Commit;

/// <summary>
/// Whether a request may have written something by now. A request that fails halfway must not be told that nothing happened, though its
/// last step did not.
/// </summary>
public sealed class WriteTrace
{
    private static readonly AsyncLocal<WriteTrace?> Current = new();

    private volatile bool mayHaveWritten;

    /// <summary>True where a step was written, or may have been.</summary>
    public bool MayHaveWritten => mayHaveWritten;

    /// <summary>Begins a request: what is submitted from here on leaves its trace in the result.</summary>
    public static WriteTrace Begin() => Current.Value = new();

    internal static void Mark()
    {
        if (Current.Value is { } trace) trace.mayHaveWritten = true;
    }
}
