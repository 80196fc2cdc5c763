using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Engine;

namespace JieSuJiBan.Activities.Policies;

/// <summary>Where the city's law demands a duty.</summary>
/// <param name="Duty">Code of a <see cref="LegalDuty"/>.</param>
/// <param name="Law">Name of the law, where it is another than the city's main one; null: that one.</param>
/// <param name="Article">The article, e.g. <c>第十五条</c>; null where only the law is known.</param>
public sealed record DutyCitation(string Duty, string? Law, string? Article);

/// <summary>The law that the city works by (<c>law.json</c>): duty → article. A duty that it does not state is cited nowhere.</summary>
/// <param name="Name">Name of the law, zh-CN; null where the city has named none.</param>
/// <param name="English">The same in English.</param>
/// <param name="Duties">The duties that it demands.</param>
public sealed record LawPolicy(string? Name, string? English, ImmutableArray<DutyCitation> Duties)
{
    internal const string File = "law.json";

    private readonly FrozenDictionary<string, DutyCitation> byDuty = Duties.ToFrozenDictionary(row => row.Duty, StringComparer.Ordinal);

    /// <summary>The law with its articles for these duties, zh-CN, or null where the city cites none of them.</summary>
    /// <param name="duties">Codes of <see cref="LegalDuty"/>.</param>
    public string? Cite(params IEnumerable<string> duties)
    {
        var found = duties.Select(byDuty.GetValueOrDefault).OfType<DutyCitation>().GroupBy(row => row.Law ?? Name, StringComparer.Ordinal);
        var words = found.Select(law => string.Join("、", law.SelectMany(row => row.Article?.Split('、') ?? []).Distinct(StringComparer.Ordinal)) is { Length: > 0 } articles ? $"{law.Key} {articles}" : law.Key);
        return string.Join("；", words) is { Length: > 0 } citation ? citation : null;
    }

    /// <summary>The article of a duty without the law's name, or null.</summary>
    /// <param name="duty">Code of a <see cref="LegalDuty"/>.</param>
    public string? ArticleOf(string duty) => byDuty.GetValueOrDefault(duty)?.Article;

    /// <summary>What a rule of the city rests on where its own file does not say: the law, or a default of the product.</summary>
    internal PolicyBasis BasisOf(string duty) =>
        byDuty.GetValueOrDefault(duty) is { } row ? new(BasisKind.Law, row.Law ?? Name!, row.Article, true) : new(BasisKind.Default, "产品默认值", null, true);

    /// <summary>A sentence with the law that it rests on, in brackets before its full stop.</summary>
    /// <param name="sentence">What is demanded, zh-CN.</param>
    /// <param name="duties">Codes of <see cref="LegalDuty"/>.</param>
    public string Cited(string sentence, IEnumerable<string> duties) =>
        Cited(sentence, Cite(duties));

    internal static string Cited(string sentence, string? citation) =>
        citation is null ? sentence
        : sentence.EndsWith('。') ? $"{sentence[..^1]}（{citation}）。"
        : $"{sentence}（{citation}）";

    /// <summary>A refusal whose source is the city's law, where it named a duty until now.</summary>
    /// <param name="rejection">The refusal.</param>
    public Rejection Cited(Rejection rejection) => LegalDuty.Named(rejection.Source) is { } duties ? rejection with { Source = Cite(duties) } : rejection;

    internal static LawPolicy Read(PolicyNode root)
    {
        var nodes = root.ItemsOrEmpty("duties");
        var name = root.TextOrNull("name");
        ImmutableArray<DutyCitation> rows = [.. nodes.Select(node => ReadRow(node, name))];
        Duplicates.Check(nodes, rows.Select(row => row.Duty), "law.duty", "职责代码", "Duty");
        var law = new LawPolicy(name, root.TextOrNull("english"), [.. rows.DistinctBy(row => row.Duty)]);
        root.Close();
        return law;
    }

    private static DutyCitation ReadRow(PolicyNode node, string? name)
    {
        var row = new DutyCitation(node.OneOf("duty", LegalDuty.All.Select(duty => duty.Code)), node.TextOrNull("law"), node.TextOrNull("article"));
        if (name is null && row.Law is null) node.Error("law.name", "law", "没有写明法律名称：请填写 law.json 的 name，或者本行的 law", "Expected the name of the law: state 'name' in law.json or 'law' in this row");
        node.Close();
        return row;
    }
}
