namespace JieSuJiBan.Architecture.Tests;

/// <summary>A page is read as markup: what is more than a few members stands beside it, in its <c>.razor.cs</c>.</summary>
public sealed class PageCode
{
    private const int MostLines = 40;

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Web"), "*.razor", new EnumerationOptions { RecurseSubdirectories = true })
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.Contains("node_modules", StringComparison.Ordinal) && !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_has_at_most_40_lines_of_code(string page)
    {
        var lines = Repository.Read(page).ReplaceLineEndings("\n").Split('\n');
        var code = lines.SkipWhile(line => !line.StartsWith("@code", StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.StartsWith('}')).ToArray();

        Assert.InRange(Members(code).Where(member => !member.Any(line => line.Contains("@<", StringComparison.Ordinal))).Sum(member => member.Count), 0, MostLines);
    }

    /// <summary>From one blank line between members to the next; a template is markup, however it is declared.</summary>
    private static IEnumerable<List<string>> Members(string[] code)
    {
        var (member, depth) = (new List<string>(), 0);
        foreach (var line in code)
        {
            if (line.Length == 0 && depth == 0)
            {
                if (member.Count > 0) yield return member;
                member = [];
                continue;
            }

            member.Add(line);
            depth += line.Count(letter => letter == '{') - line.Count(letter => letter == '}');
        }

        if (member.Count > 0) yield return member;
    }
}
