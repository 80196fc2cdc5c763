using JieSuJiBan.Workflows.Diff;

namespace JieSuJiBan.Workflows.Tests.Diff;

public sealed class When_policies_are_compared
{
    [Fact]
    public void A_policy_does_not_differ_from_itself() => Assert.Empty(PolicyDiff.Between(Beijing.Policy, Beijing.Policy));

    [Fact]
    public void A_limit_is_told_with_class_step_and_both_amounts() => Assert.Equal(
        "办理时限：紧急 派单时限 2小时 → 1小时",
        Only(("time-limits.json", "\"match\": {\"urgency\": \"Urgent\"},\n      \"amount\": 2,", "\"match\": {\"urgency\": \"Urgent\"},\n      \"amount\": 1,"), at: 0).Chinese);

    [Fact]
    public void A_row_of_the_catalogue_is_told_by_class_and_target()
    {
        var change = Only(("dispatch-catalog.json", "{\"id\": \"PD-0201\", \"class\": \"0201\", \"area\": \"*\", \"unit\": \"110000201\"}", "{\"id\": \"PD-0201\", \"class\": \"0201\", \"area\": \"*\", \"unit\": \"110000202\"}"));
        Assert.StartsWith("派单目录：", change.Chinese, StringComparison.Ordinal);
        Assert.Contains("改派 ", change.Chinese, StringComparison.Ordinal);
        Assert.Contains(Beijing.Policy.Organisation.Find("110000202")!.Name, change.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void A_make_up_day_is_told_with_its_year() =>
        Assert.Contains("工作日历：2011-01-30（星期日）由调休上班日（春节）改为每周休息日", Only(("calendar.json", "{\"date\": \"2011-01-30\", \"for\": \"春节\"},\n", "")).Chinese, StringComparison.Ordinal);

    [Fact]
    public void A_unit_that_is_renamed_is_told_with_both_names() => Assert.Equal(
        "组织机构：北京市教育委员会（110000104） 名称 北京市教育委员会 → 北京市教育局",
        Only(("organisation.json", "北京市教育委员会", "北京市教育局")).Chinese);

    [Fact]
    public void A_callback_rule_is_told_in_words() => Assert.Equal("回访规则：回访次数 3 → 2", Only(("callback.json", "\"attempts\": 3", "\"attempts\": 2")).Chinese);

    [Fact]
    public void A_class_deep_in_the_tree_is_found() => Assert.Contains("房屋渗漏", Only(("classes.json", "房屋漏水", "房屋渗漏")).Chinese, StringComparison.Ordinal);

    [Fact]
    public void Rows_that_only_moved_are_no_change()
    {
        const string First = "{\"id\": \"PD-0101\", \"class\": \"0101\", \"area\": \"*\", \"duty\": \"housing-office\"},";
        const string Second = "{\"id\": \"PD-0101-05\", \"class\": \"0101-05\", \"area\": \"*\", \"place\": \"Street\"},";
        var moved = Beijing.PolicyWith(("dispatch-catalog.json", First + "\n    " + Second, Second + "\n    " + First));
        Assert.Empty(PolicyDiff.Between(Beijing.Policy, moved));
    }

    private static Change Only((string File, string Piece, string Replacement) change, int? at = null)
    {
        var changes = PolicyDiff.Between(Beijing.Policy, Beijing.PolicyWith(change));
        Assert.All(changes, one => Assert.NotEmpty(one.English));
        return at is { } place ? changes[place] : Assert.Single(changes);
    }
}
