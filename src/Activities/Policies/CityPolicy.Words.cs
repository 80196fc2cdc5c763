using JieSuJiBan.Engine;

namespace JieSuJiBan.Activities.Policies;

/// <content>What the city says, and by which law.</content>
public sealed partial class CityPolicy
{
    /// <summary>The law that the city works by.</summary>
    public LawPolicy Law => Topic<LawPolicy>();

    /// <summary>How much personal data one account may open.</summary>
    public PrivacyPolicy Privacy => Topic<PrivacyPolicy>();

    /// <summary>The city's own words for what leaves the service.</summary>
    public MessagePolicy Messages => Topic<MessagePolicy>();

    /// <inheritdoc/>
    public override Rejection Worded(Rejection rejection) => Messages.Worded(Law.Cited(rejection));
}
