using System.Reflection;
using System.Text.RegularExpressions;
using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>SQL stands in files named after what it does, and rows are read by the names of columns.</summary>
public sealed partial class Statements
{
    // The private server is made before there is anything of ours; EF writes its migrations itself.
    private static readonly string[] Sources = [.. new[] { "Runtime", "Application", "Web", "Host" }
        .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/node_modules/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal)
            // What reads by name for everybody else.
            && !file.EndsWith("/Runtime/Sql/SqlCommands.cs", StringComparison.Ordinal))];

    [Fact]
    public void Stand_in_files_of_SQL() => Assert.Empty(Found(Statement()));

    [Fact]
    public void Are_each_held_by_one_member_and_say_which_index_serves_them()
    {
        foreach (var assembly in new[] { typeof(Application.Startup.ServingRole).Assembly, typeof(Web.Health.DatabaseCheck).Assembly, typeof(Host.Composition.Service).Assembly })
        {
            var files = assembly.GetManifestResourceNames().Where(resource => resource.EndsWith(".sql", StringComparison.Ordinal)).Select(resource => resource.Replace("/Sql/", "/", StringComparison.Ordinal)[..^4]).ToArray();
            var held = assembly.GetTypes().Where(type => type is { IsAbstract: true, IsSealed: true })
                .SelectMany(type => type.GetProperties(BindingFlags.Static | BindingFlags.Public))
                .Where(member => member.PropertyType == typeof(SqlStatement))
                .Select(member => (SqlStatement)member.GetValue(null)!).ToArray();

            Assert.NotEmpty(files);
            Assert.Equal(files.Order(StringComparer.Ordinal), held.Select(statement => statement.Name).Order(StringComparer.Ordinal));
            Assert.All(held, statement => Assert.Contains("-- Index: ", statement.Comment, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Are_read_by_the_names_of_columns() => Assert.Empty(Found(ByPosition()));

    private static IEnumerable<string> Found(Regex pattern)
    {
        Assert.True(Sources.Length > 200);
        return Sources.SelectMany(file => pattern.Matches(File.ReadAllText(file)).Select(match => $"{Path.GetRelativePath(Repository.Root, file)}: {match.Value}"));
    }

    [GeneratedRegex("""(?:"[ \t]*select |^[ \t]*select [^"\n]*\bfrom [a-z]|(?:"|^)[ \t]*(?:insert into |update (?:jsjb|identity|desk)\.|delete from |with [a-z_]+ as |lock table |listen ))[^"\n]*""", RegexOptions.Multiline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"(?<!Generator)\.(?:Get(?:Guid|String|Int16|Int32|Int64|Boolean|Double|DateTime|FieldValue<[^(]*>)|IsDBNull(?:Async)?)\(\d")]
    private static partial Regex ByPosition();
}
