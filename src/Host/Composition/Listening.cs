using System.Net;
using System.Net.Sockets;
using JieSuJiBan.Host.Cli;

namespace JieSuJiBan.Host.Composition;

/// <summary>Where the service listens. Looked at before the database is started, so that a taken port is said at once.</summary>
internal static class Listening
{
    public const string Default = "http://localhost:5080";

    public static string Configure(WebApplicationBuilder builder)
    {
        var urls = builder.Configuration["Urls"] ?? builder.Configuration["ASPNETCORE_URLS"];
        if (string.IsNullOrWhiteSpace(urls)) urls = Default;
        builder.WebHost.UseUrls(urls);
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Uri.TryCreate(url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var address)) Probe(address);
        }

        return urls;
    }

    private static void Probe(Uri url)
    {
        if (url.Port == 0) return;
        var addresses = url.Host == "localhost" ? [IPAddress.Loopback] : IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) ? new[] { ip } : [];
        foreach (var address in addresses)
        {
            try
            {
                using var listener = new TcpListener(address, url.Port);
                listener.Start();
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new StartupException(StartupFailure.PortTaken(url.ToString()));
            }
        }
    }
}
