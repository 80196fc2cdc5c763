using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.Tests.Policies;

/// <summary>What was published by the checks of its day is in force: a later release tells of it, and does not refuse to start.</summary>
public class When_a_later_release_looks_more_closely
{
    [Fact]
    public void a_role_that_nobody_looked_up_before_does_not_take_back_what_is_published() =>
        StaysInForce(Pack.LoadWith("callback.json", "\"reviewRole\": \"supervisor\"", "\"reviewRole\": \"nobody\""), "role.unknown");

    [Fact]
    public void nor_does_a_role_of_the_city_that_the_product_has_by_now() =>
        StaysInForce(Pack.LoadWith("tasks.json", """{"roles": [{"code": "inspector", "name": "监察", "english": "Inspector"}]}"""), "task.role.builtIn");

    [Theory]
    [InlineData("\"reviewRole\":", "\"reviewRol\":")] // as a member of a newer release: without it other things would be decided
    [InlineData("\"attempts\":", "\"attemps\":")]
    public void what_this_release_cannot_read_whole_is_never_used(string piece, string replacement)
    {
        var load = Pack.LoadWith("callback.json", piece, replacement);
        Assert.NotNull(load.Draft);
        Assert.Null(load.Published);
    }

    private static void StaysInForce(PolicyLoad load, string code)
    {
        Assert.Contains(load.Findings, finding => finding.Code == code && finding.Severity == FindingSeverity.Error);
        Assert.Null(load.Policy);
        Assert.NotNull(load.Published);
        Assert.NotEqual(Pack.Beijing.Hash, load.Published.Hash);
    }
}
