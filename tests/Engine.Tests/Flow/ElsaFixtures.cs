using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>Elsa's own workflow files, where that folder is present.</summary>
internal static class ElsaFixtures
{
    public static ActivityRegistry Catalog { get; } = new(BuiltInActivities.All);

    public static string? Folder { get; } = Find();

    /// <summary>The rows that run, where the folder is there: they stand beside the same claims about drawings of our own, and prove nothing alone.</summary>
    public static IEnumerable<TheoryDataRow<string, string[]?>> Rows(params (string File, string[]? Lines)[] rows) =>
        Folder is null ? [] : rows.Select(row => new TheoryDataRow<string, string[]?>(row.File, row.Lines));

    /// <summary>A run of that file, started; the other files of its folder can be called by it.</summary>
    public static VirtualRun Run(string file, FlowchartMode mode = FlowchartMode.Counter, Value? input = null, Func<string, string>? rewrite = null)
    {
        var path = Path.Combine(Folder!, file);
        var main = Read(path, rewrite);
        var others = Directory.GetFiles(Path.GetDirectoryName(path)!, "*.json").Where(other => other != path).Select(other => Read(other));
        var set = DefinitionSet.Of(others.Append(main).Select(definition => new PublishedDefinition(definition, Instant.MinValue)));
        var run = new VirtualRun(new WorkflowEngine(Catalog, mode: mode), set);
        Assert.IsType<Decided>(run.Start(main.DefinitionId, input));
        return run;
    }

    private static WorkflowDefinition Read(string path, Func<string, string>? rewrite = null)
    {
        var json = File.ReadAllText(path);
        var reading = WorkflowDefinition.Read(rewrite is null ? json : rewrite(json));
        Assert.NotNull(reading.Definition);
        return reading.Definition;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "elsa", "fixtures");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
