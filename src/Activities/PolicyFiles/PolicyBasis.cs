namespace JieSuJiBan.Activities.PolicyFiles;

/// <summary>What sort of source a rule rests on.</summary>
public enum BasisKind
{
    /// <summary>A law or regulation.</summary>
    Law,
    /// <summary>A national, local or industry standard.</summary>
    Standard,
    /// <summary>A notice of a government body.</summary>
    Notice,
    /// <summary>No source was found: the product's default, which the city should confirm or replace.</summary>
    Default,
}

/// <summary>Where a number or rule comes from; printed on the ticket and in every explanation.</summary>
/// <param name="Kind">What sort of source it is.</param>
/// <param name="Source">The document, e.g. <c>DB11/T 2021—2022</c>, zh-CN.</param>
/// <param name="Article">The article or clause, or null.</param>
/// <param name="Verified">False where only a draft or a re-post of the text was seen.</param>
public sealed record PolicyBasis(BasisKind Kind, string Source, string? Article, bool Verified)
{
    /// <summary>The citation in one phrase, zh-CN.</summary>
    public string Citation => (Article is null ? Source : $"{Source} {Article}") + (Verified ? "" : "（待核）");

    internal static PolicyBasis Read(PolicyNode node)
    {
        var basis = new PolicyBasis(
            node.Choice<BasisKind>("kind"), node.Text("source"), node.TextOrNull("article"), node.FlagOr("verified", true));
        node.Close();
        return basis;
    }

    internal static PolicyBasis ReadFrom(PolicyNode owner) =>
        owner.Child("basis") is { } node ? Read(node) : new(BasisKind.Default, "", null, false);
}
