using JieSuJiBan.Workflows.Diff;

namespace JieSuJiBan.Workflows.Tests.Diff;

public sealed class When_two_versions_are_compared
{
    [Fact]
    public void A_version_does_not_differ_from_itself() => Assert.Empty(Compare(Sketch.Ticket(), Sketch.Ticket(2)).Changes);

    [Fact]
    public void A_new_path_is_told_from_where_it_leaves_to_where_it_returns()
    {
        var difference = Compare(Sketch.Ticket(), Sketch.Ticket(2).Without("callback", "Unsatisfied")
            .Node("review", "Jsjb.HandleTicket", "区政府复核").Edge("callback", "Unsatisfied", "review").Edge("review", "Replied", "archive"));

        Assert.Contains(difference.Changes, change => change is { Group: ChangeGroup.Paths, Kind: ChangeKind.Added } && change.Chinese.StartsWith("新路径：回访（", StringComparison.Ordinal) && change.Chinese.Contains("→ 区政府复核", StringComparison.Ordinal) && change.Chinese.EndsWith("→ 归档", StringComparison.Ordinal));
        Assert.Contains(difference.Changes, change => change is { Group: ChangeGroup.Paths, Kind: ChangeKind.Removed });
        Assert.Contains(difference.Changes, change => change is { Group: ChangeGroup.Activities, Kind: ChangeKind.Added, Subject: "review" });
        Assert.False(difference.RunsTheSame);
        Assert.Equal(ChangeKind.Added, Assert.Single(difference.Drawing.Activities, drawn => drawn.Id == "review").Kind);
        Assert.Contains(difference.Drawing.Connections, drawn => drawn is { Source: "callback", Port: "Unsatisfied", Target: "archive", Kind: ChangeKind.Removed });
    }

    [Fact]
    public void A_removed_activity_stands_in_the_drawing_where_it_stood()
    {
        var difference = Compare(Sketch.Ticket(), Sketch.Ticket(2).WithoutNode("callback").Edge("handle", "Replied", "archive"));
        var gone = Assert.Single(difference.Drawing.Activities, drawn => drawn.Kind == ChangeKind.Removed);
        Assert.Equal(("callback", 500, 100), (gone.Id, gone.X, gone.Y));
        Assert.Contains(difference.Changes, change => change.Chinese.StartsWith("删除环节：回访", StringComparison.Ordinal));
    }

    [Fact]
    public void A_renamed_activity_is_no_new_one()
    {
        var after = Sketch.Ticket(2).ToJson().Replace("办理答复", "办理与答复", StringComparison.Ordinal);
        var change = Assert.Single(DefinitionDiff.Between(Sketch.Ticket().Read(), Engine.Definitions.WorkflowDefinition.Read(after).Definition!, Beijing.Catalog, Beijing.Policy).Changes);
        Assert.Equal("环节改名：办理答复 → 办理与答复", change.Chinese);
        Assert.Equal("handle", change.Subject);
    }

    [Fact]
    public void An_input_is_told_with_its_values_in_words()
    {
        static Sketch Way(int version, string value) => new Sketch { Version = version }.Node("handle", "Jsjb.HandleTicket", "办理答复", ("requireContact", "Boolean", "Literal", value));
        var change = Assert.Single(Compare(Way(1, "True"), Way(2, "False")).Changes);
        Assert.EndsWith("是 → 否", change.Chinese, StringComparison.Ordinal);
        Assert.StartsWith("办理答复：", change.Chinese, StringComparison.Ordinal);
        Assert.EndsWith("yes → no", change.English, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_is_told_by_its_name()
    {
        static Sketch Way(int version, string value) => new Sketch { Version = version }.Node("dispatch", "Jsjb.DispatchTicket", "派单", ("unitCode", "String", "Literal", value));
        Assert.Contains("北京市交通委员会 → 北京市教育委员会", Assert.Single(Compare(Way(1, "110000103"), Way(2, "110000104")).Changes).Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void Moving_things_about_is_recognised_as_layout()
    {
        var moved = Engine.Definitions.WorkflowDefinition.Read(Sketch.Ticket(2).ToJson().Replace("\"x\":250", "\"x\":260", StringComparison.Ordinal)).Definition!;
        var difference = DefinitionDiff.Between(Sketch.Ticket().Read(), moved, Beijing.Catalog, Beijing.Policy);
        Assert.True(difference.IsLayoutOnly);
        Assert.True(difference.RunsTheSame);
        Assert.Contains("运行不变", Assert.Single(difference.Changes).Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_is_new_where_there_was_nothing() =>
        Assert.All(DefinitionDiff.Between(null, Sketch.Ticket().Read(), Beijing.Catalog, null).Changes, change => Assert.Equal(ChangeKind.Added, change.Kind));

    private static DefinitionDifference Compare(Sketch before, Sketch after) => DefinitionDiff.Between(before.Read(), after.Read(), Beijing.Catalog, Beijing.Policy);
}
