using System.Net;
using System.Net.Sockets;
using JieSuJiBan.Application.Startup;

namespace JieSuJiBan.Web.Security;

/// <summary>Where the service listens. Looked at before the database is started, so that a taken port is said at once.</summary>
internal static class Listening
{
    public const string Default = "http://localhost:5080";

    public static Exposure Configure(WebApplicationBuilder builder)
    {
        var endpoints = builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().ToArray();
        string[] urls;
        if (endpoints.Length > 0)
        {
            // The server takes these, whatever Urls says.
            urls = [.. endpoints.Select(endpoint => endpoint["Url"]).OfType<string>()];
        }
        else
        {
            var given = builder.Configuration["Urls"] ?? builder.Configuration["ASPNETCORE_URLS"];
            if (string.IsNullOrWhiteSpace(given)) given = Default;
            builder.WebHost.UseUrls(given);
            urls = given.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        var exposure = Exposure.From(builder.Configuration, urls);
        foreach (var certificate in endpoints.Append(builder.Configuration.GetSection("Kestrel:Certificates:Default")).SelectMany(part => new[] { part["Path"], part["Certificate:Path"] }))
        {
            if (certificate is { Length: > 0 } && !File.Exists(certificate)) throw new StartupException(StartupFailure.BadSetting("Kestrel:Certificates:Default:Path", certificate, "证书文件 a file with the certificate"));
        }

        foreach (var address in exposure.Addresses) Probe(address);
        return exposure;
    }

    private static void Probe(BindingAddress url)
    {
        if (url.IsUnixPipe || url.IsNamedPipe || url.Port == 0) return;
        var address = url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) ? ip : IPAddress.Any;
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
