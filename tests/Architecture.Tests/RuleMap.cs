using System.Text.RegularExpressions;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>Any rule in two hops: article → rule file → definition → test, as the table of docs/rules.md says.</summary>
public sealed partial class RuleMap
{
    private static readonly Lazy<string[]> TestSources = new(() =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText)]);

    [Fact]
    public void There_is_a_rule_map() => Assert.NotEmpty(Rows());

    [Fact]
    public void Every_file_that_the_rule_map_names_exists()
    {
        var missing = Rows().SelectMany(row => Quoted(row))
            .Where(name => name.Contains('/', StringComparison.Ordinal))
            .Where(path => !Path.Exists(Path.Combine(Repository.Root, path.Split('#')[0].TrimEnd('/'))));

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_test_that_the_rule_map_names_exists()
    {
        var missing = Rows()
            .SelectMany(row => Quoted(row.Split('|')[^2]))
            .Where(name => !name.Contains('/', StringComparison.Ordinal))
            .Where(name => !TestSources.Value.Any(source => name.Split('.').All(part => source.Contains(part, StringComparison.Ordinal))));

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_row_names_a_rule_and_a_test() =>
        Assert.DoesNotContain(Rows(), row => !Quoted(row).Any(name => name.StartsWith("src/", StringComparison.Ordinal)) || !Quoted(row.Split('|')[^2]).Any());

    private static List<string> Rows()
    {
        var document = Repository.Read("docs", "rules.md").Split('\n');
        var at = Array.FindIndex(document, line => line.StartsWith('#') && (line.Contains("规则索引", StringComparison.Ordinal) || line.Contains("Rule map", StringComparison.OrdinalIgnoreCase)));
        return at < 0 ? [] : [.. document.Skip(at + 1)
            .TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.TrimEnd())];
    }

    private static IEnumerable<string> Quoted(string text) => Code().Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
