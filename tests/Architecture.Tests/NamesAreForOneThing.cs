using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>
/// A name says which type is meant without its namespace, in a talk as in a search: no two types of ours have the same. A generic form beside the plain one
/// (<c>CommandResult</c>, <c>CommandResult&lt;T&gt;</c>) is one thing; nested types belong to the one around them, and generated ones to nobody.
/// </summary>
public sealed class NamesAreForOneThing
{
    /// <summary>Names that still stand for two things. It only gets shorter: rename one of the two and take the line out.</summary>
    private static readonly string[] Doubles =
    [
        // A migration keeps the name that databases have it recorded under; Elsa calls an edge of a flowchart a connection, as officials do a way outside.
        "Connection", "DeliveryQueues", "MigrationBatches", "OpenCases", "ServingRole", "TicketUnits",
    ];

    private static readonly string[] Projects = ["Engine", "Activities", "Workflows", "Runtime", "EmbeddedPostgres", "Application", "Web", "Host"];

    [Fact]
    public void No_two_types_have_the_same_name()
    {
        var types = Projects.SelectMany(project => Repository.Load(project).GetTypes()).Where(IsWritten).ToArray();
        Assert.True(types.Length > 1000);

        var twice = types.Select(type => (Name: Simple(type), Full: $"{type.Namespace}.{Simple(type)}")).Distinct()
            .GroupBy(type => type.Name, type => type.Full, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .ToDictionary(group => group.Key, group => group.Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);

        Assert.Empty(twice.Where(name => !Doubles.Contains(name.Key)).Select(name => $"{name.Key}: {string.Join(", ", name.Value)}"));
        Assert.Empty(Doubles.Where(name => !twice.ContainsKey(name)).Select(name => $"{name} stands for one thing now: take it out of the list"));
    }

    private static bool IsWritten(Type type) => !type.IsNested && type.Name[0] is not '<' and not '_'
        && type.Namespace?.StartsWith("JieSuJiBan.", StringComparison.Ordinal) == true
        && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null && type.GetCustomAttribute<GeneratedCodeAttribute>() is null;

    private static string Simple(Type type) => type.Name.Split('`')[0];
}
