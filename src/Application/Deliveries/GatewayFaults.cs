using JieSuJiBan.Runtime.Outbox;

namespace JieSuJiBan.Application.Deliveries;

/// <summary>Whose fault a gateway's answer tells of: the message's, the connection's, or nobody's for long.</summary>
public static class GatewayFaults
{
    /// <summary>The fault that an HTTP status tells of.</summary>
    public static OutboxFault Of(int status) => status switch
    {
        < 200 => OutboxFault.Passing,
        < 300 => OutboxFault.None,
        408 or 425 or 429 or >= 500 => OutboxFault.Passing,
        // It read the message and does not take it: a number that does not exist, a text that it will not carry, one it has already.
        400 or 409 or 413 or 422 => OutboxFault.Message,
        // Who we are, where we ask or how we are let in: the next message would fare no better. Also an address that has moved.
        _ => OutboxFault.Connection,
    };

    /// <summary>No answer at all: no such name, nobody listens, no certificate that can be trusted, no way through the proxy. In words without an address.</summary>
    public static (string Words, OutboxFault Fault) Of(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => ("no such host", OutboxFault.Connection),
        HttpRequestError.SecureConnectionError => ("TLS", OutboxFault.Connection),
        HttpRequestError.ConnectionError => ("connect", OutboxFault.Connection),
        HttpRequestError.ProxyTunnelError => ("proxy", OutboxFault.Connection),
        HttpRequestError.UserAuthenticationError => ("sign-in", OutboxFault.Connection),
        HttpRequestError.VersionNegotiationError => ("protocol", OutboxFault.Connection),
        _ => ("broken answer", OutboxFault.Passing),
    };
}
