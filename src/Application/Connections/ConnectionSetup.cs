using System.Net;
using JieSuJiBan.Application.Deliveries;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Runtime.Connections;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Workflows.Connections;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JieSuJiBan.Application.Connections;

/// <summary>Wires the ways to the outside.</summary>
public static class ConnectionSetup
{
    /// <summary>The channels whose messages a gateway may take.</summary>
    public static IReadOnlyList<string> Channels { get; } = ["notice", "sms", Activities.Coordination.OutsideParty.Channel];

    public static void AddOutsideConnections(this IServiceCollection services)
    {
        services.AddSingleton<ResolveHost>((host, ct) => Dns.GetHostAddressesAsync(host, ct));
        services.AddSingleton<ConnectionClients>();
        services.AddSingleton(provider => new ConnectionSecrets(provider.GetRequiredService<IOptions<OutsideSettings>>().Value.SecretsDirectory));
        services.AddSingleton<ConnectionSender>();
        services.AddSingleton<OutgoingWords>();
        services.AddSingleton<ConnectionCommands>();
        services.AddSingleton(provider => new ConfiguredConnections(OfSettings(provider.GetRequiredService<IOptions<GatewaySettings>>().Value)));
        foreach (var channel in Channels) services.AddSingleton<IOutboxAdapter>(provider => Channel(provider, channel));
        services.AddSingleton<IOutboxAdapter, HttpAdapter>();
        services.AddHostedService<ConnectionWatch>();
    }

    private static ChannelAdapter Channel(IServiceProvider provider, string channel) => new(
        channel,
        provider.GetRequiredService<ConnectionStore>(),
        provider.GetRequiredService<ConnectionSender>(),
        provider.GetRequiredService<OutgoingWords>(),
        new HeldMessages(channel, provider.GetRequiredService<IDbContextFactory<JsjbDbContext>>(), provider.GetRequiredService<IClock>()));

    /// <summary>
    /// <c>Gateways:Sms</c>, the gateway of text messages as it was set before there were connections: whoever starts the service says where
    /// it is, so networks of the own house are reached too, but not those that only machines of a cloud talk to.
    /// </summary>
    private static IReadOnlyList<Connection> OfSettings(GatewaySettings settings) => settings.Sms is { } sms
        ? [new Connection("sms-setting", sms)
        {
            Chinese = "短信网关（启动设置）",
            English = "SMS gateway (setting of the service)",
            Channel = "sms",
            Fields = [OutgoingWords.Every],
            Networks = ["10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "::1/128"],
        }]
        : [];
}
