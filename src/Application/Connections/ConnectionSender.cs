using JieSuJiBan.Application.Deliveries;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Workflows.Connections;

namespace JieSuJiBan.Application.Connections;

/// <summary>What came of sending: an answer, none, or the reason why nothing was sent.</summary>
/// <param name="Status">The status of the answer; 0 where there is none.</param>
/// <param name="Answer">The answer, parted.</param>
/// <param name="Error"><c>timeout</c> or <c>connect</c> where there is none.</param>
/// <param name="Refusal">Why nothing was sent.</param>
public sealed record Sending(int Status, PartedAnswer? Answer, string? Error, OutsideRefusal? Refusal)
{
    /// <summary>Whose fault it is that there is no answer.</summary>
    public OutboxFault Fault { get; init; } = OutboxFault.Passing;

    /// <summary>Why there is none, more closely than <see cref="Error"/>: no such host, TLS …</summary>
    public string? Why { get; init; }
}

/// <summary>Why nothing leaves, in words.</summary>
/// <param name="Code">Stable dotted code.</param>
/// <param name="Chinese">The sentence, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record OutsideRefusal(string Code, string Chinese, string English);

/// <summary>Sends a request by a connection, with its headers, and reads the answer within its bounds.</summary>
public sealed class ConnectionSender(ConnectionClients clients, ConnectionSecrets secrets)
{
    /// <summary>Code of the refusal where a header's secret cannot be read on this machine.</summary>
    public const string SecretMissing = "connection.secretMissing";

    /// <summary>Sends it once. The caller disposes of the request.</summary>
    public async Task<Sending> SendAsync(Connection connection, HttpRequestMessage request, CancellationToken ct)
    {
        var known = new List<string>();
        foreach (var (name, header) in connection.Headers)
        {
            var value = header.Value;
            if (header.Secret is { } reference)
            {
                value = await secrets.ReadAsync(reference, ct);
                if (value is null) return Refused(Missing(connection, name, reference));
                known.Add(value);
            }

            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(connection.TimeoutSeconds));
        try
        {
            using var response = await clients.For(connection).SendAsync(request, limit.Token);
            return new((int)response.StatusCode, await AnswerReader.ReadAsync(response, connection, known, limit.Token), null, null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(0, null, "timeout", null);
        }
        catch (HttpRequestException failure) when (failure.InnerException is AddressRefusedException refused)
        {
            return Refused(NotThere(connection, refused));
        }
        catch (HttpRequestException failure)
        {
            var (why, fault) = GatewayFaults.Of(failure);
            return new(0, null, "connect", null) { Why = why, Fault = fault };
        }
        catch (IOException)
        {
            // It answered, and broke off before the end.
            return new(0, null, "connect", null);
        }
    }

    private static Sending Refused(OutsideRefusal refusal) => new(0, null, null, refusal);

    private static OutsideRefusal Missing(Connection connection, string header, string reference) => new(
        SecretMissing,
        $"连接“{connection.Name}”的请求头“{header}”所引用的密钥 {reference} 在本机读不到，什么也没有发送；请系统管理员配置后重试。",
        $"the secret {reference} of the header '{header}' of the connection '{connection.Name}' cannot be read on this machine, so nothing was sent: the system administrator sets it, then it is tried again.");

    private static OutsideRefusal NotThere(Connection connection, AddressRefusedException refused) => new(
        "connection.addressRefused",
        $"连接“{connection.Name}”的主机 {refused.Host} 解析到 {refused.Address}，不是公网地址，也不在该连接允许的网段内，什么也没有发送；确属本单位网络的，请系统管理员在连接中写明网段。",
        $"the host {refused.Host} of the connection '{connection.Name}' resolves to {refused.Address}, which is neither public nor in a network that the connection names, so nothing was sent: where it is right, the system administrator adds the network.");
}
