using Microsoft.EntityFrameworkCore;

namespace JieSuJiBan.Application.Accounts;

/// <summary>Brings the accounts' schema up to date, and says what the first step to sealed keys means for those who are signed in.</summary>
public static class IdentityMigration
{
    public static async Task RunAsync(IdentityStore store, ILogger log, CancellationToken ct)
    {
        var isFirst = !(await store.Database.GetAppliedMigrationsAsync(ct)).Any();
        var inClear = isFirst ? 0 : await store.ProtectionKeys.CountAsync(key => key.Xml.StartsWith("<key ") && !key.Xml.Contains("decryptorType=\"master-key\""), ct);
        await store.Database.MigrateAsync(ct);
        if (inClear == 0 || await store.ProtectionKeys.AnyAsync(key => key.Xml.StartsWith("<key ") && !key.Xml.Contains("decryptorType=\"master-key\""), ct)) return;
        log.LogWarning("已废除 {Count} 个明文保存的登录密钥，所有人须重新登录一次；旧的数据库副本不能再用来伪造登录。{Removed} protection keys that lay in clear are gone: everybody signs in once more, and no old copy of the database forges a sign-in.", inClear, inClear);
    }
}
