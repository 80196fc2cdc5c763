using System.Text;
using System.Text.Json;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.MigrationImpact;

/// <summary>Reports about the cases under way, with their counts and their lists.</summary>
public sealed class MigrationImpactStore(NpgsqlDataSource database, IClock clock)
{
    /// <summary>Reports of a definition that are kept; older ones go when a new one begins.</summary>
    public const int Kept = 6;

    /// <summary>Asks for a report about that version or draft. One that is being worked out already is the answer: nothing is done twice.</summary>
    /// <param name="target">The version, or the draft's text.</param>
    /// <param name="draft">The draft and its revision, where the target is one.</param>
    /// <param name="by">Account id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<MigrationImpactReport> CreateAsync(WorkflowDefinition target, (Guid DraftId, long Revision)? draft, string by, CancellationToken ct = default)
    {
        var now = clock.GetCurrentInstant();
        await using (var command = database.Command(MigrationImpactSql.CreateReport)
            .With(Guid.CreateVersion7(now.ToDateTimeOffset())).With(target.DefinitionId).With(target.Hash).With(draft?.DraftId).With(draft?.Revision)
            .With(draft is null ? null : target.ToJson()).With(by).With(now))
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        return await NewestAsync(target.DefinitionId, target.Hash, ct) ?? throw new InvalidOperationException("The report that was just asked for is not there.");
    }

    /// <summary>The report, or null.</summary>
    public async Task<MigrationImpactReport?> FindAsync(Guid reportId, CancellationToken ct = default)
    {
        await using var command = database.Command(MigrationImpactSql.FindReport).With(reportId);
        return await command.FirstRowAsync<MigrationImpactReport>(ct);
    }

    /// <summary>The newest report about that version or text, or null.</summary>
    public async Task<MigrationImpactReport?> NewestAsync(string definitionId, string targetHash, CancellationToken ct = default)
    {
        await using var command = database.Command(MigrationImpactSql.NewestReport).With(definitionId).With(targetHash);
        return await command.FirstRowAsync<MigrationImpactReport>(ct);
    }

    /// <summary>The reports of a definition, the newest first.</summary>
    public async Task<IReadOnlyList<MigrationImpactReport>> OfDefinitionAsync(string definitionId, CancellationToken ct = default)
    {
        await using var command = database.Command(MigrationImpactSql.ReportsOfDefinition).With(definitionId);
        return await command.RowsAsync<MigrationImpactReport>(ct);
    }

    /// <summary>Stops a report that is being worked out; false where it is not.</summary>
    public async Task<bool> CancelAsync(Guid reportId, CancellationToken ct = default)
    {
        await using var command = database.Command(MigrationImpactSql.CancelReport).With(reportId).With(clock.GetCurrentInstant());
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>How many cases of each kind there are.</summary>
    public async Task<IReadOnlyList<FlightCount>> CountsAsync(Guid reportId, CancellationToken ct = default)
    {
        await using var command = database.Command(MigrationImpactSql.CountRows).With(reportId);
        return await command.RowsAsync<FlightCount>(ct);
    }

    /// <summary>What stands in the way, the most frequent first, at most 20.</summary>
    public async Task<IReadOnlyList<FlightObstacle>> ObstaclesAsync(Guid reportId, CancellationToken ct = default)
    {
        await using var command = database.Command(MigrationImpactSql.Obstacles).With(reportId);
        return await command.RowsAsync<FlightObstacle>(ct);
    }

    /// <summary>A page of the cases that the viewer may know of, blocked ones first.</summary>
    public async Task<Page<MigrationImpactRow>> RowsAsync(Guid reportId, MigrationImpactQuery query, Viewer viewer, CancellationToken ct = default)
    {
        var size = Math.Clamp(query.Size, 1, Cursor.MaximumSize);
        var template = new SqlTemplate(MigrationImpactSql.ListRows).Rows(reportId, query).SeenBy(viewer, "r.case_id").With("limit", size + 1);
        if (ReadPlace(query.After) is var (verdict, caseId, fromHash)) template.With("after_verdict", verdict).With("after_case", caseId).With("after_hash", fromHash);
        await using var command = template.Command(database);
        var rows = (await command.RowsAsync<CaseRow>(ct)).ConvertAll(Read);
        if (rows.Count <= size) return new(rows, null);
        rows.RemoveRange(size, rows.Count - size);
        return new(rows, Place(rows[^1]));
    }

    internal static string Word(MigrationVerdict verdict) => verdict switch { MigrationVerdict.Same => "same", MigrationVerdict.Mappable => "mappable", _ => "blocked" };

    private static string Place(MigrationImpactRow row) =>
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

    private static MigrationImpactRow Read(CaseRow row) => new(
        row.CaseId, row.FromHash, row.Verdict, row.Number, row.Status, row.Unit, row.Places, row.Blocks is { } blocks ? JsonSerializer.Deserialize<MigrationBlock[]>(blocks)! : []);

    private sealed record CaseRow(Guid CaseId, string FromHash, MigrationVerdict Verdict, string? Number, string Status, string Unit, string[] Places, string? Blocks);
}

/// <summary>Which rows of a report a statement is about: <c>MigrationImpact/Sql/RowConditions.sql</c>.</summary>
internal static class FlightConditions
{
    public static SqlTemplate Rows(this SqlTemplate template, Guid reportId, MigrationImpactQuery query) => template
        .With("report_id", reportId)
        .With("verdict", query.Verdict is { } verdict ? MigrationImpactStore.Word(verdict) : null)
        .With("status", query.Status)
        .With("unit", query.Unit)
        .With("from_hash", query.FromHash);
}
