using System.ComponentModel;
using System.Diagnostics;

namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>Runs a short helper program to its end and keeps what it said.</summary>
internal static class Command
{
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyList<string> words, CancellationToken ct)
    {
        var start = new ProcessStartInfo(words[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C";
        foreach (var word in words.Skip(1))
            start.ArgumentList.Add(word);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, (await output + await errors).Trim());
        }
        catch (Win32Exception notRunnable)
        {
            return (127, $"{words[0]}: {notRunnable.Message}");
        }
    }
}
