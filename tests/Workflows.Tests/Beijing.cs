using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests;

/// <summary>The Beijing pack as it is published, and the engine that runs it.</summary>
internal static class Beijing
{
    private static readonly Lazy<string> Folder = new(FindFolder);
    private static readonly Lazy<CityPolicy> Published = new(() => PolicyWith());
    private static readonly Lazy<DefinitionSet> Pack = new(() => DefinitionSet.Of(Directory.GetFiles(Folder.Value, "*.json").Order(StringComparer.Ordinal)
        .Select(file => file.EndsWith("ticket.json", StringComparison.Ordinal) ? Ticket : WorkflowDefinition.Read(File.ReadAllText(file)).Definition!)
        .Select(definition => new PublishedDefinition(definition, Instant.MinValue))));

    private static readonly Lazy<WorkflowDefinition> TicketDefinition = new(() =>
        WorkflowDefinition.Read(File.ReadAllText(Path.Combine(Folder.Value, "ticket.json"))).Definition ?? throw new InvalidOperationException("ticket.json is no definition."));

    public static ActivityRegistry Catalog { get; } = new([.. BuiltInActivities.All, .. CaseActivities.All]);

    public static WorkflowEngine Engine { get; } = new(Catalog);

    /// <summary>The folder of the pack.</summary>
    public static string Place => Folder.Value;

    public static CityPolicy Policy => Published.Value;

    public static WorkflowDefinition Ticket => TicketDefinition.Value;

    public static DefinitionSet Definitions => Pack.Value;

    /// <summary>The published policy with pieces of its files replaced; each piece must occur.</summary>
    public static CityPolicy PolicyWith(params ReadOnlySpan<(string File, string Piece, string Replacement)> changes)
    {
        var files = Directory.GetFiles(Path.Combine(Folder.Value, "policies"), "*.json")
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
        foreach (var (file, piece, replacement) in changes)
        {
            Assert.Contains(piece, files[file], StringComparison.Ordinal);
            files[file] = files[file].Replace(piece, replacement, StringComparison.Ordinal);
        }

        var load = CityPolicies.Load(files);
        return load.Policy ?? throw new InvalidOperationException(string.Join("\n", load.Findings));
    }

    /// <summary>An instant by Beijing's clock.</summary>
    public static Instant At(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) =>
        new LocalDateTime(year, month, day, hour, minute, second).InZoneStrictly(DateTimeZoneProviders.Tzdb["Asia/Shanghai"]).ToInstant();

    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "JieSuJiBan.sln"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, "workflow-definitions", "beijing");
    }
}
