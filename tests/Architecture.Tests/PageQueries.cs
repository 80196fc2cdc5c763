using System.Text.RegularExpressions;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>
/// What a page does not declare is refused with 422: a page that reads a member of its query, itself or by a part of it, and does not say so cannot be
/// opened with it.
/// </summary>
public sealed partial class PageQueries
{
    private static readonly string Pages = Path.Combine(Repository.Root, "src", "Web", "Pages");

    [Fact]
    public void Every_page_declares_the_query_that_it_reads()
    {
        var parts = Directory.EnumerateFiles(Path.Combine(Pages, "Parts"), "*.razor").ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => Read(Whole(file)));
        Assert.Contains("zoom", parts.SelectMany(part => part.Value));
        var undeclared = Directory.EnumerateFiles(Pages, "*.razor").Select(file => (Name: Path.GetFileNameWithoutExtension(file), Text: Whole(file)))
            .Where(page => page.Text.Contains("@page", StringComparison.Ordinal))
            .SelectMany(page => Read(page.Text).Concat(parts.Where(part => page.Text.Contains($"<{part.Key} ", StringComparison.Ordinal)).SelectMany(part => part.Value)).Except(Declared(page.Text), StringComparer.OrdinalIgnoreCase).Select(name => $"{page.Name}?{name}"));

        Assert.Empty(undeclared);
    }

    /// <summary>A page with the code beside it.</summary>
    private static string Whole(string file) => File.ReadAllText(file) + (File.Exists(file + ".cs") ? File.ReadAllText(file + ".cs") : "");

    private static string[] Read(string text) => [.. Reading().Matches(text).Select(read => read.Groups[1].Value)];

    private static IEnumerable<string> Declared(string text) =>
        Takes().Matches(text).SelectMany(takes => Quoted().Matches(takes.Value)).Select(name => name.Groups[1].Value).Concat(Supplied().Matches(text).Select(supplied => supplied.Groups[1].Value));

    [GeneratedRegex("Query(?:\\[|\\.ContainsKey\\(|\\.TryGetValue\\()\"(\\w+)\"")]
    private static partial Regex Reading();

    [GeneratedRegex("""@attribute \[Takes\([^)]*""")]
    private static partial Regex Takes();

    [GeneratedRegex("\"(\\w+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("""\[SupplyParameterFromQuery[^\n]*\n\s*(?:public|private) [\w?<>\[\]]+ (\w+)""")]
    private static partial Regex Supplied();
}
