using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace JieSuJiBan.Runtime.Sql;

/// <summary>
/// A statement of a file <c>&lt;Subject&gt;/Sql/&lt;Name&gt;.sql</c>, embedded in the assembly that runs it and read once. The file begins with a comment:
/// what the statement does, its parameters with their types, which index serves it. <c>{Subject/Name}</c> in it stands for the text of another file.
/// </summary>
public sealed partial class SqlStatement
{
    private SqlStatement(string name, string comment, string text) => (Name, Comment, Text) = (name, comment, text);

    /// <summary>Subject and name, e.g. <c>Cases/LoadHead</c>.</summary>
    public string Name { get; }

    /// <summary>The comment that the file begins with.</summary>
    public string Comment { get; }

    /// <summary>What the database is given.</summary>
    public string Text { get; }

    /// <summary>The statement of that subject, named like the member that holds it.</summary>
    /// <exception cref="InvalidOperationException">There is no such file.</exception>
    internal static SqlStatement Load(string subject, [CallerMemberName] string name = "") => Load(typeof(SqlStatement).Assembly, subject, name);

    /// <summary>The same of another assembly.</summary>
    /// <exception cref="InvalidOperationException">There is no such file.</exception>
    public static SqlStatement Load(Assembly assembly, string subject, [CallerMemberName] string name = "") => Of(assembly, $"{subject}/{name}");

    private static SqlStatement Of(Assembly assembly, string name)
    {
        var lines = Read(assembly, name);
        var start = Array.FindIndex(lines, line => !line.StartsWith("--", StringComparison.Ordinal));
        return new(name, string.Join('\n', lines[..start]), string.Join('\n', lines[start..].Select(line => Included(assembly, line))).Trim());
    }

    /// <summary>The same statement with <c>{name}</c> replaced: by names of columns, which no parameter can be.</summary>
    public SqlStatement Fill(params ReadOnlySpan<(string Name, string Text)> parts)
    {
        var text = Text;
        foreach (var (name, part) in parts)
        {
            var filled = text.Replace($"{{{name}}}", part, StringComparison.Ordinal);
            if (ReferenceEquals(filled, text)) throw new ArgumentException($"The statement {Name} has no place for '{name}'.", nameof(parts));
            text = filled;
        }

        return new(Name, Comment, text);
    }

    /// <summary>The line with the files that it names. Where the line stands only on a condition (<see cref="SqlTemplate"/>), so do theirs.</summary>
    private static string Included(Assembly assembly, string line)
    {
        if (!Include().IsMatch(line)) return line;
        var (text, mark) = line.Split("--?") is [var before, var condition] ? (before.TrimEnd(), condition.Trim()) : (line, null);
        text = Include().Replace(text, match => Of(assembly, match.Groups[1].Value).Text);
        return mark is null ? text : string.Join('\n', text.Split('\n').Select(one => one.Contains("--?", StringComparison.Ordinal) ? $"{one} and {mark}" : $"{one} --? {mark}"));
    }

    private static string[] Read(Assembly assembly, string name)
    {
        var resource = name.Insert(name.LastIndexOf('/'), "/Sql") + ".sql";
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"There is no file {resource} in {assembly.GetName().Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
    }

    [GeneratedRegex(@"\{([A-Z]\w*/[A-Z]\w*)\}")]
    private static partial Regex Include();
}
