using JieSuJiBan.Runtime.Cases;

namespace JieSuJiBan.Runtime.Tests.House;

/// <summary>Rows that the live states do not account for, or that are missing: tasks and timers, both ways.</summary>
internal static class Projections
{
    public static async Task<long> DifferencesAsync(Node node, CancellationToken ct)
    {
        var wanted = new HashSet<(Guid, string)>();
        await using (var command = node.DataSource.CreateCommand($"select s.case_id, {StoredState.Columns("s")} from jsjb.case_state s"))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                var state = StoredState.Read(reader, 1);
                wanted.UnionWith(state.Tasks.Select(task => (reader.GetGuid(0), task.Id)));
                wanted.UnionWith(state.Timers.Select(timer => (reader.GetGuid(0), timer.Id)));
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
}
