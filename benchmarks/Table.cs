using System.Globalization;

namespace JieSuJiBan.Benchmarks;

/// <summary>Prints a Markdown table as it grows, so that a long run shows what it has.</summary>
internal sealed class Table
{
    private readonly string[] columns;

    public Table(string title, params string[] columns)
    {
        this.columns = columns;
        Console.WriteLine();
        Console.WriteLine($"### {title}");
        Console.WriteLine();
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine($"|{string.Concat(columns.Select((_, i) => i == 0 ? "---|" : "---:|"))}");
    }

    public void Row(params string[] cells)
    {
        if (cells.Length != columns.Length) throw new ArgumentException($"Expected {columns.Length} cells, but found {cells.Length}.", nameof(cells));
        Console.WriteLine($"| {string.Join(" | ", cells)} |");
    }

    public static string Of(double value, string format = "#,0") => value.ToString(format, CultureInfo.InvariantCulture);
}
