using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using JieSuJiBan.Workflows.Connections;

namespace JieSuJiBan.Application.Connections;

/// <summary>What a name resolves to; a test answers it itself.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken ct);

/// <summary>
/// A client for each state of each connection: no redirects, no cookies, no proxy, and only to addresses that the connection may reach.
/// </summary>
public sealed class ConnectionClients(ResolveHost resolve) : IDisposable
{
    private readonly ConcurrentDictionary<string, (Connection Of, HttpMessageInvoker Client)> clients = new(StringComparer.Ordinal);

    public HttpMessageInvoker For(Connection connection) => clients.AddOrUpdate(
        connection.Name,
        _ => (connection, Make(connection)),
        // The former is not disposed of here: somebody may be sending by it. Its idle connections end by themselves.
        (_, known) => known.Of.Revision == connection.Revision && known.Of.BaseAddress == connection.BaseAddress ? known : (connection, Make(connection))).Client;

    public void Dispose()
    {
        foreach (var (_, client) in clients.Values) client.Dispose();
    }

    private HttpMessageInvoker Make(Connection connection) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy of the environment would resolve the name where nobody looks at the address.
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        // Nobody outside is told which trace of ours a request belongs to.
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(connection.TimeoutSeconds),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = (context, ct) => ConnectAsync(connection, context.DnsEndPoint, ct),
    });

    private async ValueTask<Stream> ConnectAsync(Connection connection, DnsEndPoint endPoint, CancellationToken ct)
    {
        var found = IPAddress.TryParse(endPoint.Host, out var literal) ? [literal] : await resolve(endPoint.Host, ct);
        var allowed = found.Where(address => NetworkRules.Allows(address, connection.Networks)).ToArray();
        if (allowed.Length == 0 && found.Length > 0) throw new AddressRefusedException(endPoint.Host, found[0]);
        Exception? last = null;
        foreach (var address in allowed)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, endPoint.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException failure)
            {
                socket.Dispose();
                last = failure;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }
}

/// <summary>A name resolved to addresses that its connection may not reach.</summary>
public sealed class AddressRefusedException(string host, IPAddress address) : Exception($"{host} resolves to an address that its connection may not reach.")
{
    public string Host => host;

    public IPAddress Address => address;
}
