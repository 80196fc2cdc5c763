using System.Text.Json.Nodes;
using FsCheck.Xunit;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Tests.Migration;

[Properties(Arbitrary = [typeof(RandomCases)], MaxTest = 200)]
public class Any_edit_of_nested_charts_with_ways_back
{
    private static readonly WorkflowEngine Engine = new(Draw.Catalog, new ExecutionLimits(MaxActivitiesPerStep: 60));
    private static readonly WorkflowEngine TokenEngine = new(Draw.Catalog, new ExecutionLimits(MaxActivitiesPerStep: 60), FlowchartMode.Token);

    [Property]
    public void the_plan_comes_true_and_the_journal_verifies(RandomCase drawn) => Move(drawn, Engine);

    [Property]
    public void the_plan_comes_true_and_the_journal_verifies_in_token_mode(RandomCase drawn) => Move(drawn, TokenEngine);

    private static void Move(RandomCase drawn, WorkflowEngine engine)
    {
        var from = WorkflowDefinition.Read(drawn.Json).Definition!;
        var to = WorkflowDefinition.Read(Edited(drawn.Json, drawn.Choices)).Definition!;
        var run = new VirtualRun(engine, Draw.Set(from).With(new(to, Instant.MaxValue)));
        Assert.IsType<Decided>(run.Start("flow"));
        foreach (var choice in drawn.Choices.Take(drawn.Choices[0] % 7)) Resume(run, choice);
        var before = run.State!;
        var input = new MigrateCase(from.Hash, to.Hash, Value.EmptyObject, Value.EmptyObject);
        var plan = engine.PlanMigration(run.Definitions, before, input);
        var result = run.Deliver(input);
        Assert.Equal(plan.Verdict == MigrationVerdict.Blocked, result is Refused);
        if (result is Decided { Decision: var decision })
        {
            Assert.All(before.Bookmarks, wait => Assert.Contains(wait, decision.State.Bookmarks));
            Assert.All(before.Incidents.Select(incident => incident.Id), id => Assert.Contains(id, decision.State.Incidents.Select(incident => incident.Id)));
        }

        foreach (var choice in drawn.Choices) Resume(run, choice + 1);
        var entries = run.Entries.Select(entry => JournalEntry.Parse(entry.ToBytes())).ToArray();
        Assert.Equal(CaseStateSerializer.Hash(run.State!), CaseStateSerializer.Hash(Replayer.Rebuild(entries)));
        Assert.Empty(Replayer.Verify(entries, engine, run.Definitions.ByHash, _ => EmptyPolicy.Instance));
    }

    private static void Resume(VirtualRun run, int choice)
    {
        var state = run.State!;
        if (state.IsClosed) return;
        if (state.Incidents.Count > 0 && choice % 2 == 0)
        {
            var incident = state.Incidents[choice % state.Incidents.Count];
            run.Deliver(choice % 4 == 0 ? new RetryIncident(incident.Id) : new SkipIncident(incident.Id, "Done"));
            return;
        }

        if (state.Bookmarks.Count == 0) return;
        var wait = state.Bookmarks[choice % state.Bookmarks.Count];
        if (wait.Kind == BookmarkKind.Timer) run.AdvanceToNextTimer();
        else if (wait.Task is { } task) run.Deliver(new CompleteTask(task.Id, "Yes", Value.Object(("note", Value.Of("ok")))));
        else run.Deliver(new ReceiveSignal(wait.Name, Value.Null));
    }

    /// <summary>One to three edits anywhere in the drawing, as the numbers say.</summary>
    private static string Edited(string json, int[] choices)
    {
        var root = JsonNode.Parse(json)!;
        root["version"] = 2;
        root["id"] = "flow-v2";
        for (var i = 0; i < 1 + (choices[1] % 3); i++) Edit(root, choices[2 + (3 * i)], choices[3 + (3 * i)], choices[4 + (3 * i)]);
        return root.ToJsonString();
    }

    private static void Edit(JsonNode root, int what, int where, int which)
    {
        var lists = Lists(root["root"]!).Where(list => list.Activities.Count > 0).ToArray();
        if (lists.Length == 0) return;
        var (owner, activities) = lists[where % lists.Length];
        var activity = activities[which % activities.Count]!;
        var id = activity["id"]!.GetValue<string>();
        var connections = owner["connections"] as JsonArray ?? [];
        switch (what % 7)
        {
            case 0:
                activities.Remove(activity);
                foreach (var gone in connections.Where(c => End(c!, "source") == id || End(c!, "target") == id).ToArray()) connections.Remove(gone);
                break;
            case 1:
                activity["id"] = id + "x";
                foreach (var c in connections)
                {
                    if (End(c!, "source") == id) c!["source"]!["activity"] = id + "x";
                    if (End(c!, "target") == id) c!["target"]!["activity"] = id + "x";
                }

                break;
            case 2:
                activities.Insert(which % (activities.Count + 1), JsonNode.Parse(Draw.Line("new" + Draw.At(what)).ToString()));
                if (connections.Count > 0) connections[where % connections.Count]!["target"]!["activity"] = "new" + Draw.At(what);
                break;
            case 3 when connections.Count > 0:
                connections.RemoveAt(where % connections.Count);
                break;
            case 4 when connections.Count > 0:
                connections[where % connections.Count]!["target"]!["activity"] = id;
                break;
            case 5:
                activity["type"] = activity["type"]!.GetValue<string>() == "Elsa.WriteLine" ? "Elsa.Delay" : "Elsa.WriteLine";
                break;
            default:
                activity["metadata"] = new JsonObject { ["x"] = what };
                break;
        }
    }

    private static string? End(JsonNode connection, string end) => connection[end]!["activity"]!.GetValue<string>();

    private static IEnumerable<(JsonNode Owner, JsonArray Activities)> Lists(JsonNode activity)
    {
        if (activity["activities"] is JsonArray activities)
        {
            yield return (activity, activities);
            foreach (var inner in activities.SelectMany(child => Lists(child!))) yield return inner;
        }

        foreach (var slot in new[] { "then", "else", "body" })
        {
            if (activity[slot] is not JsonObject child) continue;
            foreach (var inner in Lists(child)) yield return inner;
        }
    }
}
