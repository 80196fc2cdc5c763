using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Application.Accounts;

/// <summary>What the first step to sealed protection keys means for those who are signed in.</summary>
public static class IdentityMigration
{
    /// <summary>How many keys of cookies and tokens lie in clear, as a release of before they were sealed left them.</summary>
    public static async Task<long> KeysInClearAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var exists = source.Command(AccountSql.KeyRingExists);
        if (await exists.ExecuteScalarAsync(ct) is not true) return 0;
        await using var count = source.Command(AccountSql.CountKeysInClear);
        return (long)(await count.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Tells the log where a migration removed them.</summary>
    public static async Task ReportAsync(NpgsqlDataSource source, long inClear, ILogger log, CancellationToken ct)
    {
        if (inClear == 0 || await KeysInClearAsync(source, ct) > 0) return;
        log.LogWarning("已废除 {Count} 个明文保存的登录密钥，所有人须重新登录一次；旧的数据库副本不能再用来伪造登录。{Removed} protection keys that lay in clear are gone: everybody signs in once more, and no old copy of the database forges a sign-in.", inClear, inClear);
    }
}
