using System.Text.RegularExpressions;
using JieSuJiBan.Activities;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>Law and words of a city are policy: no text in code names them.</summary>
public sealed partial class CityWords
{
    /// <summary>What old journal entries hold, and nothing that is said today.</summary>
    private const string Legacy = "LegacyCitations.cs";

    public static TheoryData<string> Files =>
    [
        .. new[] { "*.cs", "*.razor", "*.resx" }.SelectMany(kind => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), kind, SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/node_modules/", StringComparison.Ordinal) && Path.GetFileName(file) != Legacy)
            .Where(file => Said(file).Any(line => OfALaw().IsMatch(line)))
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .DefaultIfEmpty(""),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void No_text_in_code_names_a_law_an_article_or_Beijing(string file) =>
        Assert.Equal([], file.Length == 0 ? [] : Said(Path.Combine(Repository.Root, file)).Where(line => OfALaw().IsMatch(line)));

    [Fact]
    public void The_words_of_a_law_would_be_found()
    {
        Assert.Matches(OfALaw(), "\"依照第十五条办理\"");
        Assert.Matches(OfALaw(), "$\"by {x} (Art. 15)\"");
        Assert.Contains(Said(Path.Combine(Repository.Root, "src", "Activities", "Policies", Legacy)), line => OfALaw().IsMatch(line));
    }

    /// <summary>A city words a refusal by its code, so the list of codes is what the source says.</summary>
    [Fact]
    public void Every_refusal_of_a_step_is_in_the_list_of_those_that_a_city_may_word()
    {
        var written = new[] { "Activities", "Engine" }
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Refusal().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Where(code => !code.Contains('{', StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);

        Assert.True(written.Count > 150);
        Assert.Empty(written.Except(RejectionCodes.All));
        // Those of the commands, which a city may word too, and those that are put together from the name of a field.
        var commands = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Application"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText).ToArray();
        string[] fields = ["ticket.identityLevel.unknown", "ticket.sex.unknown", "ticket.subjectType.unknown", "ticket.tags.unknown"];
        Assert.All(RejectionCodes.All.Except(written).Except(fields), code => Assert.Contains(commands, source => source.Contains($"\"{code}\"", StringComparison.Ordinal)));
    }

    /// <summary>The lines that say something: without comments.</summary>
    private static IEnumerable<string> Said(string file) =>
        File.ReadLines(file).Select(line => line.TrimStart()).Where(line => !line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("<!--", StringComparison.Ordinal) && !line.StartsWith("@*", StringComparison.Ordinal));

    [GeneratedRegex("""["'>][^"]*(北京|条例|第[一二三四五六七八九十百]+条|\(Arts?\. ?\d)""")]
    private static partial Regex OfALaw();

    [GeneratedRegex("""(?:Refusal\.(?:Content|State|Permission)\(\s*|RejectionKind\.\w+,\s*|(?<![\w.])(?:State|Permission|Refuse|Wrong|No)\((?:policy, |rules, field, )?\s*)\$?"([a-zA-Z{}]+\.[a-zA-Z.{}]+)["]""")]
    private static partial Regex Refusal();
}
