using JieSuJiBan.Runtime.Vault;
using Microsoft.Extensions.DependencyInjection;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A phone or a ticket's number leads to the same person and ticket, however it is written, and whenever it was recorded.</summary>
[Collection(nameof(Site))]
public sealed class When_a_number_is_written_otherwise(Site site)
{
    [Theory]
    [InlineData("+8613755550001", "13755550001")]
    [InlineData("13755550002", "+86 137-5555-0002")]
    [InlineData("１３７５５５５０００３", "008613755550003")]
    [InlineData("（010）65550004", "+86 10 6555 0004")]
    public async Task The_ticket_is_found_and_its_progress_told(string recorded, string asked)
    {
        var caseId = await Given.CreatedAsync(site, ("phone", recorded));
        var caller = await site.AsAsync("operator");
        var number = (await caller.GetAsync("/api/tickets/" + caseId)).Body.GetProperty("summary").GetProperty("number").GetString()!;

        Assert.Equal([number], await FoundAsync(caller, asked));
        Assert.Equal([number], await FoundAsync(caller, recorded));
        Assert.Equal(200, (await (await site.AsAsync(null)).PostAsync("/api/progress", new { number, phone = asked })).Status);
    }

    [Fact]
    public async Task A_person_recorded_before_numbers_had_one_form_is_still_found_and_told_to_be_the_same()
    {
        const string Plain = "13755550010";
        var old = await Given.CreatedAsync(site, ("phone", Plain));
        var vault = (await site.ServicesAsync()).GetRequiredService<Vault>();
        // As it was kept before: under the digits that the switchboard gave, country code and all.
        var former = vault.SubjectIdsFor(Plain)[1];
        Assert.NotEqual(vault.SubjectIdFor(Plain), former);
        await using (var database = Npgsql.NpgsqlDataSource.Create(await site.DatabaseAsync()))
        {
            await using var command = database.CreateCommand("update jsjb.ticket set subject_id = $1 where case_id = $2");
            command.Parameters.Add(new() { Value = former });
            command.Parameters.Add(new() { Value = Guid.Parse(old) });
            Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }

        var caller = await site.AsAsync("operator");
        var oldNumber = (await caller.GetAsync("/api/tickets/" + old)).Body.GetProperty("summary").GetProperty("number").GetString()!;
        var young = await Given.CreatedAsync(site, ("phone", "+86 " + Plain));

        Assert.Equal(2, (await FoundAsync(caller, Plain)).Length);
        Assert.Equal(200, (await (await site.AsAsync(null)).PostAsync("/api/progress", new { number = oldNumber, phone = Plain })).Status);
        var similar = (await (await site.AsAsync("dispatcher")).GetAsync($"/api/tickets/{young}/similar")).Body.EnumerateArray().Single(one => one.GetProperty("number").GetString() == oldNumber);
        Assert.True(similar.GetProperty("isSamePerson").GetBoolean());
    }

    [Fact]
    public async Task A_tickets_number_may_be_typed_with_spaces_full_width_and_lower_case()
    {
        var caseId = await Given.CreatedAsync(site, ("phone", "13755550020"));
        var caller = await site.AsAsync("operator");
        var number = (await caller.GetAsync("/api/tickets/" + caseId)).Body.GetProperty("summary").GetProperty("number").GetString()!;
        var spaced = string.Join(' ', number.Chunk(4).Select(part => new string(part)));
        var wide = string.Concat(number.Select(letter => (char)(letter + 0xFEE0)));

        foreach (var typed in new[] { number, $" {spaced}\t", wide, number.ToLowerInvariant(), "\u200B" + number + "\u202C" })
        {
            var escaped = Uri.EscapeDataString(typed);
            Assert.Equal(caseId, (await caller.GetAsync("/api/tickets/" + escaped)).Body.GetProperty("summary").GetProperty("caseId").GetString());
            Assert.Equal(caseId, Assert.Single((await caller.GetAsync("/api/tickets?number=" + escaped)).Items).GetProperty("caseId").GetString());
            Assert.Equal(200, (await (await site.AsAsync(null)).PostAsync("/api/progress", new { number = typed, phone = "13755550020" })).Status);
            Assert.Contains(number, await (await caller.Client.GetAsync(new Uri("/tickets?number=" + escaped, UriKind.Relative), TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Wrong_tries_are_counted_by_the_ticket_and_not_by_the_way_its_number_is_written()
    {
        var caseId = await Given.CreatedAsync(site, ("phone", "13755550030"));
        var number = (await (await site.AsAsync("operator")).GetAsync("/api/tickets/" + caseId)).Body.GetProperty("summary").GetProperty("number").GetString()!;
        var anybody = await site.AsAsync(null);
        for (var tries = 0; tries < 6; tries++) Assert.Equal(404, (await anybody.PostAsync("/api/progress", new { number = number.Insert(tries + 1, " "), phone = "13900000000" })).Status);
        Assert.Equal("progress.blocked", (await anybody.PostAsync("/api/progress", new { number, phone = "13755550030" }))["code"]);
    }

    private static async Task<string?[]> FoundAsync(Caller caller, string phone) =>
        [.. (await caller.PostAsync("/api/tickets/search", new { phone }, key: null)).Items.Select(item => item.GetProperty("number").GetString())];
}
