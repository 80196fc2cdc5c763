using System.Reflection;
using JieSuJiBan.EmbeddedPostgres;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>Where the house is found by its tests.</summary>
public static class Repository
{
    public static TheoryData<string> Pure => ["Engine", "Activities", "Workflows"];

    public static string Root { get; } = BuildPaths.RepositoryRoot ?? throw new InvalidOperationException("The host knows where it was built.");

    public static Assembly Load(string project) => Assembly.Load("JieSuJiBan." + project);

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));
}
