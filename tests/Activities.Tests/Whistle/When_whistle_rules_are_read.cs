using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Activities.Tests.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Tests.Whistle;

/// <summary>whistle.json, coordination.json and supervision.json: what they say, and what policy staff is told.</summary>
public sealed class When_whistle_rules_are_read
{
    [Fact]
    public void Beijing_has_four_kinds_and_an_emergency_leaves_thirty_minutes()
    {
        var policy = Pack.Beijing;

        Assert.Equal(["Request", "KeyWork", "Enforcement", "Emergency"], policy.Whistle.Kinds.Select(kind => kind.Code));
        var limit = policy.TimeLimits.For(policy.Whistle.FindKind("Emergency")!.ArrivalStep, null, null, null, null, UnitKind.Department)!.Limit;
        Assert.Equal((30, LimitUnit.Minute), (limit.Amount, limit.Unit));
    }

    [Fact]
    public void a_city_without_the_files_gets_the_defaults()
    {
        var policy = TinyCity.Policy;

        Assert.Equal((QuorumRule.All, ReplyWhileOpen.Refuse, 1), (policy.Whistle.Quorum, policy.Whistle.WhileOpen, policy.Whistle.Kinds.Length));
        Assert.Equal(6, policy.Supervision.Acts.Length);
        Assert.Empty(policy.Coordination.Parties);
    }

    [Theory]
    [InlineData("\"arrivalStep\": \"ReportInEmergency\"", "\"arrivalStep\": \"Soon\"", "whistle.arrivalStep", "应急处置哨")]
    [InlineData("\"Department\"", "\"Community\"", "whistle.community", "社区（村）只能协助")]
    [InlineData("\"Township\"", "\"Village\"", "whistle.unitKind", "Village")]
    [InlineData("\"code\": \"KeyWork\"", "\"code\": \"Request\"", "whistle.kind.duplicate", "Request")]
    [InlineData("\"highest\": 5", "\"highest\": 1", "whistle.scale", "最高分")]
    [InlineData("\"whileOpen\"", "\"whileOpened\"", "policy.unknownMember", "whileOpened")]
    public void a_fault_is_told_in_the_words_of_policy_staff(string piece, string replacement, string code, string word) =>
        Assert.Contains(word, Pack.LoadWith("whistle.json", piece, replacement).Only(code).Chinese, StringComparison.Ordinal);

    [Fact]
    public void a_kind_without_a_general_limit_is_refused()
    {
        var load = Pack.LoadWith("whistle.json", "\"arrivalStep\": \"ReportInKeyWork\"", "\"arrivalStep\": \"Rehandle2\"");
        Assert.Null(load.Policy);
    }

    [Fact]
    public void an_outside_party_may_not_have_the_code_of_a_unit_of_the_city() =>
        Assert.Contains("110105", Pack.LoadWith("coordination.json", "\"OUT-TJ\"", "\"110105\"").Only("coordination.party.inside").Chinese, StringComparison.Ordinal);

    [Theory]
    [InlineData("whistle.json")]
    [InlineData("coordination.json")]
    [InlineData("supervision.json")]
    public void an_empty_file_means_the_defaults(string file) => Assert.NotNull(Pack.LoadWith(file, "{}").Policy);

    [Theory]
    [InlineData(QuorumRule.All, 1, 3, 2, 0, false)]
    [InlineData(QuorumRule.All, 1, 3, 2, 1, true)]
    [InlineData(QuorumRule.All, 1, 3, 3, 0, true)]
    [InlineData(QuorumRule.Majority, 1, 3, 1, 1, false)]
    [InlineData(QuorumRule.Majority, 1, 3, 2, 0, true)]
    [InlineData(QuorumRule.Majority, 1, 4, 2, 0, false)]
    [InlineData(QuorumRule.AtLeast, 2, 5, 1, 0, false)]
    [InlineData(QuorumRule.AtLeast, 2, 5, 2, 0, true)]
    [InlineData(QuorumRule.AtLeast, 9, 2, 2, 0, true)]
    public void a_whistle_joins_by_its_quorum(QuorumRule rule, int count, int named, int done, int excused, bool joins)
    {
        var policy = Pack.Beijing.Whistle with { Quorum = rule, QuorumCount = count };
        var departments = Enumerable.Range(0, named).Select(i => KeyValuePair.Create(
            $"d{i}", i < done ? Value.Object(("doneAt", Value.Of("2026-03-02T02:00:00Z"))) : i < done + excused ? Value.Object(("excusedAt", Value.Of("2026-03-02T02:00:00Z"))) : Value.EmptyObject));
        var whistle = new WhistleFacts(1, Value.Object(("departments", Value.Object(departments))));

        Assert.Equal(joins, policy.Joins(whistle));
    }
}
