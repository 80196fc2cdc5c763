using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>A list of runs over 200,000 of them: every question that Studio asks is answered by index.</summary>
public sealed class When_many_runs_are_listed(PostgresFixture postgres)
{
    private static readonly Viewer Auditor = new("zhou", [RoleNames.Auditor], null);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_question_is_answered_by_index()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.ExecuteAsync(
            """
            insert into jsjb.case_state (case_id, version, definition_id, definition_hash, status, sub_status, last_hash, updated_at, incidents)
            select (lpad(to_hex(1767225600000 + n * 60000::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid, 1, 'errand', case when n % 50 = 0 then 'new' else 'old' end,
                case when n % 10 < 8 then 'Finished' else 'Running' end, case when n % 10 < 7 then 'Finished' when n % 10 = 7 then 'Cancelled' else 'Suspended' end,
                sha256('x'), timestamptz '2026-01-01' + n * interval '1 minute' + (n % 977) * interval '1 hour', case when n % 2000 = 0 then 1 else 0 end
            from generate_series(1, 200000) n
            """, Ct);
        await node.ExecuteAsync("analyze jsjb.case_state", Ct);
        var late = Instant.FromUtc(2026, 6, 1, 0, 0);
        (string Index, RunQuery Query)[] questions =
        [
            ("case_state_pkey", new()),
            ("case_state_updated", new() { OrderByUpdated = true }),
            ("case_state_updated", new() { OrderByUpdated = true, Ascending = true }),
            ("case_state_incident", new() { HasIncidents = true }),
            ("case_state_version", new() { DefinitionHashes = ["none"] }),
            ("case_state_sub_status", new() { SubStatuses = ["Faulted"] }),
            ("case_state_pkey", new() { Times = [new(RunMoment.Created, ">=", late), new(RunMoment.Created, "<", late + Duration.FromHours(1))] }),
            ("case_state_updated", new() { OrderByUpdated = true, Times = [new(RunMoment.Updated, ">", late), new(RunMoment.Updated, "<", late + Duration.FromHours(2))] }),
            ("case_state_updated", new() { OrderByUpdated = true, Times = [new(RunMoment.Finished, "<=", Instant.FromUtc(2026, 1, 5, 0, 0))] }),
        ];
        foreach (var (index, query) in questions)
        {
            await using var list = RunReader.List(query, Auditor).Command(node.DataSource);
            var plan = await ExplainAsync(list);
            Assert.True(plan.Contains(index, StringComparison.Ordinal) && !plan.Contains("Seq Scan on case_state", StringComparison.Ordinal), query + "\n" + plan);
            if (Environment.GetEnvironmentVariable("JSJB_EXPLAIN") is { Length: > 0 } file) await File.AppendAllTextAsync(file, $"{query}\n{plan}\n\n", Ct);
        }
    }

    private static async Task<string> ExplainAsync(NpgsqlCommand command)
    {
        command.CommandText = "explain (analyze, buffers off) " + command.CommandText;
        return string.Join('\n', await command.ValuesAsync<string>(Ct));
    }
}
