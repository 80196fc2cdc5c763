using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Tests.Setup;

/// <summary>Rows that the live states do not account for, or that are missing: tasks and timers, both ways.</summary>
internal static class Projections
{
    public static async Task<long> DifferencesAsync(Node node, CancellationToken ct)
    {
        var wanted = new HashSet<(Guid, string)>();
        await using (var command = node.DataSource.CreateCommand($"select c.case_id, {SqlStatement.Load(typeof(SqlStatement).Assembly, "Cases", "StoredState").Text} from jsjb.case_state c"))
        {
            foreach (var row in await command.RowsAsync<StateRow>(ct))
            {
                var state = row.Stored.Fold();
                wanted.UnionWith(state.Tasks.Select(task => (row.CaseId, task.Id)));
                wanted.UnionWith(state.Timers.Select(timer => (row.CaseId, timer.Id)));
            }
        }

        await using var rows = node.DataSource.CreateCommand("select case_id, task_id from jsjb.task where status = 'open' union all select case_id, bookmark_id from jsjb.timer");
        await using var found = await rows.ExecuteReaderAsync(ct);
        while (await found.ReadAsync(ct))
        {
            var row = (found.GetGuid(0), found.GetString(1));
            if (!wanted.Remove(row)) wanted.Add((Guid.NewGuid(), row.Item2));
        }

        return wanted.Count;
    }

    private sealed record StateRow(Guid CaseId, StoredStateRow Stored);
}
