using System.Text.RegularExpressions;

namespace JieSuJiBan.Architecture.Tests;

public sealed partial class FindingsOfVerification
{
    [Fact]
    public void Each_finding_stands_in_the_table_of_what_is_found()
    {
        var document = Repository.Read("docs", "verification.md");
        var codes = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Runtime", "Verification"), "*.cs").SelectMany(file => Code().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.True(codes.Count > 20);
        Assert.All(codes, code => Assert.Contains($"`{code}`", document, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"findings\.Add\(\s*""([a-zA-Z.]+)""")]
    private static partial Regex Code();
}
