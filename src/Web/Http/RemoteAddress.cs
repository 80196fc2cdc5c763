using System.Net;
using System.Net.Sockets;

namespace JieSuJiBan.Web.Http;

/// <summary>Where a request comes from, as attempts are counted by it.</summary>
internal static class RemoteAddress
{
    /// <summary>The address; of IPv6 the network of 64 bits, since whoever has one address there has all of its network.</summary>
    public static string Of(HttpContext? http) => Of(http?.Connection.RemoteIpAddress);

    /// <summary>The same of an address; <c>unknown</c> where there is none.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4().ToString();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "/64";
    }
}
