using System.Text.Json;
using System.Text.Json.Serialization;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Workflows.Connections;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Connections;

/// <summary>
/// The connections as the database has them. Each node keeps what it read last and learns of changes when told and every polling
/// interval; a revision tells one state of a connection from another.
/// </summary>
public sealed class ConnectionStore(NpgsqlDataSource dataSource, ChangePublisher changes, IClock clock, ConfiguredConnections configured)
{
    private const int MostShown = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private volatile IReadOnlyList<Connection>? current;

    /// <summary>All that are known here, disabled ones too, by name.</summary>
    public IReadOnlyList<Connection> All => current ?? configured.All;

    /// <summary>Those that something may go by.</summary>
    public IEnumerable<Connection> Enabled => All.Where(connection => connection.IsEnabled);

    /// <summary>The enabled connection of a channel, or null.</summary>
    public Connection? ForChannel(string channel) => Enabled.FirstOrDefault(connection => connection.Channel == channel);

    /// <summary>The enabled connection that an address of a definition lies under, or null.</summary>
    public Connection? ForAddress(string? address) =>
        ConnectionAddress.TryRead(address, out var read, out _) ? ConnectionAddress.Find(read, Enabled.Where(connection => connection.Channel is null)) : null;

    /// <summary>Reads them anew.</summary>
    public async Task RefreshAsync(CancellationToken ct = default)
    {
        await using var command = dataSource.Command(ConnectionSql.ReadConnections);
        var read = (await command.RowsAsync<Stored>(ct)).ConvertAll(row => Read(row.Settings) with { Name = row.Name, IsEnabled = row.IsEnabled, Revision = row.Revision });
        // What the table has for a channel, switched off too, stands before what the service was started with.
        current = [.. read, .. configured.All.Where(set => read.All(known => known.Name != set.Name && (set.Channel is null || known.Channel != set.Channel)))];
    }

    /// <summary>Reads them where they were never read: nothing is sent by a node that does not know them.</summary>
    public Task EnsureReadAsync(CancellationToken ct = default) => current is null ? RefreshAsync(ct) : Task.CompletedTask;

    /// <summary>Writes a connection and the entry of its log. False where somebody else changed it since that revision, or another serves the channel.</summary>
    /// <param name="connection">The connection; its revision is the one it was changed from, 0 for a new one.</param>
    /// <param name="by">Account id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<bool> PutAsync(Connection connection, string by, CancellationToken ct = default)
    {
        await using var command = dataSource.Command(ConnectionSql.PutConnection)
            .With(connection.Name)
            .With(connection.Channel)
            .With(connection.IsEnabled)
            .With(Write(connection), NpgsqlDbType.Jsonb)
            .With(connection.Revision)
            .With(by)
            .With(clock.GetCurrentInstant());
        try
        {
            if (await command.ExecuteNonQueryAsync(ct) == 0) return false;
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }

        await RefreshAsync(ct);
        changes.Publish(ChangeKinds.Connections);
        return true;
    }

    /// <summary>What was changed, the newest first.</summary>
    /// <param name="name">Of one connection, or null: of all.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<ConnectionChange>> LogAsync(string? name, CancellationToken ct = default)
    {
        await using var command = dataSource.Command(ConnectionSql.ConnectionLog).With(name).With(MostShown);
        return (await command.RowsAsync<Logged>(ct)).ConvertAll(row => new ConnectionChange(row.At, row.Actor, row.Name, row.Before is null ? null : Read(row.Before), Read(row.After)));
    }

    private sealed record Stored(string Name, bool IsEnabled, string Settings, int Revision);

    private sealed record Logged(Instant At, string Actor, string Name, string? Before, string After);

    private static Connection Read(string settings) => JsonSerializer.Deserialize<Connection>(settings, Json) ?? throw new InvalidOperationException("The settings of a connection are empty.");

    private static string Write(Connection connection) => JsonSerializer.Serialize(connection, Json);
}

/// <summary>A change of a connection.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Actor">Account id.</param>
/// <param name="Name">Of which connection.</param>
/// <param name="Before">As it was; null: it is new.</param>
/// <param name="After">As it became.</param>
public sealed record ConnectionChange(Instant At, string Actor, string Name, Connection? Before, Connection After);

/// <summary>Connections that the settings of the service state; they can be read, not changed.</summary>
/// <param name="All">Those.</param>
public sealed record ConfiguredConnections(IReadOnlyList<Connection> All);
