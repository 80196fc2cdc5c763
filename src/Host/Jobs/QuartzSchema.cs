using Npgsql;
using Quartz;

namespace JieSuJiBan.Host.Jobs;

/// <summary>
/// Makes Quartz's tables as the owner. Quartz itself makes them only when a scheduler starts, and what starts here may not; the script is
/// the one that it carries for that purpose, and creates what is missing.
/// </summary>
internal static class QuartzSchema
{
    private const string Script = "Quartz.Impl.AdoJobStore.Schema.create_postgres.sql";

    public static async Task EnsureAsync(NpgsqlConnection owner, CancellationToken ct)
    {
        await using var stream = typeof(IScheduler).Assembly.GetManifestResourceStream(Script) ?? throw new InvalidOperationException($"This Quartz does not carry {Script}.");
        using var reader = new StreamReader(stream);
        var sql = string.Format(System.Globalization.CultureInfo.InvariantCulture, await reader.ReadToEndAsync(ct), "qrtz_", "qrtz_");
#pragma warning disable CA2100 // The library's own script.
        await using var command = new NpgsqlCommand($"create schema if not exists {JobSetup.QuartzSchema}; set search_path = {JobSetup.QuartzSchema}; {sql}; reset search_path", owner);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}
