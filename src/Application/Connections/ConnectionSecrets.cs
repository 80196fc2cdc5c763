namespace JieSuJiBan.Application.Connections;

/// <summary>
/// Reads the secrets that headers of connections refer to. Only variables and files that are meant for it can be named: a system
/// administrator of the service reads neither the machine's environment nor its files.
/// </summary>
/// <param name="directory">Where <c>file:NAME</c> looks.</param>
public sealed class ConnectionSecrets(string directory)
{
    /// <summary>What the name of an environment variable begins with.</summary>
    public const string Prefix = "JSJB_SECRET_";

    private const int Longest = 8192;

    /// <summary>Whether a reference is written as one.</summary>
    public static bool IsReference(string text) => Name(text, "env:") is { } variable
        ? variable.StartsWith(Prefix, StringComparison.Ordinal) && variable.Length > Prefix.Length && variable.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        : Name(text, "file:") is { Length: > 0 and <= 100 } file && file.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && !file.StartsWith('.');

    /// <summary>The secret; null where there is none now.</summary>
    public async Task<string?> ReadAsync(string reference, CancellationToken ct)
    {
        if (!IsReference(reference)) return null;
        if (Name(reference, "env:") is { } variable) return Usable(Environment.GetEnvironmentVariable(variable));
        var file = new FileInfo(Path.Combine(directory, Name(reference, "file:")!));
        return file.Exists && file.Length <= Longest ? Usable(await File.ReadAllTextAsync(file.FullName, ct)) : null;
    }

    private static string? Usable(string? text) => text?.Trim() is { Length: > 0 and <= Longest } secret && !secret.AsSpan().ContainsAny('\r', '\n', '\0') ? secret : null;

    private static string? Name(string reference, string scheme) => reference.StartsWith(scheme, StringComparison.Ordinal) ? reference[scheme.Length..] : null;
}
