using System.Text.Json;
using System.Xml.Linq;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>A restore gives everybody the same packages: each project's are locked, by content.</summary>
public sealed class LockFiles
{
    public static TheoryData<string> Projects =>
        [.. ((string[])["src", "tests", "benchmarks"]).SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }))
            .Select(path => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(path)!))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_locks_its_packages_and_each_of_them_by_its_content(string project)
    {
        using var locked = JsonDocument.Parse(Repository.Read(project, "packages.lock.json"));
        var packages = locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project");

        Assert.All(packages, package => Assert.False(string.IsNullOrEmpty(package.Value.GetProperty("contentHash").GetString())));
    }

    [Fact]
    public void Every_version_that_is_stated_is_of_a_package_that_a_project_uses()
    {
        var used = Projects.SelectMany(row => JsonDocument.Parse(Repository.Read(row.Data, "packages.lock.json")).RootElement.GetProperty("dependencies").EnumerateObject())
            .SelectMany(framework => framework.Value.EnumerateObject().Select(package => package.Name))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var stated = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").Select(package => package.Attribute("Include")!.Value);

        Assert.DoesNotContain(stated, name => !used.Contains(name));
    }
}
