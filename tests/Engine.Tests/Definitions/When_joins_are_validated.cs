using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Definitions;

/// <summary>Named are joins that can never run, and no others.</summary>
public class When_joins_are_validated
{
    private static readonly Value Count = Draw.Line("n");

    private static Value Join(string mode, string id = "j") => Draw.Activity("FlowJoin", id, ("mode", Draw.Text(mode)));

    private static Value Merging(string mode) => Draw.Line("j").With("customProperties", Value.Object(("mergeMode", Value.Of(mode))));

    private static Value Decide(string id = "d") => Draw.Activity("FlowDecision", id, ("condition", Draw.Script("getVariable('n') > 1")));

    private static Value Fork(string id, params string[] branches) =>
        Draw.Activity("FlowFork", id, ("branches", Draw.Wrapped("Object", Value.Of(Value.Of(branches).ToString()))));

    private static Value Switch(string id, string? mode, params string[] labels) => Draw.Activity("FlowSwitch", id,
    [
        ("cases", Value.Of(labels.Select(label => Value.Object(("label", Value.Of(label)), ("condition", Value.Object(("type", Value.Of("JavaScript")), ("value", Value.Of("true")))))))),
        .. mode is null ? Array.Empty<(string, Value)>() : [("mode", Draw.Text(mode))],
    ]);

