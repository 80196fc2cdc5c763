using System.Text.Json;
using JieSuJiBan.Activities;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Commit;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Flight;

/// <summary>
/// Works a report out: lists the cases concerned by index, then reads them a page at a time, plans each and writes the page with its
/// counts in one transaction. So memory does not grow with the cases, and after a crash the next host goes on where it was.
/// </summary>
public sealed class FlightSurvey(NpgsqlDataSource database, CatalogStore catalog, WorkflowEngine engine, IClock clock)
{
    private const int PageSize = 100;

    private readonly WorkLease lease = new(database, "flight_report", "report_id");

    /// <summary>Reports that nobody works out.</summary>
    public Task<IReadOnlyList<Guid>> AbandonedAsync(CancellationToken ct = default) => lease.AbandonedAsync(ct);

    /// <summary>Works until the report is done, stopped, or taken over by another host.</summary>
    public async Task RunAsync(Guid reportId, CancellationToken ct = default)
    {
        var worker = Guid.NewGuid();
        if (!await lease.HoldAsync(reportId, worker, ct)) return;
        try
        {
            if (await TargetAsync(reportId, ct) is not var (target, isListed)) return;
            var definitions = catalog.Definitions.ByHash(target.Hash) is null ? catalog.Definitions.With(new(target, Instant.MaxValue)) : catalog.Definitions;
            if (!isListed) await ListAsync(reportId, target, ct);
            while (await lease.HoldAsync(reportId, worker, ct))
            {
                var page = await PageAsync(reportId, ct);
                if (page.Count == 0)
                {
                    await EndAsync(reportId, "done", null, ct);
                    return;
                }

                await WriteAsync(reportId, [.. page.Select(one => Plan(one, target, definitions))], ct);
            }
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or NpgsqlException))
        {
            // A state or a definition that this program cannot read is not mended by trying again.
            await EndAsync(reportId, "failed", failure.Message, CancellationToken.None);
            throw;
        }
        finally
        {
            await lease.ReleaseAsync(reportId, worker);
        }
    }

    private async Task<(WorkflowDefinition Target, bool IsListed)?> TargetAsync(Guid reportId, CancellationToken ct)
    {
        await catalog.RefreshAsync(ct);
        await using var command = database.CreateCommand("select target_hash, target_json, is_listed from jsjb.flight_report where report_id = $1");
        command.Parameters.Add(new() { Value = reportId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        var target = reader.IsDBNull(1) ? catalog.Definitions.ByHash(reader.GetString(0)) : WorkflowDefinition.Read(reader.GetString(1)).Definition;
        return (target ?? throw new InvalidOperationException($"The target {reader.GetString(0)} of report {reportId} cannot be read by this program."), reader.GetBoolean(2));
    }

    /// <summary>Lists the open cases whose root or a child workflow runs another version, and forgets reports that nobody needs any more.</summary>
    private async Task ListAsync(Guid reportId, WorkflowDefinition target, CancellationToken ct)
    {
        var sources = catalog.Definitions.All.Select(version => version.Definition).Where(version => version.DefinitionId == target.DefinitionId && version.Hash != target.Hash).Select(version => version.Hash).Distinct().ToArray();
        await using var command = database.CreateCommand(
            """
            with forgotten as (
                delete from jsjb.flight_report where report_id in (
                    select report_id from jsjb.flight_report where definition_id = $3 and state <> 'running' order by created_at desc offset $4)
            ), listed as (
                insert into jsjb.flight_row (report_id, case_id, from_hash)
                select $1, case_id, definition_hash from jsjb.case_state
                where definition_hash = any($2) and (status = 'Running' or sub_status = 'Faulted')
                union
                select $1, case_id, child from jsjb.case_state, unnest(child_hashes) child
                where child_hashes && $2 and child_hashes <> '{}' and child = any($2)
                on conflict do nothing
                returning 1)
            update jsjb.flight_report set is_listed = true, total = (select count(*) from listed) where report_id = $1
            """);
        command.CommandTimeout = 600;
        command.Parameters.Add(new() { Value = reportId });
        command.Parameters.Add(new() { Value = sources, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = target.DefinitionId });
        command.Parameters.Add(new() { Value = FlightStore.Kept - 1 });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<List<(Guid CaseId, string FromHash, CaseState? State)>> PageAsync(Guid reportId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"""
            select r.case_id, r.from_hash, c.version, {StoredState.Columns("c")}
            from (select case_id, from_hash from jsjb.flight_row where report_id = $1 and verdict is null order by case_id, from_hash limit $2) r
            left join jsjb.case_state c using (case_id)
            """);
        command.Parameters.Add(new() { Value = reportId });
        command.Parameters.Add(new() { Value = PageSize });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var page = new List<(Guid, string, CaseState?)>(PageSize);
        while (await reader.ReadAsync(ct)) page.Add((reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? null : StoredState.Read(reader, 3)));
        return page;
    }

    private Surveyed Plan((Guid CaseId, string FromHash, CaseState? State) one, WorkflowDefinition target, DefinitionSet definitions)
    {
        // What has ended or moved on since it was listed is not under way on that version any more.
        if (one.State is not { IsClosed: false } state || !state.Instances.Any(instance => instance.DefinitionHash == one.FromHash)) return new(one.CaseId, one.FromHash);
        var plan = MigrationPlan.For(engine, definitions, state, new MigrateCase(one.FromHash, target.Hash, Value.EmptyObject, Value.EmptyObject));
        if (plan.Instances.Count == 0 && plan.Refusal?.Code == "migration.nothingToMove") return new(one.CaseId, one.FromHash);
        var facts = new TicketFacts(state.Facts);
        var blocks = plan.Instances.SelectMany(instance => instance.Blocks).DistinctBy(block => (block.Code, block.ActivityId)).ToArray();
        if (blocks.Length == 0 && plan.Refusal is { } refusal) blocks = [new(refusal.Code, null, null, refusal.Chinese, refusal.English)];
        var places = plan.Instances.SelectMany(instance => instance.Places).Where(place => place.Waits.Count > 0 || place.Status != ActivityStatus.Running).Select(place => place.From).Distinct();
        return new(one.CaseId, one.FromHash)
        {
            Verdict = FlightStore.Word(plan.Verdict),
            Version = state.Sequence,
            Number = facts.Number,
            Status = facts.Status ?? "",
            Unit = facts.LeadUnit ?? "",
            Places = [.. places],
            Blocks = blocks,
        };
    }

    /// <summary>Writes what a page found. Only rows that were still waiting count, so a page that is written twice is counted once.</summary>
    private async Task WriteAsync(Guid reportId, IReadOnlyList<Surveyed> page, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            with found as (
                select * from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) as f (case_id, from_hash, verdict, version, number, status, unit, places, blocks)
            ), gone as (
                delete from jsjb.flight_row r using found f
                where r.report_id = $1 and r.case_id = f.case_id and r.from_hash = f.from_hash and r.verdict is null and f.verdict is null
                returning 1
            ), written as (
                update jsjb.flight_row r
                set verdict = f.verdict, version = f.version, number = f.number, status = f.status, unit = f.unit, places = string_to_array(f.places, E'\x1f'), blocks = f.blocks
                from found f
                where r.report_id = $1 and r.case_id = f.case_id and r.from_hash = f.from_hash and r.verdict is null and f.verdict is not null
                returning r.from_hash, r.status, r.unit, r.verdict, r.blocks
            ), counted as (
                insert into jsjb.flight_count as c (report_id, from_hash, status, unit, verdict, cases)
                select $1, from_hash, status, unit, verdict, count(*) from written group by from_hash, status, unit, verdict
                on conflict (report_id, from_hash, status, unit, verdict) do update set cases = c.cases + excluded.cases
            ), hindered as (
                insert into jsjb.flight_obstacle as o (report_id, code, activity_id, name, chinese, english, cases)
                select $1, b ->> 'Code', coalesce(b ->> 'ActivityId', ''), min(b ->> 'ActivityName'), min(b ->> 'Chinese'), min(b ->> 'English'), count(*)
                from written, jsonb_array_elements(written.blocks) b group by 2, 3
                on conflict (report_id, code, activity_id) do update set cases = o.cases + excluded.cases
            )
            update jsjb.flight_report set seen = seen + (select count(*) from written) + (select count(*) from gone) where report_id = $1
            """);
        command.Parameters.Add(new() { Value = reportId });
        Column(command, NpgsqlDbType.Uuid, page, one => one.CaseId);
        Column(command, NpgsqlDbType.Text, page, one => one.FromHash);
        Column(command, NpgsqlDbType.Text, page, one => one.Verdict);
        Column(command, NpgsqlDbType.Bigint, page, one => one.Version);
        Column(command, NpgsqlDbType.Text, page, one => SafeText.For(one.Number));
        Column(command, NpgsqlDbType.Text, page, one => SafeText.For(one.Status));
        Column(command, NpgsqlDbType.Text, page, one => SafeText.For(one.Unit));
        Column(command, NpgsqlDbType.Text, page, one => string.Join('\x1f', one.Places));
        Column(command, NpgsqlDbType.Jsonb, page, one => one.Blocks.Count == 0 ? null : SafeText.ForJson(JsonSerializer.Serialize(one.Blocks)));
        await command.ExecuteNonQueryAsync(ct);
    }

    private static void Column<T>(NpgsqlCommand command, NpgsqlDbType type, IReadOnlyList<Surveyed> page, Func<Surveyed, T> read) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. page.Select(read)], NpgsqlDbType = NpgsqlDbType.Array | type });

    private async Task EndAsync(Guid reportId, string state, string? failure, CancellationToken ct)
    {
        await using var command = database.CreateCommand("update jsjb.flight_report set state = $2, failure = $3, finished_at = $4 where report_id = $1 and state = 'running'");
        command.Parameters.Add(new() { Value = reportId });
        command.Parameters.Add(new() { Value = state });
        command.Parameters.Add(new() { Value = failure ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = clock.GetCurrentInstant() });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What was found of one case; without a verdict it is not under way any more.</summary>
    private sealed record Surveyed(Guid CaseId, string FromHash)
    {
        public string? Verdict { get; init; }

        public long Version { get; init; }

        public string? Number { get; init; }

        public string Status { get; init; } = "";

        public string Unit { get; init; } = "";

        public string[] Places { get; init; } = [];

        public IReadOnlyList<MigrationBlock> Blocks { get; init; } = [];
    }
}
