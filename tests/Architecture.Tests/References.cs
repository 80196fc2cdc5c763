using System.Reflection;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>Engine ← Activities ← Workflows ← Runtime ← Application ← Web, and Host composes; never upward.</summary>
public sealed class References
{
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Engine", [] },
        { "Activities", ["Engine"] },
        { "Workflows", ["Engine", "Activities"] },
        { "Runtime", ["Engine", "Activities", "Workflows"] },
        { "EmbeddedPostgres", [] },
        { "Application", ["Engine", "Activities", "Workflows", "Runtime"] },
        { "Web", ["Engine", "Activities", "Workflows", "Runtime", "Application"] },
        { "Host", ["Engine", "Activities", "Workflows", "Runtime", "Application", "Web", "EmbeddedPostgres"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_project_refers_to_those_below_it_only(string project, string[] below)
    {
        var used = Repository.Load(project).GetReferencedAssemblies()
            .Select(name => name.Name!)
            .Where(name => name.StartsWith("JieSuJiBan.", StringComparison.Ordinal))
            .Select(name => name["JieSuJiBan.".Length..]);

        Assert.Empty(used.Except(below));
    }

    [Fact]
    public void There_is_no_project_for_what_belongs_nowhere()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(["Activities", "Application", "EmbeddedPostgres", "Engine", "Host", "Runtime", "Web", "Workflows"], projects.Order());
    }

    [Fact]
    public void What_the_product_does_knows_no_HTTP()
    {
        string[] serving = ["Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing", "Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Authentication", "Microsoft.AspNetCore.Server", "Microsoft.AspNetCore.Builder"];

        var used = Repository.Load("Application").GetReferencedAssemblies().Select(name => name.Name!);

        Assert.DoesNotContain(used, name => serving.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_host_only_composes()
    {
        var lines = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Host"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Sum(file => File.ReadLines(file).Count());

        Assert.InRange(lines, 1, 2500);
    }

    [Theory]
    [MemberData(nameof(Repository.Pure), MemberType = typeof(Repository))]
    public void A_pure_project_uses_no_library_that_reaches_outside(string project)
    {
        string[] outside = ["Npgsql", "Microsoft.", "Hangfire", "Quartz", "System.Net", "System.Console", "System.Diagnostics.Process", "System.IO.FileSystem"];

        var used = Repository.Load(project).GetReferencedAssemblies().Select(name => name.Name!);

        Assert.DoesNotContain(used, name => outside.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Repository.Pure), MemberType = typeof(Repository))]
    public void A_namespace_in_a_pure_project_is_its_folder(string project)
    {
        var wrong = Repository.Load(project).GetTypes()
            .Where(type => !type.IsNested && type.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null)
            .Where(type => type.Namespace?.StartsWith("JieSuJiBan." + project, StringComparison.Ordinal) == true)
            .Where(type => !Directory.Exists(Path.Combine([Repository.Root, "src", .. type.Namespace!.Split('.').Skip(1)])))
            .Select(type => type.FullName);

        Assert.Empty(wrong);
    }
}
