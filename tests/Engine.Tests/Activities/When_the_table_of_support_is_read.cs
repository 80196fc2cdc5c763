using System.Reflection;
using System.Text.RegularExpressions;
using JieSuJiBan.Engine.Activities.BuiltIn;

namespace JieSuJiBan.Engine.Tests.Activities;

public partial class When_the_table_of_support_is_read
{
    [Fact]
    public void every_activity_type_is_in_it()
    {
        var table = Readme();
        Assert.All(BuiltInActivities.All, activity => Assert.Matches($@"\b{activity.Descriptor.TypeName["Elsa.".Length..]}\b", table));
    }

    [Fact]
    public void every_test_it_names_exists()
    {
        var tests = Assembly.GetExecutingAssembly().GetTypes().SelectMany(type => type.GetMethods()).Select(method => method.Name).ToHashSet(StringComparer.Ordinal);
        var named = Rows().SelectMany(row => TestName().Matches(row.Split('|')[3])).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, tests));
    }

    [Fact]
    public void every_row_that_says_supported_names_a_test() =>
        Assert.All(Rows().Where(row => row.Split('|')[2].Contains("supported", StringComparison.Ordinal)), row => Assert.Matches(TestName(), row.Split('|')[3]));

    private static IEnumerable<string> Rows() => Readme().Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1);

    private static string Readme()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "JieSuJiBan.sln"))) folder = folder.Parent;
        return File.ReadAllText(Path.Combine(folder.FullName, "src", "Engine", "README.md"));
    }

    [GeneratedRegex("`([A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
