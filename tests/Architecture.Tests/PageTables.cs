using System.Text.RegularExpressions;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>Whoever hears a page hears first what a table is about, and with each cell which column it is in.</summary>
public sealed partial class PageTables
{
    private static readonly (string Name, string Text)[] Parts = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Web", "Pages"), "*.razor", SearchOption.AllDirectories)
        .Select(file => (Path.GetFileName(file), File.ReadAllText(file)))];

    [Fact]
    public void Every_table_has_a_caption()
    {
        Assert.Contains(Parts, part => Tables().IsMatch(part.Text));
        Assert.Empty(Parts.SelectMany(part => Tables().Matches(part.Text).Where(table => !table.Groups[1].Value.StartsWith("<caption", StringComparison.Ordinal)).Select(table => $"{part.Name}: {table.Value}")));
    }

    [Fact]
    public void Every_header_cell_says_of_what_it_is_the_header() =>
        Assert.Empty(Parts.SelectMany(part => Headers().Matches(part.Text).Where(cell => !cell.Value.Contains("scope=", StringComparison.Ordinal)).Select(cell => $"{part.Name}: {cell.Value}")));

    [GeneratedRegex("""<table[^>]*>\s*(\S{0,20})""")]
    private static partial Regex Tables();

    [GeneratedRegex("""<th(?=[\s>])[^>]*>""")]
    private static partial Regex Headers();
}
