using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Policies;

/// <summary>A rule by which requests are recorded without a phone number or an account (<c>intake.json</c>, <c>withoutContact</c>). All given members must hold.</summary>
/// <param name="Channel">Channel code, or null: any.</param>
/// <param name="RequestType">Type of request, or null: any.</param>
/// <param name="IdentityLevel">Level of identity, e.g. that of an anonymous caller, or null: any.</param>
/// <param name="Reason">Why, zh-CN, or null.</param>
public sealed record ContactFree(string? Channel, string? RequestType, string? IdentityLevel, string? Reason)
{
    /// <summary>Whether the rule covers a request.</summary>
    public bool Covers(Value given) =>
        (Channel is null || Channel == given["channel"].AsString())
        && (RequestType is null || RequestType == given["requestType"].AsString())
        && (IdentityLevel is null || IdentityLevel == given["identityLevel"].AsString());

    internal static ContactFree Read(PolicyNode node)
    {
        var rule = new ContactFree(node.TextOrNull("channel"), node.TextOrNull("requestType"), node.TextOrNull("identityLevel"), node.TextOrNull("reason"));
        if (rule is { Channel: null, RequestType: null, IdentityLevel: null })
        {
            node.Error("intake.withoutContact.any", null, "请写明哪一渠道、诉求类型或者身份核验可以不留联系方式", "Expected a channel, a request type or a level of identity that needs no contact");
        }

        node.Close();
        return rule;
    }

    internal void Check(CityPolicy city, IntakePolicy policy, PolicyNode node)
    {
        if (Channel is { } channel && city.Channels.Find(channel) is null) node.Error("intake.withoutContact.channel", "channel", $"没有渠道“{channel}”", $"There is no channel '{channel}'");
        if (RequestType is { } type && city.RequestTypes.Find(type) is null) node.Error("intake.withoutContact.type", "requestType", $"没有诉求类型“{type}”", $"There is no request type '{type}'");
        if (IdentityLevel is { } level && policy.IdentityLevels.All(known => known.Code != level)) node.Error("intake.withoutContact.identity", "identityLevel", $"没有身份核验级别“{level}”", $"There is no level of identity '{level}'");
    }
}
