using System.Text;
using System.Text.Json;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Runtime.Vault;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Whatever anybody types about a ticket is sealed before a step sees it: no table holds it in clear, and the petitioner is masked in what officials wrote.</summary>
[Collection(nameof(Site))]
public sealed class When_words_are_written_about_a_ticket(Site site)
{
    private const string Name = "阎狻猊";
    private readonly string mark = "暗语" + Guid.NewGuid().ToString("N");

    private string Secret => $"{Name}{mark}电话{Given.Phone()}";

    [Fact]
    public async Task No_table_holds_a_word_of_it_in_clear()
    {
        var operators = await site.AsAsync("operator");
        var dispatcher = await site.AsAsync("dispatcher");
        var supervisor = await site.AsAsync("supervisor");
        var ticket = await Given.CreatedAsync(
            site, ("petitioner", Name), ("title", Secret), ("body", Secret), ("sourceNumber", Secret), ("recordings", new[] { Secret, "rec-" + Given.Phone() }),
            ("accused", Secret), ("company", Secret), ("estate", Secret), ("address", Secret), ("account", Secret));
        await DoneAsync(dispatcher, ticket, "Conference", new { classCode = "0102-01", districtCode = "110105", streetCode = "110105026", conferenceReason = Secret });
        await DoneAsync(dispatcher, ticket, "Decided", new { participants = new[] { "110105026", "110105001" }, minutes = Secret, unitCode = "110105026" });
        var handler = await site.AsAsync("wangjing");
        await DoneAsync(handler, ticket, "Object", new { objectionGround = "NotOurDuty", objectionCitation = Secret, objectionText = Secret });
        await DoneAsync(supervisor, ticket, "Rejected", new { opinion = Secret });
        await DoneAsync(handler, ticket, "SignedIn", new { });
        await DoneAsync(handler, ticket, "RecordContact", new { contactedAt = DateTimeOffset.UtcNow, contactMethod = "Phone", contactResult = "Reached", contactNumber = Given.Phone(), contactNote = Secret });
        await TakenAsync(operators.PostAsync($"/api/tickets/{ticket}/urge", new { text = Secret }));
        await TakenAsync(operators.PostAsync($"/api/tickets/{ticket}/supplement", new { text = Secret }));
        await TakenAsync(supervisor.PostAsync($"/api/tickets/{ticket}/supervise", new { level = "Supervise", reason = "Repeated", text = Secret }));
        await TakenAsync(supervisor.PostAsync($"/api/tickets/{ticket}/flags", new { act = "Shirking", evidence = Secret }));
        await TakenAsync(operators.PostAsync($"/api/tickets/{ticket}/calls", new { reference = "cti-" + Guid.NewGuid(), number = Given.Phone(), startedAt = DateTimeOffset.UtcNow, seconds = 1, reached = true }));
        await DoneAsync(handler, ticket, "RequestExtension", new { extensionGround = "TechnicalAppraisal", legalBasis = Secret, newDueAt = DateTimeOffset.UtcNow.AddDays(12), petitionerExplanation = Secret });
        await DoneAsync(handler, ticket, "Replied", new { contactedAt = DateTimeOffset.UtcNow, contactMethod = "Phone", contactResult = "Reached", result = "Solved", reply = Secret, publicReply = Secret });

        var clear = await ClearAsync(mark, Given.Phone());
        Assert.Empty(clear);
    }

    [Fact]
    public async Task The_petitioner_is_masked_in_what_an_official_writes_and_stands_in_what_the_petitioner_says()
    {
        var supervisor = await site.AsAsync("supervisor");
        var ticket = await Given.CreatedAsync(site, ("petitioner", Name), ("body", $"家里另一个号码是13987654321，找{Name}。"));
        await TakenAsync(supervisor.PostAsync($"/api/tickets/{ticket}/supervise", new { level = "Supervise", reason = "Repeated", text = $"请联系阎 狻 猊（{Given.Phone()[..3]} {Given.Phone()[3..7]} {Given.Phone()[7..]}），身份证110105199003071234，手机１３９８７６５４３２１，办公电话010-64731234。" }));
        await TakenAsync((await site.AsAsync("operator")).PostAsync($"/api/tickets/{ticket}/urge", new { text = $"我是{Name}，请快一点" }));

        var words = await OpenedAsync(ticket);
        var order = Assert.Single(words, word => word.Contains("请联系", StringComparison.Ordinal));
        Assert.DoesNotContain("狻", order, StringComparison.Ordinal);
        foreach (var hidden in new[] { Given.Phone(), Given.Phone()[3..7], "110105199003071234", "13987654321", "１３９８７６５４３２１" }) Assert.DoesNotContain(hidden, order, StringComparison.Ordinal);
        Assert.Contains("010-64731234", order, StringComparison.Ordinal);
        Assert.Contains($"我是{Name}，请快一点", words);
    }

