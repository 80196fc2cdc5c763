using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Engine.Validation;

/// <summary>Collects findings, each with the name of its activity.</summary>
internal sealed class DefinitionFindings(IEnumerable<Finding> first, ActivityRegistry catalog)
{
    private readonly List<Finding> findings = [.. first];

    public IReadOnlyList<Finding> All => findings;

    public void Error(ActivityNode node, string code, string chinese, string english, string? input = null, int? line = null, int? column = null) =>
        Add(Severity.Error, node, code, chinese, english, input, line, column);

    public void Warning(ActivityNode node, string code, string chinese, string english, string? input = null, int? line = null, int? column = null) =>
        Add(Severity.Warning, node, code, chinese, english, input, line, column);

    /// <summary>How an activity is called.</summary>
    public string Label(ActivityNode node) => ActivityLabel.Of(node, catalog);

    public void Add(Severity severity, ActivityNode node, string code, string chinese, string english, string? input = null, int? line = null, int? column = null)
    {
        var label = Label(node);
        var place = input is null ? ("", "") : ($"的“{input}”", $", input '{input}'");
        findings.Add(new(severity, code, $"活动“{label}”{place.Item1}：{chinese}", $"Activity '{label}'{place.Item2}: {english}", node.Id, label, input, line, column));
    }
}
