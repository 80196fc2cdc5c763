using System.Net;
using System.Net.Sockets;

namespace JieSuJiBan.Application.Connections;

/// <summary>
/// Which addresses a connection may reach: public ones, and the private networks that it names. Asked of the address that a name resolved to,
/// at the moment of connecting, so that a name which resolves otherwise a second later gains nothing.
/// </summary>
public static class NetworkRules
{
    /// <summary>What is no public address of the internet: loopback, private, link-local (cloud metadata), shared, reserved, multicast.</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        ]).Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Reads a network in CIDR notation, or a single address; null where it is none.</summary>
    public static IPNetwork? Read(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var one) && !text.Contains('/', StringComparison.Ordinal) ? new(one, one.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
        : null;

    /// <summary>Whether that address may be reached by a connection that names these networks.</summary>
    public static bool Allows(IPAddress address, IEnumerable<string> networks)
    {
        var real = Real(address);
        return !NotPublic.Any(network => network.Contains(real)) || networks.Select(Read).Any(network => network is { } allowed && (allowed.Contains(real) || allowed.Contains(address)));
    }

    /// <summary>The IPv4 address that an IPv6 address carries inside, where it does.</summary>
    private static IPAddress Real(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address)) return new(bytes.AsSpan(12, 4));
        return SixToFour.Contains(address) ? new(bytes.AsSpan(2, 4)) : address;
    }
}
