namespace JieSuJiBan.Engine.Definitions;

/// <summary>How much a <see cref="Finding"/> matters.</summary>
public enum Severity
{
    /// <summary>The definition runs; somebody should look.</summary>
    Warning,
    /// <summary>The definition must not be published: it would end in an incident.</summary>
    Error,
}

/// <summary>Something wrong in a definition, in words that name the place and the correction.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Code">Stable dotted code, e.g. <c>connection.unknownPort</c>.</param>
/// <param name="Chinese">The sentence for policy administrators, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="ActivityId">The activity it is about, or null for the definition as a whole.</param>
/// <param name="ActivityName">What the designer shows for that activity, or null.</param>
/// <param name="Input">The activity's input (Pascal case), or null.</param>
/// <param name="Line">1-based line in the script or file, or null.</param>
/// <param name="Column">1-based column in the script or file, or null.</param>
public sealed record Finding(
    Severity Severity,
    string Code,
    string Chinese,
    string English,
    string? ActivityId = null,
    string? ActivityName = null,
    string? Input = null,
    int? Line = null,
    int? Column = null);

/// <summary>What reading a definition gave.</summary>
/// <param name="Definition">The definition, or null where the text is no definition at all: then the findings say why.</param>
/// <param name="Findings">What is wrong with it; empty for a sound file.</param>
public sealed record DefinitionReading(WorkflowDefinition? Definition, IReadOnlyList<Finding> Findings)
{
    /// <summary>Why the text must not be taken in as a definition, or null. One that was taken before is still read.</summary>
    public Finding? Refusal => Definition is null ? Findings[0] : Findings.FirstOrDefault(finding => finding.Code == ForeignFiles.PascalCase);
}
