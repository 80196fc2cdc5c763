using JieSuJiBan.Workflows.Validation;

namespace JieSuJiBan.Workflows.Tests.Validation;

public sealed class When_limits_are_checked_against_their_source
{
    [Fact]
    public void The_published_limits_contradict_nothing() => Assert.Empty(LimitChecks.Run(Beijing.Policy, Beijing.Policy));

    [Fact]
    public void A_limit_that_grows_while_it_cites_the_same_source_is_an_error()
    {
        var slower = Beijing.PolicyWith(("time-limits.json", "\"id\": \"TL-DP-URGENT\",\n      \"step\": \"Dispatch\",\n      \"match\": {\"urgency\": \"Urgent\"},\n      \"amount\": 2,", "\"id\": \"TL-DP-URGENT\",\n      \"step\": \"Dispatch\",\n      \"match\": {\"urgency\": \"Urgent\"},\n      \"amount\": 3,"));
        var finding = Assert.Single(LimitChecks.Run(slower, Beijing.Policy));
        Assert.Equal("limit.longerThanStatute", finding.Code);
        Assert.Contains("TL-DP-URGENT", finding.Chinese, StringComparison.Ordinal);
        Assert.Empty(LimitChecks.Run(Beijing.Policy, slower));
    }

    [Fact]
    public void A_limit_of_the_citys_own_may_not_be_longer_than_the_binding_one_that_covers_it()
    {
        var own = Beijing.PolicyWith(("time-limits.json", "\"limits\": [", "\"limits\": [ { \"id\": \"TL-OWN\", \"step\": \"Dispatch\", \"match\": {\"class\": \"0101\"}, \"amount\": 2, \"unit\": \"NaturalDay\", \"start\": \"Acceptance\", \"basis\": {\"kind\": \"Default\", \"source\": \"自定\"} },"));
        var finding = Assert.Single(LimitChecks.Run(own, Beijing.Policy));
        Assert.Contains("TL-OWN", finding.Chinese, StringComparison.Ordinal);
        Assert.Contains("TL-DP-GENERAL", finding.English, StringComparison.Ordinal);
    }
}
