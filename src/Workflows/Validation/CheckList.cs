using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Validation;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>Collects findings, each with the name of its activity.</summary>
internal sealed class CheckList(ActivityRegistry catalog)
{
    private readonly List<Finding> findings = [];

    public IReadOnlyList<Finding> All => findings;

    public void Add(IEnumerable<Finding> more) => findings.AddRange(more);

    public void Error(ActivityNode node, string code, string chinese, string english, string? input = null) => Add(Severity.Error, node, code, chinese, english, input);

    public void Warning(ActivityNode node, string code, string chinese, string english, string? input = null) => Add(Severity.Warning, node, code, chinese, english, input);

    public string LabelOf(ActivityNode node) => DefinitionValidator.LabelOf(node, catalog);

    private void Add(Severity severity, ActivityNode node, string code, string chinese, string english, string? input)
    {
        var label = DefinitionValidator.LabelOf(node, catalog);
        findings.Add(new(severity, code, $"活动“{label}”：{chinese}", $"Activity '{label}': {english}", node.Id, label, input));
    }
}
