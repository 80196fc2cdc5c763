using JieSuJiBan.Application.Startup;
using Npgsql;

namespace JieSuJiBan.Application.Accounts;

/// <summary>How long a sign-in lasts.</summary>
/// <param name="Longest">From the sign-in, whatever happens in between.</param>
/// <param name="Idle">Without a request.</param>
public sealed record SessionRules(TimeSpan Longest, TimeSpan Idle)
{
    /// <summary>What the settings say: <c>Security:SessionHours</c> (12) and <c>Security:SessionIdleMinutes</c> (120).</summary>
    public static SessionRules From(IConfiguration configuration) => new(
        TimeSpan.FromHours(Read(configuration, "Security:SessionHours", 12, 24 * 30)),
        TimeSpan.FromMinutes(Read(configuration, "Security:SessionIdleMinutes", 120, 60 * 24)));

    private static int Read(IConfiguration configuration, string name, int usual, int most) => configuration[name] switch
    {
        null or "" => usual,
        var text when int.TryParse(text, out var number) && number >= 1 && number <= most => number,
        var text => throw new StartupException(StartupFailure.BadSetting(name, text, $"1–{most}")),
    };
}

/// <summary>What is known of a session and its account at one moment.</summary>
/// <param name="AccountId">Whose it is.</param>
/// <param name="IsOpen">False once it was ended, or has lasted its time.</param>
/// <param name="Stamp">The account's security stamp.</param>
/// <param name="IsDisabled">The account may not sign in.</param>
/// <param name="IsDemo">An account of the demo city, whose password is public.</param>
/// <param name="UnitCode">The unit acted for, or null.</param>
/// <param name="Roles">Roles held.</param>
/// <param name="IsStale">Nothing was noted of its use for a minute.</param>
public sealed record SessionState(string AccountId, bool IsOpen, string? Stamp, bool IsDisabled, bool IsDemo, string? UnitCode, IReadOnlyList<string> Roles, bool IsStale);

/// <summary>A session as its owner sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsProgram">True for tokens, false for a browser's cookie.</param>
/// <param name="SignedInAt">When it began.</param>
/// <param name="LastSeenAt">When it was last used, to the minute.</param>
/// <param name="EndsAt">When it ends at the latest.</param>
public sealed record OpenSession(Guid Id, bool IsProgram, DateTime SignedInAt, DateTime LastSeenAt, DateTime EndsAt);

/// <summary>
/// The sessions, kept in the database: what ends there is over on every node. All times are the database's, so that no two machines' clocks are
/// compared.
/// </summary>
public sealed class SessionStore(NpgsqlDataSource database, SessionRules rules)
{
    private const int MostListed = 200;

    /// <summary>Begins one.</summary>
    /// <returns>Its id, and that of the only refresh token which is good.</returns>
    public async Task<(Guid Session, Guid Refresh)> BeginAsync(string accountId, bool isProgram, CancellationToken ct)
    {
        var (session, refresh) = (Guid.CreateVersion7(), Guid.NewGuid());
        await using var command = database.CreateCommand("insert into identity.session (id, account_id, is_program, refresh_id, created_at, last_seen_at, ends_at) values ($1, $2, $3, $4, now(), now(), now() + $5)");
        Add(command, session, accountId, isProgram, refresh, rules.Longest);
        await command.ExecuteNonQueryAsync(ct);
        return (session, refresh);
    }

    /// <summary>What is known of it; null where there is none.</summary>
    public async Task<SessionState?> FindAsync(Guid session, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select a.id, s.ended_at is null and s.ends_at > now() and s.last_seen_at > now() - $2, a.security_stamp, a.disabled_at is not null, a.is_demo, a.unit_code,
                   array(select r.name from identity.account_role ar join identity.role r on r.id = ar.role_id where ar.user_id = a.id), s.last_seen_at < now() - interval '1 minute'
            from identity.session s join identity.account a on a.id = s.account_id
            where s.id = $1
            """);
        Add(command, session, rules.Idle);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return !await reader.ReadAsync(ct) ? null : new(
            reader.GetString(0),
            reader.GetBoolean(1),
            reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.GetBoolean(3),
            reader.GetBoolean(4),
            reader.IsDBNull(5) ? null : reader.GetString(5),
            reader.GetFieldValue<string[]>(6),
            reader.GetBoolean(7));
    }

    /// <summary>Notes that it was used.</summary>
    public Task TouchAsync(Guid session, CancellationToken ct) =>
        ChangeAsync("update identity.session set last_seen_at = now() where id = $1 and ended_at is null and last_seen_at < now() - interval '1 minute'", ct, session);

    /// <summary>Takes one refresh token for the next. A token that was taken before has been copied: then the session is over for everybody.</summary>
    /// <returns>The id of the next token; null where the one given is no longer good.</returns>
    public async Task<Guid?> RefreshAsync(Guid session, Guid refresh, CancellationToken ct)
    {
        var next = Guid.NewGuid();
        if (await ChangeAsync("update identity.session set refresh_id = $3, last_seen_at = now() where id = $1 and refresh_id = $2 and ended_at is null and ends_at > now() and last_seen_at > now() - $4", ct, session, refresh, next, rules.Idle) == 1) return next;
        await ChangeAsync("update identity.session set ended_at = now(), end_reason = 'refresh-reused' where id = $1 and ended_at is null and refresh_id <> $2", ct, session, refresh);
        return null;
    }

    /// <summary>Ends it.</summary>
    public Task EndAsync(Guid session, string reason, CancellationToken ct) =>
        ChangeAsync("update identity.session set ended_at = now(), end_reason = $2 where id = $1 and ended_at is null", ct, session, reason);

    /// <summary>Ends all of that account.</summary>
    /// <returns>How many were open.</returns>
    public Task<int> EndAllAsync(string accountId, string reason, CancellationToken ct) =>
        ChangeAsync("update identity.session set ended_at = now(), end_reason = $2 where account_id = $1 and ended_at is null", ct, accountId, reason);

    /// <summary>The open sessions of that account, the newest first.</summary>
    public async Task<IReadOnlyList<OpenSession>> OpenOfAsync(string accountId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select id, is_program, created_at, last_seen_at, ends_at from identity.session where account_id = $1 and ended_at is null and ends_at > now() and last_seen_at > now() - $2 order by id desc limit $3");
        Add(command, accountId, rules.Idle, MostListed);
        var open = new List<OpenSession>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) open.Add(new(reader.GetGuid(0), reader.GetBoolean(1), reader.GetDateTime(2), reader.GetDateTime(3), reader.GetDateTime(4)));
        return open;
    }

    /// <summary>Removes those that ended at least a week ago, some thousands at a time.</summary>
    /// <returns>How many were removed.</returns>
    public Task<int> CleanAsync(CancellationToken ct) =>
        ChangeAsync("delete from identity.session where id in (select id from identity.session where ends_at < now() - interval '7 days' order by ends_at limit 5000)", ct);

    private async Task<int> ChangeAsync(string sql, CancellationToken ct, params object[] values)
    {
#pragma warning disable CA2100 // Constants of this class only.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        Add(command, values);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static void Add(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
    }
}
