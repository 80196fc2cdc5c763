using System.Diagnostics;

namespace JieSuJiBan.Application.Files;

/// <summary>
/// A scanner that is a program: the file comes on its standard input; it ends with 0 where it found nothing, with 1 where it found something (as
/// clamdscan does), and with anything else where it could not tell. No shell is between, and nothing of the file is among the arguments.
/// </summary>
public sealed class CommandScanner(string program, string[] arguments) : IFileScanner
{
    private const int LongestAnswer = 4000;

    public async Task<ScanResult> ScanAsync(Func<Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        using var process = new Process { StartInfo = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false } };
        process.Start();
        try
        {
            var said = ReadAsync(process.StandardOutput, ct);
            var complained = ReadAsync(process.StandardError, ct);
            try
            {
                await write(process.StandardInput.BaseStream, ct);
                process.StandardInput.Close();
            }
            catch (IOException) when (!ct.IsCancellationRequested)
            {
                // It may have seen enough and stopped reading; its exit says what it thinks.
            }

            await process.WaitForExitAsync(ct);
            var words = (await said).Trim();
            await complained;
            return process.ExitCode switch
            {
                0 => new(ScanVerdict.Clean, null),
                1 => new(ScanVerdict.Infected, words.Length == 0 ? null : words.ReplaceLineEndings(" ")),
                var other => new(ScanVerdict.Unknown, $"exit code {other}"),
            };
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The beginning of what it says; the rest is read and forgotten, so that it never waits for a reader.</summary>
    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken ct)
    {
        var (kept, buffer) = (new System.Text.StringBuilder(), new char[1024]);
        while (await reader.ReadAsync(buffer, ct) is > 0 and var read) if (kept.Length < LongestAnswer) kept.Append(buffer, 0, read);
        return kept.ToString();
    }
}
