using System.Collections.Concurrent;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace JieSuJiBan.Testing.Chaos;

/// <summary>What was killed, how often, and what was found afterwards. <see cref="Findings"/> is empty where the promises held.</summary>
internal sealed record ChaosReport(int HostKills, int PostgresKills, int Acknowledged, long JournalEntries, int Cases, IReadOnlyList<string> Findings);

/// <summary>
/// Clients complete tasks over HTTP while the service and PostgreSQL are killed at random moments. Afterwards every command that was
/// acknowledged must be in the journal exactly once, every chain must verify, and the rows of tasks and timers must be what the states say.
/// </summary>
internal sealed class ChaosRun(string hostAssembly, string dataDirectory, int clients, int kills, int seed, Action<string> log)
{
    public const string ClassCode = "0901-04";

    /// <summary>The demo city's password, as the first start prints it.</summary>
    public const string Password = "Jsjb-demo-2026";

    public async Task<ChaosReport> RunAsync(CancellationToken ct)
    {
        var random = new Random(seed);
        var acknowledged = new ConcurrentBag<Acknowledged>();
        var address = HostProcess.FreeAddress();
        await using (var host = new HostProcess(hostAssembly, dataDirectory, address))
        {
            await host.StartAsync(ct);
            log("The service is up; clients begin.");
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var workers = Enumerable.Range(1, clients).Select(number => Task.Run(
                async () =>
                {
                    using var client = new ChaosClient(address, number, acknowledged);
                    await client.RunAsync(stop.Token);
                },
                ct)).ToArray();
            for (var kill = 1; kill <= kills; kill++)
            {
                await WorkAsync(acknowledged, random, ct);
                log($"kill -9 of PostgreSQL, {kill} of {kills}; {acknowledged.Count} commands acknowledged");
                host.KillPostgres();
                await WorkAsync(acknowledged, random, ct);
                log($"kill -9 of the service, {kill} of {kills}; {acknowledged.Count} commands acknowledged");
                await host.KillAsync(ct);
                await host.StartAsync(ct);
            }

            await WorkAsync(acknowledged, random, ct);
            await stop.CancelAsync();
            await Task.WhenAll(workers);
            await host.StopAsync(ct);
        }

        return await CheckAsync([.. acknowledged], ct);
    }

    /// <summary>Lets the clients get some commands through, so that each kill meets work and recovery is proved, then waits a random moment.</summary>
    private static async Task WorkAsync(ConcurrentBag<Acknowledged> acknowledged, Random random, CancellationToken ct)
    {
        var enough = acknowledged.Count + 20;
        for (var waited = 0; acknowledged.Count < enough; waited++)
        {
            if (waited > 2400) throw new TimeoutException("No command was acknowledged for two minutes: the service did not recover.");
            await Task.Delay(50, ct);
        }

        await Task.Delay(random.Next(0, 800), ct);
    }

    private async Task<ChaosReport> CheckAsync(IReadOnlyList<Acknowledged> acknowledged, CancellationToken ct)
    {
        var findings = new List<string>();
        await using var server = await EmbeddedPostgresServer.StartAsync(new() { DataDirectory = dataDirectory }, NullLogger.Instance, ct);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("jsjb"));

        var entries = new Dictionary<Guid, List<JournalEntry>>();
        var commands = new HashSet<(Guid, long)>();
        await foreach (var (caseId, bytes) in ReadAsync(source, "select case_id, entry from jsjb.journal order by case_id, seq", ct))
        {
            var entry = JournalEntry.Parse(bytes);
            if (!entries.TryGetValue(caseId, out var chain)) entries[caseId] = chain = [];
            var before = chain.Count == 0 ? new string('0', 64) : chain[^1].Hash;
            if (entry.PreviousHash != before) findings.Add($"{caseId}: the chain is broken at entry {entry.Sequence}");
            if (entry.Sequence != chain.Count + 1) findings.Add($"{caseId}: entry {entry.Sequence} stands at place {chain.Count + 1}");
            if (chain.Exists(other => other.Stimulus.CommandId == entry.Stimulus.CommandId)) findings.Add($"{caseId}: command {entry.Stimulus.CommandId} stands twice");
            chain.Add(entry);
            commands.Add((caseId, entry.Sequence));
        }

        findings.AddRange(acknowledged.Where(one => !commands.Contains((one.CaseId, one.Sequence))).Select(one => $"{one.Key}: acknowledged as entry {one.Sequence} of {one.CaseId}, and not in the journal"));
        findings.AddRange(acknowledged.GroupBy(one => (one.CaseId, one.Sequence)).Where(group => group.Select(one => one.Key).Distinct().Count() > 1).Select(group => $"{group.Key}: one entry answers several commands"));

        var tasks = await PairsAsync(source, "select case_id, task_id from jsjb.task where status = 'open'", ct);
        var timers = await PairsAsync(source, "select case_id, bookmark_id from jsjb.timer", ct);
        await foreach (var (caseId, hash) in ReadAsync(source, "select case_id, last_hash from jsjb.case_state", ct))
        {
            var chain = entries.GetValueOrDefault(caseId, []);
            if (chain.Count == 0 || chain[^1].Hash != Convert.ToHexStringLower(hash)) findings.Add($"{caseId}: the state is not that of the last of {chain.Count} journal entries");
            var state = Replayer.Rebuild(chain);
            Compare(findings, caseId, "task", state.Tasks.Select(task => task.Id), tasks[caseId]);
            Compare(findings, caseId, "timer", state.Timers.Select(timer => timer.Id), timers[caseId]);
        }

        await foreach (var (caseId, bytes) in ReadAsync(source, "select case_id, state from jsjb.case_state where state is not null", ct))
        {
            var snapshot = CaseStateSerializer.FromBytes(bytes);
            var chain = entries.GetValueOrDefault(caseId, []);
            if (snapshot.Sequence > chain.Count || CaseStateSerializer.Hash(bytes) != chain[(int)snapshot.Sequence - 1].StateHash) findings.Add($"{caseId}: the snapshot at {snapshot.Sequence} is not the state that the journal names");
        }

        return new(kills, kills, acknowledged.Count, entries.Values.Sum(chain => (long)chain.Count), entries.Count, findings);
    }

    private static void Compare(List<string> findings, Guid caseId, string what, IEnumerable<string> inState, IEnumerable<string> inTable)
    {
        var wanted = inState.Order(StringComparer.Ordinal).ToArray();
        var found = inTable.Order(StringComparer.Ordinal).ToArray();
        if (!wanted.SequenceEqual(found)) findings.Add($"{caseId}: {what}s {string.Join(' ', found)} stand in the table, {string.Join(' ', wanted)} in the state");
    }

    private static async IAsyncEnumerable<(Guid, byte[])> ReadAsync(NpgsqlDataSource source, string sql, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return (reader.GetGuid(0), reader.GetFieldValue<byte[]>(1));
    }

    private static async Task<ILookup<Guid, string>> PairsAsync(NpgsqlDataSource source, string sql, CancellationToken ct)
    {
        var pairs = new List<(Guid CaseId, string Id)>();
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) pairs.Add((reader.GetGuid(0), reader.GetString(1)));
        return pairs.ToLookup(pair => pair.CaseId, pair => pair.Id);
    }
}
