using JieSuJiBan.Application.Settings;
using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Application.Accounts;

/// <summary>How long a sign-in lasts.</summary>
/// <param name="Longest">From the sign-in, whatever happens in between.</param>
/// <param name="Idle">Without a request.</param>
public sealed record SessionRules(TimeSpan Longest, TimeSpan Idle)
{
    /// <summary>What the settings say.</summary>
    public static SessionRules Of(SecuritySettings settings) => new(TimeSpan.FromHours(settings.SessionHours), TimeSpan.FromMinutes(settings.SessionIdleMinutes));
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
        await using var command = database.Command(AccountSql.BeginSession).With(session).With(accountId).With(isProgram).With(refresh).With(rules.Longest);
        await command.ExecuteNonQueryAsync(ct);
        return (session, refresh);
    }

    /// <summary>What is known of it; null where there is none.</summary>
    public async Task<SessionState?> FindAsync(Guid session, CancellationToken ct)
    {
        await using var command = database.Command(AccountSql.FindSession).With(session).With(rules.Idle);
        return await command.FirstRowAsync<SessionState>(ct);
    }

    /// <summary>Notes that it was used.</summary>
    public Task TouchAsync(Guid session, CancellationToken ct) =>
        ChangeAsync(database.Command(AccountSql.TouchSession).With(session), ct);

    /// <summary>Takes one refresh token for the next. A token that was taken before has been copied: then the session is over for everybody.</summary>
    /// <returns>The id of the next token; null where the one given is no longer good.</returns>
    public async Task<Guid?> RefreshAsync(Guid session, Guid refresh, CancellationToken ct)
    {
        var next = Guid.NewGuid();
        if (await ChangeAsync(database.Command(AccountSql.RefreshSession).With(session).With(refresh).With(next).With(rules.Idle), ct) == 1) return next;
        await ChangeAsync(database.Command(AccountSql.EndCopiedSession).With(session).With(refresh), ct);
        return null;
    }

    /// <summary>Ends it.</summary>
    public Task EndAsync(Guid session, string reason, CancellationToken ct) =>
        ChangeAsync(database.Command(AccountSql.EndSession).With(session).With(reason), ct);

    /// <summary>Ends all of that account.</summary>
    /// <returns>How many were open.</returns>
    public Task<int> EndAllAsync(string accountId, string reason, CancellationToken ct) =>
        ChangeAsync(database.Command(AccountSql.EndSessions).With(accountId).With(reason), ct);

    /// <summary>The open sessions of that account, the newest first.</summary>
    public async Task<IReadOnlyList<OpenSession>> OpenOfAsync(string accountId, CancellationToken ct)
    {
        await using var command = database.Command(AccountSql.OpenSessions).With(accountId).With(rules.Idle).With(MostListed);
        return await command.RowsAsync<OpenSession>(ct);
    }

    /// <summary>Removes those that ended at least a week ago, some thousands at a time.</summary>
    /// <returns>How many were removed.</returns>
    public Task<int> CleanAsync(CancellationToken ct) =>
        ChangeAsync(database.Command(AccountSql.CleanSessions), ct);

    private static async Task<int> ChangeAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using (command) return await command.ExecuteNonQueryAsync(ct);
    }
}
