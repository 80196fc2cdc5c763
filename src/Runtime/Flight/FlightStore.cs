using System.Globalization;
using System.Text;
using System.Text.Json;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Flight;

/// <summary>Reports about the cases under way, with their counts and their lists.</summary>
public sealed class FlightStore(NpgsqlDataSource database, IClock clock)
{
    /// <summary>Reports of a definition that are kept; older ones go when a new one begins.</summary>
    public const int Kept = 6;

    private const string Columns = "report_id, definition_id, target_hash, draft_id, draft_revision, state, is_listed, total, seen, failure, created_by, created_at, finished_at";

    /// <summary>Asks for a report about that version or draft. One that is being worked out already is the answer: nothing is done twice.</summary>
    /// <param name="target">The version, or the draft's text.</param>
    /// <param name="draft">The draft and its revision, where the target is one.</param>
    /// <param name="by">Account id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<FlightReport> CreateAsync(WorkflowDefinition target, (Guid DraftId, long Revision)? draft, string by, CancellationToken ct = default)
    {
        var now = clock.GetCurrentInstant();
        await using (var command = database.CreateCommand(
            """
            insert into jsjb.flight_report (report_id, definition_id, target_hash, draft_id, draft_revision, target_json, state, created_by, created_at)
            values ($1, $2, $3, $4, $5, $6, 'running', $7, $8)
            on conflict (definition_id, target_hash) where state = 'running' do nothing
            """))
        {
            command.Parameters.Add(new() { Value = Guid.CreateVersion7(now.ToDateTimeOffset()) });
            command.Parameters.Add(new() { Value = target.DefinitionId });
            command.Parameters.Add(new() { Value = target.Hash });
            command.Parameters.Add(new() { Value = draft?.DraftId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
            command.Parameters.Add(new() { Value = draft?.Revision ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
            command.Parameters.Add(new() { Value = draft is null ? DBNull.Value : target.ToJson(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
            command.Parameters.Add(new() { Value = by });
            command.Parameters.Add(new() { Value = now });
            await command.ExecuteNonQueryAsync(ct);
        }

        return await NewestAsync(target.DefinitionId, target.Hash, ct) ?? throw new InvalidOperationException("The report that was just asked for is not there.");
    }

    /// <summary>The report, or null.</summary>
    public async Task<FlightReport?> FindAsync(Guid reportId, CancellationToken ct = default) =>
        (await ListAsync("where report_id = $1", ct, reportId)).FirstOrDefault();

    /// <summary>The newest report about that version or text, or null.</summary>
    public async Task<FlightReport?> NewestAsync(string definitionId, string targetHash, CancellationToken ct = default) =>
        (await ListAsync("where definition_id = $1 and target_hash = $2 order by created_at desc, report_id desc limit 1", ct, definitionId, targetHash)).FirstOrDefault();

    /// <summary>The reports of a definition, the newest first.</summary>
    public Task<IReadOnlyList<FlightReport>> OfDefinitionAsync(string definitionId, CancellationToken ct = default) =>
        ListAsync("where definition_id = $1 order by created_at desc, report_id desc limit 20", ct, definitionId);

    /// <summary>Stops a report that is being worked out; false where it is not.</summary>
    public async Task<bool> CancelAsync(Guid reportId, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand("update jsjb.flight_report set state = 'cancelled', finished_at = $2, worker = null where report_id = $1 and state = 'running'");
        command.Parameters.Add(new() { Value = reportId });
        command.Parameters.Add(new() { Value = clock.GetCurrentInstant() });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>How many cases of each kind there are.</summary>
    public async Task<IReadOnlyList<FlightCount>> CountsAsync(Guid reportId, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand("select from_hash, status, unit, verdict, cases from jsjb.flight_count where report_id = $1 order by status, unit");
        command.Parameters.Add(new() { Value = reportId });
        return await Rows.ListAsync(command, row => new FlightCount(row.GetString(0), row.GetString(1), row.GetString(2), Verdict(row.GetString(3)), row.GetInt64(4)), ct);
    }

    /// <summary>What stands in the way, the most frequent first, at most 20.</summary>
    public async Task<IReadOnlyList<FlightObstacle>> ObstaclesAsync(Guid reportId, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand("select code, activity_id, name, chinese, english, cases from jsjb.flight_obstacle where report_id = $1 order by cases desc, code, activity_id limit 20");
        command.Parameters.Add(new() { Value = reportId });
        return await Rows.ListAsync(command, row => new FlightObstacle(row.GetString(0), row.GetString(1) is { Length: > 0 } id ? id : null, Rows.Text(row, 2), row.GetString(3), row.GetString(4), row.GetInt64(5)), ct);
    }

    /// <summary>A page of the cases that the viewer may know of, blocked ones first.</summary>
    public async Task<Page<FlightRow>> RowsAsync(Guid reportId, FlightQuery query, Viewer viewer, CancellationToken ct = default)
    {
        var size = Math.Clamp(query.Size, 1, Cursor.MaximumSize);
        await using var command = database.CreateCommand();
        var conditions = Conditions(command, reportId, query, viewer);
        if (ReadPlace(query.After) is var (verdict, caseId, fromHash))
        {
            foreach (var value in (object[])[verdict, caseId, fromHash]) command.Parameters.Add(new() { Value = value });
            var last = command.Parameters.Count;
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"(r.verdict, r.case_id, r.from_hash) > (${last - 2}, ${last - 1}, ${last})"));
        }

        command.Parameters.Add(new() { Value = size + 1 });
#pragma warning disable CA2100 // Constants of this class; every value is a parameter.
        command.CommandText =
            $"select r.case_id, r.from_hash, r.verdict, r.number, r.status, r.unit, r.places, r.blocks::text from jsjb.flight_row r where {string.Join(" and ", conditions)} "
            + $"order by r.verdict, r.case_id, r.from_hash limit ${command.Parameters.Count}";
#pragma warning restore CA2100
        var rows = await Rows.ListAsync(command, Read, ct);
        if (rows.Count <= size) return new(rows, null);
        rows.RemoveRange(size, rows.Count - size);
        return new(rows, Place(rows[^1]));
    }

    /// <summary>The conditions that choose rows <c>r</c> of a report; adds their parameters.</summary>
    internal static List<string> Conditions(NpgsqlCommand command, Guid reportId, FlightQuery query, Viewer? viewer)
    {
        var conditions = new List<string>();
        void Where(string condition, object? value)
        {
            if (value is null) return;
            command.Parameters.Add(new() { Value = value });
            conditions.Add(condition.Replace("?", "$" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }

        Where("r.report_id = ?", reportId);
        conditions.Add("r.verdict is not null");
        Where("r.verdict = ?", query.Verdict is { } verdict ? Word(verdict) : null);
        Where("r.status = ?", query.Status);
        Where("r.unit = ?", query.Unit);
        Where("r.from_hash = ?", query.FromHash);
        if (viewer is not null && Sight.Of(viewer, "r.case_id", "?") is { } sight)
        {
            if (sight.Contains('?', StringComparison.Ordinal)) Where(sight, viewer.UnitCode ?? "");
            else conditions.Add(sight);
        }

        return conditions;
    }

    internal static string Word(MigrationVerdict verdict) => verdict switch { MigrationVerdict.Same => "same", MigrationVerdict.Mappable => "mappable", _ => "blocked" };

    private static MigrationVerdict Verdict(string word) => Enum.Parse<MigrationVerdict>(word, ignoreCase: true);

    private static string Place(FlightRow row) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Word(row.Verdict)}|{row.CaseId:N}|{row.FromHash}")).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Reads what <see cref="Place"/> wrote; null for anything else.</summary>
    private static (string Verdict, Guid CaseId, string FromHash)? ReadPlace(string? text)
    {
        if (text is null or { Length: > 400 }) return null;
        var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split('|') is [("same" or "mappable" or "blocked") and var verdict, var id, var hash]
            && Guid.TryParse(id, out var caseId) && !hash.Contains('\0', StringComparison.Ordinal)
            ? (verdict, caseId, hash) : null;
    }

    private static FlightRow Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), Verdict(row.GetString(2)), Rows.Text(row, 3), row.GetString(4), row.GetString(5), row.GetFieldValue<string[]>(6),
        Rows.Text(row, 7) is { } blocks ? JsonSerializer.Deserialize<MigrationBlock[]>(blocks)! : []);

    private async Task<IReadOnlyList<FlightReport>> ListAsync(string condition, CancellationToken ct, params object[] values)
    {
#pragma warning disable CA2100 // Constants of this class only.
        await using var command = database.CreateCommand($"select {Columns} from jsjb.flight_report {condition}");
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await Rows.ListAsync(command, row => new FlightReport
        {
            ReportId = row.GetGuid(0),
            DefinitionId = row.GetString(1),
            TargetHash = row.GetString(2),
            DraftId = row.IsDBNull(3) ? null : row.GetGuid(3),
            DraftRevision = row.IsDBNull(4) ? null : row.GetInt64(4),
            State = Enum.Parse<FlightState>(row.GetString(5), ignoreCase: true),
            IsListed = row.GetBoolean(6),
            Total = row.GetInt64(7),
            Seen = row.GetInt64(8),
            Failure = Rows.Text(row, 9),
            CreatedBy = row.GetString(10),
            CreatedAt = row.GetFieldValue<Instant>(11),
            FinishedAt = row.IsDBNull(12) ? null : row.GetFieldValue<Instant>(12),
        }, ct);
    }
}
