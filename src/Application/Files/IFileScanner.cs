namespace JieSuJiBan.Application.Files;

/// <summary>What a scanner says of a file.</summary>
public enum ScanVerdict
{
    /// <summary>Nothing was found.</summary>
    Clean,

    /// <summary>Something was found, or the scanner changed the file.</summary>
    Infected,

    /// <summary>Nothing is known: the scanner did not answer, too late, or not in a way that is understood.</summary>
    Unknown,
}

/// <summary>The answer of a scanner.</summary>
/// <param name="Verdict">What it says.</param>
/// <param name="Name">What it found, or why nothing is known; for the security log.</param>
public readonly record struct ScanResult(ScanVerdict Verdict, string? Name);

/// <summary>Looks for malware in a file.</summary>
public interface IFileScanner
{
    /// <summary>Scans what <paramref name="write"/> writes. Throws where it cannot.</summary>
    Task<ScanResult> ScanAsync(Func<Stream, CancellationToken, Task> write, CancellationToken ct);
}
