using System.Globalization;

namespace JieSuJiBan.Host.Cli;

/// <summary>
/// A bar on the error stream, redrawn twice a second on a terminal; elsewhere one line for each tenth. Lines told meanwhile stand above it.
/// </summary>
internal sealed class ProgressBar : IDisposable
{
    private const int Width = 30;
    private readonly Func<(double Share, string Text)> look;
    private readonly Lock gate = new();
    private readonly Timer timer;
    private readonly bool isTerminal = !Console.IsErrorRedirected;
    private int lastTenth;
    private bool isOver;

    /// <summary>A bar.</summary>
    /// <param name="look">Share done from 0 to 1, rows done, rows at fault.</param>
    public ProgressBar(Func<(double Share, long Rows, long Faults)> look)
        : this(() =>
        {
            var (share, rows, faults) = look();
            return (share, string.Create(CultureInfo.InvariantCulture, $"{rows} 行 rows, {faults} 有误 faults"));
        })
    {
    }

    /// <summary>A bar.</summary>
    /// <param name="look">Share done from 0 to 1, and what to say beside the bar.</param>
    public ProgressBar(Func<(double Share, string Text)> look)
    {
        this.look = look;
        timer = new(_ => Draw(), null, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.5));
    }

    /// <summary>Prints a line above the bar. Thread-safe.</summary>
    public void Tell(string line)
    {
        lock (gate) Console.Error.WriteLine(isTerminal ? $"\r\u001b[K{line}" : line);
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (isOver) return;
            timer.Dispose();
            Draw();
            isOver = true;
            if (isTerminal) Console.Error.WriteLine();
        }
    }

    private void Draw()
    {
        lock (gate)
        {
            if (isOver) return;
            var (share, said) = look();
            share = Math.Clamp(share, 0, 1);
            var done = (int)(share * Width);
            var text = string.Create(CultureInfo.InvariantCulture, $"[{new string('#', done)}{new string('-', Width - done)}] {share,4:P0} {said}");
            if (isTerminal)
            {
                Console.Error.Write($"\r\u001b[K{text}");
            }
            else if ((int)(share * 10) > lastTenth)
            {
                lastTenth = (int)(share * 10);
                Console.Error.WriteLine(text);
            }
        }
    }
}
