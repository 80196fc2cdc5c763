namespace JieSuJiBan.Activities.PolicyFiles;

/// <summary>How grave a <see cref="PolicyFinding"/> is.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; nothing needs to be done.</summary>
    Note,
    /// <summary>Probably not what was meant; the policy can be used.</summary>
    Warning,
    /// <summary>The policy cannot be used until this is corrected.</summary>
    Error,
}

/// <summary>
/// What a check of policy files found, in the words of the people who keep them. A faulty policy is never an exception
/// and never half loaded: every fault is listed, with the place to correct.
/// </summary>
/// <param name="Severity">How grave it is.</param>
/// <param name="Code">Stable dotted code, e.g. <c>dispatch.uncovered</c>.</param>
/// <param name="File">The policy file, e.g. <c>dispatch-catalog.json</c>.</param>
/// <param name="Path">Where in that file, as a JSON path such as <c>$.rows[12].unit</c>.</param>
/// <param name="Chinese">The sentence for policy staff, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record PolicyFinding(
    FindingSeverity Severity, string Code, string File, string Path, string Chinese, string English)
{
    /// <summary>One line for a terminal or a log: file, path and both sentences.</summary>
    public override string ToString() => $"{File} {Path}: {Chinese} / {English}";
}
