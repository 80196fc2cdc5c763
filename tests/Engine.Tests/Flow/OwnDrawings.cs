using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>Definitions drawn by us over which what Elsa's own files show is shown too, so that it is proved in every clone.</summary>
internal static class OwnDrawings
{
    /// <summary>What every row of ours begins with, to tell it from a file of Elsa's.</summary>
    public const string Mark = "own: ";

    private static readonly Value Start = Draw.Activity("Start", "start");
    private static readonly Value No = Draw.Activity("FlowDecision", "choice", ("condition", Draw.Script("return false;")));
    private static readonly Value[] Inputs = [Value.Object(("type", Value.Of("String")), ("name", Value.Of("Title")))];

    private static readonly WorkflowDefinition Innermost = Part("innermost", Draw.Sequence("s", Draw.Activity("Complete", "complete", ("outcomes", Draw.Wrapped("Object", Value.Of("[\"Good\"]")))), Draw.Line("never")), "Good", "Bad");
    private static readonly WorkflowDefinition Middle = Part("middle", Draw.Chart("c", [Use("Innermost", "i"), Draw.Line("good"), Draw.Line("bad")], "i:Good->good", "i:Bad->bad"), "Done");
    private static readonly WorkflowDefinition Child = Draw.Definition(
        Draw.Sequence("s", Say("says", "`Child: ${getInput('Title')}`"), Draw.Activity("SetOutput", "out", ("outputName", Draw.Text("answer")), ("outputValue", Draw.Script("6 * 7")))),
        "child", ("inputs", Value.Of(Inputs)), ("outputs", Value.Of([Value.Object(("type", Value.Of("Int32")), ("name", Value.Of("answer")))])));

    private static readonly Dictionary<string, (WorkflowDefinition Main, WorkflowDefinition[] Others)> All = new(StringComparer.Ordinal)
    {
        ["one line"] = (Draw.Definition(Draw.Line("Hello")), []),
        ["a join of any goes on with the first"] = (Draw.Definition(Joined("WaitAny")), []),
        ["a join of all waits for each"] = (Draw.Definition(Joined("WaitAll")), []),
        ["a braid with a decision and a wait"] = (Draw.Definition(Draw.Chart(
            "c", [Start, Draw.Line("A"), Draw.Line("B"), No, Draw.Line("C"), Wait("hour", "01:00:00"), Draw.Line("D")],
            "start->A", "start->B", "A->choice", "B->choice", "choice:True->C", "choice:False->hour", "C->D", "hour->D")), []),
        ["a workflow in a workflow in a workflow"] = (Draw.Definition(Draw.Sequence("s", Draw.Line("Start"), Use("Middle", "m"), Draw.Line("End"))), [Innermost, Middle]),
        ["a child that is waited for"] = (Draw.Definition(Draw.Sequence(
            "s", Say("before", "`Parent: ${getInput('Title')}`"), Draw.Activity("ExecuteWorkflow", "call", ("workflowDefinitionId", Draw.Text("child")), ("waitForCompletion", Draw.Text("True")), ("input", Draw.Wrapped("Object", Value.Of("{\"Title\":\"Bar\"}")))),
            Say("after", "`Parent received: ${getOutputFrom('call', 'Result').output.answer}`")), members: ("inputs", Value.Of(Inputs))), [Child]),
        ["both ways of a decision to one end"] = (Draw.Definition(Draw.Chart("c", [Start, No, Draw.Activity("End", "end")], "start->choice", "choice:True->end", "choice:False->end")), []),
        ["a stream ignores a dead way"] = (Draw.Definition(Draw.Chart(
            "c", [Start, No, Draw.Line("A"), Draw.Line("B"), Draw.Line("C").With("customProperties", Value.Object(("mergeMode", Value.Of("Stream"))))],
            "start->A", "start->choice", "choice:True->B", "A->C", "B->C")), []),
        ["a join of all beside a dead way and a fault"] = (Draw.Definition(Draw.Chart(
            "c", [Draw.Line("A"), Draw.Line("B"), Draw.Line("C"), Draw.Line("D"), No, Draw.Line("E"), Draw.Line("F"), Draw.Activity("Fault", "fault"), Join("WaitAll")],
            "A->B", "A->C", "A->D", "D->choice", "choice:True->E", "choice:False->fault", "B->join", "C->join", "E->join", "join->F")), []),
        ["a script in CSharp"] = (Draw.Definition(Draw.Activity("WriteLine", "line", ("text", Draw.Wrapped("CSharp", Value.Of("return 1;"))))), []),
    };

    /// <summary>A run of that drawing, or of Elsa's file of that name.</summary>
    public static VirtualRun Run(string name, FlowchartMode mode = FlowchartMode.Counter)
    {
        if (!name.StartsWith(Mark, StringComparison.Ordinal)) return ElsaFixtures.Run(name, mode);
        var (main, others) = All[name[Mark.Length..]];
        var run = new VirtualRun(new WorkflowEngine(Draw.Catalog, mode: mode), Draw.Set([main, .. others]));
        Assert.IsType<Decided>(run.Start(main.DefinitionId, Value.Object(("Title", Value.Of("Foo")))));
        return run;
    }

    private static Value Joined(string mode) => Draw.Chart(
        "c", [Draw.Line("Start"), Wait("short", "00:10:00"), Draw.Line("Line 1"), Wait("long", "01:00:00"), Draw.Line("Line 2"), Join(mode), Draw.Line("End")],
        "Start->short", "Start->long", "short->Line 1", "long->Line 2", "Line 1->join", "Line 2->join", "join->End");

    private static Value Join(string mode) => Draw.Activity("FlowJoin", "join", ("mode", Draw.Text(mode)));

    private static Value Wait(string id, string duration) => Draw.Activity("Delay", id, ("timeSpan", Draw.Text(duration)));

    private static Value Say(string id, string script) => Draw.Activity("WriteLine", id, ("text", Draw.Script(script)));

    private static Value Use(string type, string id) => Draw.Activity("", id).With("type", Value.Of(type));

    private static WorkflowDefinition Part(string id, Value root, params string[] outcomes) =>
        Draw.Definition(root, id, ("options", Value.Object(("usableAsActivity", Value.True))), ("outcomes", Value.Of(outcomes.Select(Value.Of))));
}
