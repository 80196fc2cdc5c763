using System.Text.RegularExpressions;
using JieSuJiBan.Runtime;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>Advisory locks have one list: two that shared a number once made publications wait for a node that started.</summary>
public sealed partial class Locks
{
    private static readonly string[] Sources = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".cs" or ".sql" or ".razor" && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/node_modules/", StringComparison.Ordinal))];

    [Fact]
    public void Each_has_a_name_and_a_number_of_its_own()
    {
        Assert.Equal(AdvisoryLocks.All.Count, AdvisoryLocks.All.Select(one => one.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(AdvisoryLocks.All.Count, AdvisoryLocks.All.Select(one => (one.IsPerName, one.Key)).Distinct().Count());
        Assert.All(AdvisoryLocks.All, one => Assert.True(!one.IsPerName || one.Key is > 0 and <= int.MaxValue));
    }

    [Fact]
    public void Every_one_is_on_the_list()
    {
        var declared = typeof(AdvisoryLocks).GetProperties().Where(property => property.PropertyType == typeof(AdvisoryLock)).Select(property => (AdvisoryLock)property.GetValue(null)!);

        Assert.Equal(declared.OrderBy(one => one.Key), AdvisoryLocks.All.OrderBy(one => one.Key));
    }

    [Fact]
    public void No_other_file_takes_one_or_names_a_number()
    {
        Assert.True(Sources.Length > 200);

        var others = Sources.Where(file => Path.GetFileName(file) != "AdvisoryLocks.cs" && !file.Contains("/Locks/Sql/", StringComparison.Ordinal) && Taking().IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(Repository.Root, file));

        Assert.Empty(others);
    }

    [GeneratedRegex(@"pg_(try_)?advisory|0x6A73|new AdvisoryLock\b", RegexOptions.IgnoreCase)]
    private static partial Regex Taking();
}
