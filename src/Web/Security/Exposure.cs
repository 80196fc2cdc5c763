using System.Net;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Startup;

namespace JieSuJiBan.Web.Security;

/// <summary>Who reaches the service: where it listens, through which proxies, under which names.</summary>
/// <param name="Addresses">Where it listens.</param>
/// <param name="Proxies">Whose word is taken for where a request came from.</param>
/// <param name="Hosts">The names that it answers to; <c>*</c> is any.</param>
internal sealed record Exposure(IReadOnlyList<BindingAddress> Addresses, IReadOnlyList<IPNetwork> Proxies, IReadOnlyList<string> Hosts)
{
    private static readonly string[] LocalNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Of a command, which nobody reaches.</summary>
    public static Exposure None { get; } = new([], [], LocalNames);

    /// <summary>True where only this machine reaches it.</summary>
    public bool IsLocal => Addresses.All(IsLoopback);

    /// <summary>What the settings say.</summary>
    /// <exception cref="StartupException">They would have it served unprotected, or make no sense.</exception>
    public static Exposure From(IConfiguration configuration, IReadOnlyList<string> urls)
    {
        var exposure = new Exposure([.. urls.Select(Address)], [.. ProxiesOf(configuration).Select(Network)], [.. HostsOf(configuration).Select(name => new HostString(name).Host)]);
        if (exposure.Proxies.Count == 0 && exposure.Addresses.FirstOrDefault(address => IsPlain(address) && !IsLoopback(address)) is { } open) throw new StartupException(StartupFailure.PlainHttp(open.ToString()));
        if (exposure.Hosts.Count > 0) return exposure;
        return exposure.IsLocal ? exposure with { Hosts = LocalNames } : throw new StartupException(StartupFailure.NoHostNames(exposure.Addresses.First(address => !IsLoopback(address)).ToString()));
    }

    /// <summary>True for an address that only this machine reaches.</summary>
    public static bool IsLoopback(BindingAddress address) => address.IsUnixPipe || address.IsNamedPipe
        || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IsLoopback(ip));

    /// <summary>The same for one connection; a socket file has no address.</summary>
    public static bool IsLoopback(IPAddress? address) => address is null || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool IsPlain(BindingAddress address) => address.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase);

    private static BindingAddress Address(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException)
        {
            throw new StartupException(StartupFailure.BadSetting("Urls", url, "http://localhost:5080"));
        }
    }

    private static IPNetwork Network(string text)
    {
        var isOne = IPAddress.TryParse(text, out var one);
        // Whoever trusts everybody believes whatever a caller says of himself.
        if (isOne || (IPNetwork.TryParse(text, out var network) && network.PrefixLength > 0)) return isOne ? new(one!, one!.GetAddressBytes().Length * 8) : IPNetwork.Parse(text);
        throw new StartupException(StartupFailure.BadSetting("Proxy:Trusted", text, "10.0.0.5, 10.1.0.0/16"));
    }

    private static IEnumerable<string> ProxiesOf(IConfiguration configuration) => ServiceSettings.Read<ProxySettings>(configuration).Trusted.SelectMany(text => Split(text, ','));

    private static IEnumerable<string> HostsOf(IConfiguration configuration)
    {
        var section = configuration.GetSection("AllowedHosts");
        return section.GetChildren().Select(child => child.Value).Append(section.Value).OfType<string>().SelectMany(text => Split(text, ';'));
    }

    private static string[] Split(string text, char separator) => text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
