using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.EmbeddedPostgres;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>The people of the demo city, as the default pack names them.</summary>
internal static class DemoPeople
{
    public static IReadOnlyList<DemoAccount> Accounts { get; } = Of("beijing").Demo.Accounts;

    /// <summary>The demo and the policy of a pack in the checkout.</summary>
    public static (DemoPack Demo, CityPolicy Policy) Of(string pack)
    {
        var directory = Path.Combine(BuildPaths.RepositoryRoot!, "workflow-definitions", pack);
        var policy = CityPolicies.Load(Directory.EnumerateFiles(Path.Combine(directory, "policies"), "*.json").ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal)).Policy!;
        return (DemoPack.Read(directory, policy), policy);
    }
}
