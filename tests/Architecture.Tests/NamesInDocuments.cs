using System.Text.RegularExpressions;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>The glossary and the picture of the architecture name what is there: a type, a member or a file that has gone would send a reader astray.</summary>
public sealed partial class NamesInDocuments
{
    private static readonly Dictionary<string, string> Sources = new[] { "src", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"))
        .ToDictionary(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);

    private static readonly ILookup<string, string> Types = Sources
        .SelectMany(file => Declaration().Matches(file.Value).Select(type => (Name: type.Groups[1].Value, File: file.Key)))
        .ToLookup(type => type.Name, type => type.File, StringComparer.Ordinal);

    /// <summary>Name and file of each row.</summary>
    public static TheoryData<string, string> Rows => [.. Row().Matches(Repository.Read("docs", "glossary.md")).Select(row => (row.Groups[1].Value, row.Groups[2].Value))];

    /// <summary>What is written as code in a document: types with or without a member, and paths.</summary>
    public static TheoryData<string> Named => [.. Code().Matches(Repository.Read("docs", "architecture.md")).Select(code => code.Groups[1].Value).Where(code => IsName().IsMatch(code) || IsPath().IsMatch(code)).Distinct(StringComparer.Ordinal)];

    [Fact]
    public void Every_row_has_a_name_and_a_file()
    {
        var rows = Repository.Read("docs", "glossary.md").Split('\n').Count(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| 中文", StringComparison.Ordinal));

        Assert.InRange(rows, 60, 200);
        Assert.Equal(rows, Rows.Count);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_word_is_where_the_glossary_says(string name, string file) => Assert.Contains(file, FilesOf(name));

    [Theory]
    [MemberData(nameof(Named))]
    public void What_the_picture_of_the_architecture_names_is_there(string name) =>
        Assert.True(IsPath().IsMatch(name) ? Path.Exists(Path.Combine(Repository.Root, name)) : IsRoom(name) || FilesOf(name).Any(), name);

    /// <summary>Projects and the folders of Web stand in the picture beside types.</summary>
    private static bool IsRoom(string name) => Directory.Exists(Path.Combine(Repository.Root, "src", name)) || Directory.Exists(Path.Combine(Repository.Root, "src", "Web", name));

    /// <summary>The files that declare the type and, of a type with a member, hold that member; a page's markup belongs to it.</summary>
    private static IEnumerable<string> FilesOf(string name) => name.Split('.') is [var type, var member]
        ? Types[type].Where(file => Regex.IsMatch(Sources[file], $@"\b{member}\b"))
        : Types[name];

    [GeneratedRegex(@"^\| [^|]+ \| `([\w.]+)` \| \[(?:[^\]]+)\]\(\.\./([^)]+)\) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?!IStringLocalizer$)[A-Z]\w*[a-z]\w*(\.[A-Z]\w+)?$")]
    private static partial Regex IsName();

    [GeneratedRegex(@"^(?:src|docs|tests|eng|workflow-definitions)/[\w./-]+$")]
    private static partial Regex IsPath();

    [GeneratedRegex(@"^ *(?:public |internal |private )[\w ]*?(?:class|record struct|record|struct|enum|interface) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