    private static Value Script(string script) => Draw.Activity("RunJavaScript", "r",
        ("script", Draw.Text(script)), ("possibleOutcomes", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]"))));

    private static Finding[] Find(Value[] activities, string[] connections, bool tokens = false)
    {
        var chart = Draw.Chart("c", activities, connections);
        if (tokens) chart = chart.With("customProperties", Value.Object(("executionMode", Value.Of("TokenBased"))));
        var definition = Draw.Definition(chart, members: [("variables", Draw.Variables(("n", "Int32", "0")))]);
        return [.. DefinitionValidator.Validate(definition, Draw.Catalog, Draw.Set(definition)).Where(finding => finding.Code.StartsWith("join.", StringComparison.Ordinal))];
    }

    private static void Named(Value[] activities, string[] connections, string code = "join.exclusiveWays", string at = "j")
    {
        foreach (var tokens in (bool[])[false, true])
        {
            var finding = Assert.Single(Find(activities, connections, tokens));
            Assert.Equal((Severity.Error, code, at), (finding.Severity, finding.Code, finding.ActivityId));
        }
    }

    private static void Unnamed(Value[] activities, params string[] connections)
    {
        Assert.Empty(Find(activities, connections));
        Assert.Empty(Find(activities, connections, tokens: true));
    }

    [Fact]
    public void alternatives_of_one_choice_never_all_arrive()
    {
        Named([Decide(), Draw.Line("a"), Draw.Line("b"), Join("WaitAll")], ["d:True->a", "d:False->b", "a->j", "b->j"]);
        Named([Decide(), Join("WaitAll")], ["d:True->j", "d:False->j"]);
        Named([Switch("s", null, "A", "B"), Draw.Line("a"), Draw.Line("b"), Draw.Line("x"), Join("WaitAll")], ["s:A->a", "s:B->b", "s:Default->x", "a->j", "b->j", "x->j"]);
        Named([Switch("s", "MatchFirst", "A", "B"), Draw.Line("a"), Draw.Line("b"), Join("1")], ["s:A->a", "s:B->b", "a->j", "b->j"]);
        Named([Draw.Activity("Test.Ask", "ask"), Draw.Line("a"), Draw.Line("b"), Join("WaitAll")], ["ask:Yes->a", "ask:No->b", "a->j", "b->j"]);
        Named([Script("setOutcome(getVariable('n') > 1 ? 'A' : 'B')"), Draw.Line("a"), Draw.Line("b"), Join("WaitAll")], ["r:A->a", "r:B->b", "a->j", "b->j"]);
    }

    [Fact]
    public void so_through_several_activities_nested_choices_and_other_joins()
    {
        Named([Decide(), Draw.Line("a"), Draw.Line("a2"), Decide("e"), Draw.Line("b"), Draw.Line("c"), Join("WaitAny", "any"), Join("WaitAll")],
            ["d:True->a", "a->a2", "a2->j", "d:False->e", "e:True->b", "e:False->c", "b->any", "c->any", "any->j"]);
        // One of three ways comes beside the others, and still the two never come together.
        Named([Fork("f", "A", "B"), Decide(), Draw.Line("a"), Draw.Line("b"), Draw.Line("c"), Join("WaitAll")],
            ["f:A->d", "f:B->c", "d:True->a", "d:False->b", "a->j", "b->j", "c->j"]);
        // In a loop around it the same.
        Named([Count, Decide(), Draw.Line("a"), Draw.Line("b"), Join("WaitAll"), Decide("more"), Draw.Line("end")],
            ["n->d", "d:True->a", "d:False->b", "a->j", "b->j", "j->more", "more:True->n", "more:False->end"]);
    }

    [Fact]
    public void it_is_told_who_chooses()
    {
        var finding = Assert.Single(Find([Decide(), Draw.Line("a"), Draw.Line("b"), Join("WaitAll")], ["d:True->a", "d:False->b", "a->j", "b->j"]));
        Assert.Contains("“d”", finding.Chinese, StringComparison.Ordinal);
        Assert.Contains("'a' and 'b'", finding.English, StringComparison.Ordinal);
    }

    [Fact]
    public void ways_that_can_come_together_are_no_fault()
    {
        Unnamed([Fork("f", "A", "B"), Draw.Line("a"), Draw.Line("b"), Join("WaitAll")], "f:A->a", "f:B->b", "a->j", "b->j");
        Unnamed([Draw.Line("s"), Draw.Line("a"), Draw.Line("b"), Join("WaitAll")], "s->a", "s->b", "a->j", "b->j");
        Unnamed([Switch("s", "MatchAny", "A", "B"), Draw.Line("a"), Draw.Line("b"), Join("WaitAll")], "s:A->a", "s:B->b", "s:Default->a", "a->j", "b->j");
        Unnamed([Script("setOutcomes(['A', 'B'])"), Draw.Line("a"), Draw.Line("b"), Join("WaitAll")], "r:A->a", "r:B->b", "r:Done->a", "a->j", "b->j");
        // A choice in one branch only, and alternatives that meet before.
        Unnamed([Fork("f", "A", "B"), Decide(), Draw.Line("b"), Join("WaitAll")], "f:A->d", "f:B->b", "d:True->j", "b->j");
        Unnamed([Fork("f", "A", "B"), Decide(), Draw.Line("x"), Draw.Line("y"), Draw.Line("a"), Draw.Line("b"), Join("WaitAll")], "f:A->d", "f:B->b", "d:True->x", "d:False->y", "x->a", "y->a", "a->j", "b->j");
        // Any, or all that are active, wait for nothing that does not come.
        foreach (var mode in (string[])["WaitAny", "WaitAllActive"]) Unnamed([Decide(), Draw.Line("a"), Draw.Line("b"), Join(mode)], "d:True->a", "d:False->b", "a->j", "b->j");
    }

    [Fact]
    public void where_tokens_of_several_rounds_can_meet_they_may()
    {
        Value[] drawn = [Count, Fork("f", "J", "Back"), Decide(), Draw.Line("b"), Join("WaitAll"), Decide("more")];
        string[] connections = ["n->d", "d:True->f", "f:J->j", "f:Back->n", "d:False->b", "b->j"];
        Assert.Empty(Find(drawn, connections, tokens: true));
    }

    [Theory]
    [InlineData("Merge")]
    [InlineData("Converge")]
    public void merges_are_joins_in_token_mode_and_a_doubt_in_counter_mode(string mode)
    {
        Value[] drawn = [Decide(), Draw.Line("a"), Draw.Line("b"), Merging(mode)];
        string[] connections = ["d:True->a", "d:False->b", "a->j", "b->j"];
        Assert.Equal(Severity.Error, Assert.Single(Find(drawn, connections, tokens: true)).Severity);
        Assert.Equal(Severity.Warning, Assert.Single(Find(drawn, connections)).Severity);
        Assert.Empty(Find([Decide(), Draw.Line("a"), Draw.Line("b"), Merging("Stream")], connections, tokens: true));
    }

    [Fact]
    public void what_converges_must_not_wait_for_a_way_that_leads_through_itself()
    {
        string[] connections = ["n->j", "j->more", "more:True->j", "more:False->end"];
        Assert.Equal("join.waitsForItself", Assert.Single(Find([Count, Merging("Converge"), Decide("more"), Draw.Line("end")], connections, tokens: true)).Code);
        Assert.Empty(Find([Count, Merging("Merge"), Decide("more"), Draw.Line("end")], connections, tokens: true));
    }

    [Theory]
    [InlineData("setOutcome('Other')", "Other")]
    [InlineData("if (1) { setOutcomes(['A', 'Other']) }", "Other")]
    [InlineData("setOutcome('A')", null)]
    [InlineData("setOutcome('Done')", null)]
    [InlineData("setOutcome('O' + 'ther')", null)]
    [InlineData("setOutcome('Drawn')", null)]
    public void an_outcome_that_a_script_names_must_be_declared_or_drawn(string script, string? named)
    {
        var definition = Draw.Definition(Draw.Chart("c", [Script(script), Draw.Line("a"), Draw.Line("b"), Draw.Line("x")], "r:A->a", "r:B->b", "r:Drawn->x"));
        var found = DefinitionValidator.Validate(definition, Draw.Catalog, Draw.Set(definition)).Where(finding => finding.Code == "outcome.undeclared").ToArray();
        Assert.Equal(named is null ? 0 : 1, found.Length);
        if (named is not null) Assert.Contains($"'{named}'", found[0].English, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Right", 0)]
    [InlineData("Surprise", 1)]
    public void a_workflow_used_as_activity_completes_by_outcomes_that_it_declares(string outcome, int findings)
    {
        var definition = Draw.Definition(Draw.Activity("Complete", "complete", ("outcomes", Draw.Wrapped("Object", Value.Of($"[\"{outcome}\"]")))), "part",
            ("outcomes", Value.Of([Value.Of("Right")])), ("options", Value.Object(("usableAsActivity", Value.True))));
        Assert.Equal(findings, DefinitionValidator.Validate(definition, Draw.Catalog, Draw.Set(definition)).Count(finding => finding.Code == "outcome.undeclared"));
    }

    [Fact]
    public void a_declared_outcome_without_connection_is_a_warning()
    {
        var definition = Draw.Definition(Draw.Chart("c", [Switch("s", null, "A", "B"), Draw.Line("a")], "s:A->a"));
        var found = DefinitionValidator.Validate(definition, Draw.Catalog, Draw.Set(definition)).Where(finding => finding.Code == "port.notConnected").ToArray();
        Assert.Equal(2, found.Length);
        Assert.All(found, finding => Assert.Equal(Severity.Warning, finding.Severity));
    }
}
