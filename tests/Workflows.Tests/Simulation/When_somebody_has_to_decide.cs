using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Activities.Tasks;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Workflows.Simulation;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Simulation;

/// <summary>Whoever has a task is shown what the decision is about, as its kind declares it; nobody decides blind.</summary>
public sealed class When_somebody_has_to_decide
{
    private static readonly Instant StartAt = Instant.FromUtc(2025, 1, 1, 0, 0);

    [Theory]
    [InlineData("beijing")]
    [InlineData("jinan")]
    public void each_kind_of_task_says_what_it_is_about(string pack)
    {
        var (_, policy) = Packs.Published(pack);

        Assert.All(policy.TaskDeclarations, kind =>
        {
            Assert.NotEmpty(kind.Subject);
            Assert.All(kind.Subject, fact => Assert.False(string.IsNullOrWhiteSpace(fact.DisplayName) || string.IsNullOrWhiteSpace(fact.EnglishName)));
            // What every task of a ticket is about is the matter; of a rating the whistle, of a flag its evidence.
            Assert.Contains(kind.Subject, fact => fact is { IsOptional: false } && fact.Path.Split('.')[^1] is "body" or "matter" or "evidence");
        });
    }

    [Theory]
    [InlineData("beijing", 300)]
    [InlineData("jinan", 150)]
    public void no_task_is_open_without_what_it_is_about(string pack, int tickets)
    {
        var (definitions, policy) = Packs.Published(pack);
        var (lacks, seen) = (new SortedSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        void Look(CaseState state)
        {
            foreach (var task in state.Tasks)
            {
                var kind = policy.FindTask(task.Kind)!;
                seen.Add(task.Kind);
                var shown = TaskSubject.Of(kind, state.Facts, task.Payload, task.UnitCode, policy).Select(fact => fact.Fact).ToHashSet();
                foreach (var missing in kind.Subject.Where(fact => !fact.IsOptional && !shown.Contains(fact))) lacks.Add($"{task.Kind}: {missing.Path}");
            }
        }

        new CitySimulation(definitions, policy) { Lived = run => Walk(run, Look) }.Run(tickets, seed: 3, StartAt);

        Assert.Empty(lacks);
        Assert.Empty(Packs.DrawnKinds(definitions, policy).Except(seen));
    }

    /// <summary>A path that leads nowhere would show nothing for ever, and nobody would notice.</summary>
    [Fact]
    public void whatever_a_kind_says_it_is_about_is_met_with_some_ticket()
    {
        var met = new HashSet<string>(StringComparer.Ordinal);
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pack in (string[])["beijing", "jinan"])
        {
            var (definitions, policy) = Packs.Published(pack);
            var drawn = Packs.DrawnKinds(definitions, policy).ToHashSet(StringComparer.Ordinal);
            declared.UnionWith(policy.TaskDeclarations.Where(kind => drawn.Contains(kind.Kind)).SelectMany(kind => kind.Subject).Where(fact => fact.Type != FieldType.Attachments).Select(fact => fact.Path));
            new CitySimulation(definitions, policy)
            {
                Lived = run => Walk(run, state =>
                {
                    foreach (var task in state.Tasks) met.UnionWith(TaskSubject.Of(policy.FindTask(task.Kind)!, state.Facts, task.Payload, task.UnitCode, policy).Select(fact => fact.Fact.Path));
                }),
            }.Run(400, seed: 7, StartAt);
        }

        // Made-up people send no files, name nobody and urge without words.
        Assert.Empty(declared.Except(met).Except(["address", "accused", "supplements.*.text", "urges.*.text", "supervision.*.text"]));
    }

    private static void Walk(VirtualRun run, Action<CaseState> look)
    {
        var state = CaseState.Empty;
        foreach (var entry in run.Entries)
        {
            state = Replayer.Rebuild([entry], from: state);
            look(state);
        }
    }
}

/// <summary>The packs of the checkout.</summary>
internal static class Packs
{
    /// <summary>A pack; more time is reviewed in it, so that this decision is met with too.</summary>
    public static (IReadOnlyList<WorkflowDefinition> Definitions, CityPolicy Policy) Published(string pack)
    {
        var folder = Path.Combine(Path.GetDirectoryName(Beijing.Place)!, pack);
        var files = Directory.GetFiles(Path.Combine(folder, "policies"), "*.json").ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
        files["extension.json"] = files["extension.json"].Replace("\"NotifyOnly\"", "\"RequiresApproval\"", StringComparison.Ordinal);
        var policy = CityPolicies.Load(files).Policy!;
        return ([.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(file => WorkflowDefinition.Read(File.ReadAllText(file)).Definition).OfType<WorkflowDefinition>()], policy);
    }

    /// <summary>The kinds of the tasks that the drawings open.</summary>
    public static IEnumerable<string> DrawnKinds(IEnumerable<WorkflowDefinition> definitions, CityPolicy policy)
    {
        var types = definitions.SelectMany(definition => definition.Nodes).ToLookup(node => node.Type, StringComparer.Ordinal);
        return Beijing.Catalog.Activities.Where(activity => types.Contains(activity.Descriptor.TypeName)).SelectMany(activity => activity.Descriptor.Tasks).Select(task => task.Kind)
            .Concat(types["Jsjb.CaseTask"].Select(node => node.Inputs["TaskKind"].Expression.Value.AsString()!))
            .Distinct(StringComparer.Ordinal);
    }
}
