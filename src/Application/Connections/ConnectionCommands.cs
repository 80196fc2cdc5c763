using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Connections;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Workflows.Connections;

namespace JieSuJiBan.Application.Connections;

/// <summary>Changes connections, for REST and the command line alike.</summary>
public sealed class ConnectionCommands(ConnectionStore connections, ISecurityLog security)
{
    public static string SecretReferences { get; } = $"env:{ConnectionSecrets.Prefix}NAME, file:NAME";

    private static Rejection Headers { get; } = new(RejectionKind.Content, "connection.headers", "有两个请求头只差大小写或者空格，请删去一个。", "Expected names of headers that differ, but two differ by their case or by blanks only: leave one out.", null, "headers");

    /// <summary>Writes a connection; what stands in its way, or none.</summary>
    public async Task<IReadOnlyList<Rejection>> PutAsync(string name, ConnectionSetting setting, string by, CancellationToken ct)
    {
        if (setting.ToConnection(name) is not { } connection) return [Headers];
        var faults = ConnectionRules.Check(connection, ConnectionSetup.Channels, network => NetworkRules.Read(network) is not null, ConnectionSecrets.IsReference, SecretReferences);
        if (faults.Count > 0) return faults;
        if (Unreachable(connection) is { } unreachable) return [unreachable];
        await connections.RefreshAsync(ct);
        return await WrittenAsync(connection, by, ct) ? [] : [Conflict(connection)];
    }

    /// <summary>Switches a connection off; what stands in its way, or null. It stays on record with its log.</summary>
    public async Task<Rejection?> SwitchOffAsync(string name, int revision, string by, CancellationToken ct)
    {
        await connections.RefreshAsync(ct);
        if (connections.All.FirstOrDefault(known => known.Name == name) is not { } connection) return new(RejectionKind.NotFound, "connection.unknown", "没有这个连接。", "There is no such connection.");
        if (connection.Revision == 0) return new(RejectionKind.State, "connection.ofSettings", "该连接由服务的启动设置给出，请在设置中去掉。", "The settings of the service state this connection: take it out there.");
        if (!connection.IsEnabled) return null;
        return await WrittenAsync(connection with { IsEnabled = false, Revision = revision }, by, ct) ? null : Conflict(connection);
    }

    private async Task<bool> WrittenAsync(Connection connection, string by, CancellationToken ct)
    {
        var written = await connections.PutAsync(connection, by, ct);
        await security.RecordAsync(
            new(SecurityEvents.Connection, !written ? "refused" : connection.IsEnabled ? "set" : "off")
            {
                Account = by,
                Subject = connection.Name,
                Detail = new Dictionary<string, string> { ["address"] = connection.BaseAddress, ["fields"] = string.Join(' ', connection.Fields), ["networks"] = string.Join(' ', connection.Networks) },
            },
            ct);
        return written;
    }

    /// <summary>An address that is no name is known at once.</summary>
    private static Rejection? Unreachable(Connection connection) =>
        System.Net.IPAddress.TryParse(new Uri(connection.BaseAddress).IdnHost, out var address) && !NetworkRules.Allows(address, connection.Networks)
            ? new(RejectionKind.Content, "connection.networks", $"{address} 不是公网地址，也不在允许的网段内；确属本单位网络的，请在 networks 中写明网段。", $"Expected a public address or one in the networks of the connection, but {address} is neither: add the network where it is right.", null, "networks")
            : null;

    private Rejection Conflict(Connection connection) =>
        connections.All.FirstOrDefault(known => known.Name != connection.Name && known.IsEnabled && known.Channel is not null && known.Channel == connection.Channel && known.Revision > 0) is { } other
            ? new(RejectionKind.State, "connection.channelTaken", $"渠道“{connection.Channel}”已由连接“{other.Name}”承担，请先停用它。", $"Expected a channel without a connection, but '{other.Name}' serves '{connection.Channel}': switch that one off first.", null, "channel")
            : new(RejectionKind.State, "connection.overtaken", "该连接已被他人修改，请重新读取后再改（revision）。", "Expected the revision that is in force, but the connection was changed meanwhile: read it again, then change it.", null, "revision");
}
