using System.Text.RegularExpressions;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>What a newcomer reads first fits on two screens, and leads somewhere.</summary>
public sealed partial class Documents
{
    /// <summary>The two commands and one screen more, see CONTRIBUTING.</summary>
    private const int MostLinesOfReadme = 70;

    public static TheoryData<string> All =>
        [.. Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")).Select(path => Path.GetRelativePath(Repository.Root, path))];

    [Fact]
    public void Readme_is_two_commands_and_one_screen_more()
    {
        var readme = Repository.Read("README.md");

        Assert.InRange(readme.Split('\n').Length, 20, MostLinesOfReadme);
        Assert.Contains("dotnet run --project src/Host", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_document_is_one_hop_from_another_that_readme_leads_to()
    {
        var (reached, next) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>(["README.md"]));
        while (next.TryDequeue(out var document))
        {
            if (!reached.Add(document) || !document.EndsWith(".md", StringComparison.Ordinal)) continue;
            foreach (var link in Links(document)) next.Enqueue(link);
        }

        Assert.Empty(All.Select(row => row.Data).Except(reached));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_a_document_links_to_is_there(string document) =>
        Assert.All(Links(document), link => Assert.True(Path.Exists(Path.Combine(Repository.Root, link)), link));

    private static IEnumerable<string> Links(string document) => Link().Matches(Repository.Read(document.Split('/', '\\')))
        .Select(match => match.Groups[1].Value.Split('#')[0])
        .Where(link => link.Length > 0)
        .Select(link => Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(document) ?? "", link)).Replace('\\', '/'));

    [GeneratedRegex(@"\]\((?!https?:|mailto:)([^)\s]+)\)")]
    private static partial Regex Link();
}