    [Fact]
    public async Task What_officials_wrote_stays_when_the_person_is_erased_and_ends_with_the_ticket()
    {
        var ticket = Guid.Parse(await Given.CreatedAsync(site));
        await TakenAsync((await site.AsAsync("supervisor")).PostAsync($"/api/tickets/{ticket}/supervise", new { level = "Supervise", reason = "Repeated", text = mark }));
        var vault = (await site.ServicesAsync()).GetRequiredService<Vault>();

        var ct = TestContext.Current.CancellationToken;
        await TakenAsync((await site.AsAsync("supervisor")).PostAsync($"/api/tickets/{ticket}/cancel", new { reason = "Duplicate" }));
        await vault.EraseSubjectAsync(vault.SubjectIdFor(Given.Phone()), "test", "test", ct);
        Assert.Equal([mark], await OpenedAsync(ticket.ToString()));
        Assert.Equal(1, await vault.EraseTicketAsync(new(ticket), "test", "test", ct));
        Assert.Empty(await OpenedAsync(ticket.ToString()));
        Assert.Empty((await (await site.AsAsync("auditor")).PostAsync($"/api/history/verify/{ticket}", null)).Body.GetProperty("findings").EnumerateArray());
    }

    [Theory]
    [InlineData("earlierNumber", "13987654321")]
    [InlineData("earlierNumber", "阎狻猊的工单")]
    [InlineData("earlierNumber", "110105199003071234")]
    public async Task A_code_is_no_place_for_words_or_numbers_of_a_person(string field, string text)
    {
        var ticket = await Given.CreatedAsync(site);
        var dispatcher = await site.AsAsync("dispatcher");
        var refused = await dispatcher.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(dispatcher, ticket)}/complete", new { outcome = "CloseWithReason", result = new Dictionary<string, object> { ["closeReason"] = "AlreadyHandled", ["explanation"] = "说明", [field] = text } });

        Assert.Equal(422, refused.Status);
        Assert.Contains("result." + field, refused.Fields);
    }

    [Fact]
    public async Task An_answer_to_the_questionnaire_holds_codes_of_it_and_nothing_beside()
    {
        var ticket = await Given.CreatedAsync(site);
        var number = (await (await site.AsAsync("operator")).GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("summary").GetProperty("number").GetString();
        var refused = await (await site.AsAsync("operator")).PostAsync("/api/progress/answer", new { number, phone = Given.Phone(), answers = new { solved = "Solved", note = mark } });

        Assert.Equal(422, refused.Status);
        Assert.Contains("answers", refused.Fields);
    }

    [Fact]
    public async Task A_call_whose_reference_holds_a_number_is_refused()
    {
        var ticket = await Given.CreatedAsync(site);
        var refused = await (await site.AsAsync("operator")).PostAsync($"/api/tickets/{ticket}/calls", new { reference = $"out-{Given.Phone()}-7", number = Given.Phone(), startedAt = DateTimeOffset.UtcNow, seconds = 1, reached = true });

        Assert.Contains("reference", refused.Fields);
    }

    private static async Task DoneAsync(Caller caller, string ticket, string outcome, object result)
    {
        var tasks = (await caller.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("tasks").EnumerateArray().Where(task => task.GetProperty("status").GetString() == "open").Select(task => task.GetProperty("taskId").GetString()!).ToArray();
        var refusals = new List<string>();
        foreach (var task in tasks)
        {
            var done = await caller.PostAsync($"/api/tasks/{task}/complete", new { outcome, result });
            if (done.Status == 200) return;
            refusals.Add(done.Body.ToString());
        }

        Assert.Fail($"{outcome}: {string.Join('\n', refusals)}");
    }

    private static async Task TakenAsync(Task<Reply> reply) => Assert.Equal(200, (await reply).Status);

    /// <summary>Every text of the ticket's case that the vault gives.</summary>
    private async Task<string[]> OpenedAsync(string ticket)
    {
        var services = await site.ServicesAsync();
        var state = (await services.GetRequiredService<Runtime.Cases.CaseRuntime>().StateAsync(new(Guid.Parse(ticket)), TestContext.Current.CancellationToken))!;
        var references = TicketTexts.References(state.Facts);
        var opened = await services.GetRequiredService<Vault>().OpenForProgramAsync([.. references.Values.Select(reference => reference.Id)], TestContext.Current.CancellationToken);
        return [.. opened.Values.OfType<string>()];
    }

    /// <summary>Tables in which one of the texts stands, as text or in bytes.</summary>
    private async Task<string[]> ClearAsync(params string[] texts)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = NpgsqlDataSource.Create(await site.DatabaseAsync());
        var tables = new List<string>();
        await using (var list = database.CreateCommand("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"))
        await using (var reader = await list.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) tables.Add(reader.GetString(0));
        }

        Assert.Contains("jsjb.case_state", tables);
        Assert.Contains("desk.message", tables);
        var found = new List<string>();
        foreach (var table in tables)
        {
            foreach (var text in texts)
            {
                await using var command = database.CreateCommand($"select count(*) from {table} t where position($1 in t::text) > 0 or position($2 in t::text) > 0 or position($3 in t::text) > 0");
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)) });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(text).Trim('"') });
                if (await command.ExecuteScalarAsync(ct) is > 0L) found.Add($"{table}: {text}");
            }
        }

        return [.. found];
    }
}
