using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Cryptography;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace JieSuJiBan.Host.Cli;

/// <summary>What keeps the service from starting, found from an exception.</summary>
internal static class StartupExplanation
{
    /// <summary>The explanation, or null where the exception is a fault of ours and its stack trace says more.</summary>
    public static StartupFailure? Of(Exception? exception) => exception switch
    {
        null => null,
        StartupException known => known.Failure,
        MasterKeyException key => new(ExitCodes.MasterKey, key.Chinese, key.English),
        EmbeddedPostgresException { Code: "package-missing" } missing => new(ExitCodes.NodeMissing, Lines(missing)[0] + "需要 Node.js 20 及以上(含 npm)。", Lines(missing)[^1] + " Node.js 20 or later with npm is needed."),
        EmbeddedPostgresException { Code: "disk-full" } full => new(ExitCodes.DiskFull, Lines(full)[0], Lines(full)[^1]),
        EmbeddedPostgresException embedded => new(ExitCodes.EmbeddedDatabase, Lines(embedded)[0], Lines(embedded)[^1]),
        AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => StartupFailure.PortTaken("?"),
        DatabaseIsNewerException newer => new(
            ExitCodes.DatabaseNewer,
            $"数据库已被更新版本的程序升级(含有本程序不认识的迁移：{string.Join("、", newer.Migrations)})。请升级本程序，或连接它原来的数据库；数据未被改动。",
            $"A newer program has upgraded this database (migrations unknown here: {string.Join(", ", newer.Migrations)}). Upgrade this program, or connect it to the database it belongs to; nothing was changed."),
        IOException { HResult: unchecked((int)0x80070070) or 28 } or PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new(
            ExitCodes.DiskFull,
            "磁盘已满，无法写入。请清理磁盘空间后重新启动；已提交的数据不受影响。",
            "The disk is full. Free some space and start again; what was committed is safe."),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } => new(
            ExitCodes.DatabaseUnreachable,
            "数据库拒绝登录：请检查连接串中的用户名与密码。",
            "The database refuses the sign-in: check user name and password in the connection string."),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new(
            ExitCodes.DatabaseUnreachable,
            "连接串指向的数据库不存在：请先用 createdb 建库，或改正 Database 的值。",
            "The database named in the connection string does not exist: create it, or correct the value of Database."),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied => new(
            ExitCodes.DatabaseUnreachable,
            $"数据库拒绝：{denied.MessageText}。服务账号的权限由所有者授予：请以所有者账号运行一次“{StartupFailure.Migrate}”，迁移并授权后再启动。",
            $"The database refuses: {denied.MessageText}. The owner gives the serving role its rights: run '{StartupFailure.Migrate}' once as the owner, which migrates and grants, then start again."),
        _ when ExceptionsAsProblems.IsDatabaseDown(exception) => new(
            ExitCodes.DatabaseUnreachable,
            $"连接不上数据库({Innermost(exception)})。请确认 ConnectionStrings__Default(迁移时为 ConnectionStrings__Owner)中的主机、端口可达且 PostgreSQL 已启动；去掉该设置则使用内置数据库。",
            $"The database cannot be reached ({Innermost(exception)}). Check host and port in ConnectionStrings__Default (for migrations ConnectionStrings__Owner) and that PostgreSQL runs; without that setting the embedded database is used."),
        CryptographicException or InvalidOperationException when exception.StackTrace?.Contains("Kestrel", StringComparison.Ordinal) == true => new(
            ExitCodes.BadSetting,
            $"https 监听所用的证书不可用（{exception.Message}）。请检查 Kestrel__Certificates__Default__Path 与 __Password：含私钥的 PFX 文件及其口令。",
            $"The certificate of the https address cannot be used ({exception.Message}). Check Kestrel__Certificates__Default__Path and __Password: a PFX file with its private key, and its password."),
        _ => Of(exception.InnerException),
    };

    [SuppressMessage("Globalization", "CA1307", Justification = "Characters.")]
    private static string[] Lines(Exception exception) => exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner) exception = inner;
        return exception is PostgresException said ? said.MessageText : exception.Message;
    }
}
