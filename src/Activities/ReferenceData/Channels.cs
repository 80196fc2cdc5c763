using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.ReferenceData;

/// <summary>How a channel carries words.</summary>
public enum ChannelMedium
{
    /// <summary>Live speech.</summary>
    Voice,
    /// <summary>Web page, app, message board or social network.</summary>
    Network,
    /// <summary>Short message.</summary>
    Sms,
    /// <summary>Letter or visit.</summary>
    Paper,
    /// <summary>Handed over by another body, such as the 110 police line or a higher level.</summary>
    Transfer,
}

/// <summary>A channel on which requests arrive (受理渠道).</summary>
/// <param name="Code">Stable code, e.g. <c>Phone</c>.</param>
/// <param name="Name">Display name, zh-CN.</param>
/// <param name="English">Display name, English.</param>
/// <param name="Medium">How it carries words.</param>
public sealed record Channel(string Code, string Name, string English, ChannelMedium Medium);

/// <summary>The channels a city knows (<c>channels.json</c>).</summary>
public sealed class Channels
{
    internal const string File = "channels.json";
    private readonly FrozenDictionary<string, Channel> byCode;

    internal Channels(ImmutableArray<Channel> all)
    {
        All = all;
        byCode = all.ToFrozenDictionary(channel => channel.Code, StringComparer.Ordinal);
    }

    /// <summary>All channels in the order staff gave them.</summary>
    public ImmutableArray<Channel> All { get; }

    /// <summary>The channel of that code, or null where the city does not know it.</summary>
    public Channel? Find(string code) => byCode.GetValueOrDefault(code);

    internal static ImmutableArray<Channel> Read(PolicyNode root)
    {
        var nodes = root.Items("channels");
        ImmutableArray<Channel> channels = [.. nodes.Select(ReadChannel)];
        if (channels.IsEmpty) root.Error("channel.none", "channels", "至少要有一个受理渠道", "Expected at least one channel");
        Duplicates.Check(nodes, channels.Select(channel => channel.Code), "channel", "渠道代码", "Channel code");
        root.Close();
        return channels;
    }

    private static Channel ReadChannel(PolicyNode node)
    {
        var channel = new Channel(node.Text("code"), node.Text("name"), node.Text("english"), node.Choice<ChannelMedium>("medium"));
        node.Close();
        return channel;
    }
}
