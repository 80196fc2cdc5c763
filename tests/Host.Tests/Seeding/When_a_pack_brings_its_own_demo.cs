using JieSuJiBan.Application.Demo;
using JieSuJiBan.Host.Tests.Rest;
using JieSuJiBan.Runtime.Inbox;

namespace JieSuJiBan.Host.Tests.Seeding;

public sealed class When_a_pack_brings_its_own_demo
{
    [Theory]
    [InlineData("beijing")]
    [InlineData("jinan")]
    public void the_people_and_requests_of_a_shipped_pack_fit_its_units_roles_and_classes(string pack)
    {
        var (demo, policy) = DemoPeople.Of(pack);

        Assert.Empty(demo.Misfits(policy));
        Assert.True(demo.HasTickets);
        Assert.All(policy.Tasks.Roles, role => Assert.Contains(demo.Accounts, account => account.Role == role.Code));
    }

    [Fact]
    public void what_does_not_fit_is_named()
    {
        var (demo, _) = DemoPeople.Of("beijing");

        var misfits = demo.Misfits(DemoPeople.Of("jinan").Policy).Select(misfit => misfit.Place).ToArray();

        Assert.Contains("accounts.wangjing", misfits);
        Assert.Contains("requests." + demo.Requests[0].Title, misfits);
    }

    [Fact]
    public void a_pack_without_a_demo_gets_people_of_its_own_roles_and_units_and_no_tickets()
    {
        var policy = DemoPeople.Of("jinan").Policy;

        var demo = DemoPack.Read(Path.GetTempPath(), policy);

        Assert.Empty(demo.Misfits(policy));
        Assert.False(demo.HasTickets);
        Assert.All(RoleNames.All.Where(role => role != RoleNames.CityStaff).Concat(policy.Tasks.Roles.Select(role => role.Code)), role => Assert.Contains(demo.Accounts, account => account.Role == role));
        Assert.All(demo.Accounts.Where(account => account.UnitCode is not null), account => Assert.Equal(account.DisplayName, policy.Organisation.Find(account.UnitCode!)!.Name));
    }
}
