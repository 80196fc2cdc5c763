namespace JieSuJiBan.Workflows.Diff;

/// <summary>Under which heading a change is told.</summary>
public enum ChangeGroup
{
    /// <summary>Ways that a case can take.</summary>
    Paths,
    /// <summary>Activities.</summary>
    Activities,
    /// <summary>What activities are told.</summary>
    Inputs,
    /// <summary>Variables, inputs and outputs of the workflow.</summary>
    Variables,
    /// <summary>Name, description, options.</summary>
    Settings,
    /// <summary>Rows of a policy file.</summary>
    Rows,
    /// <summary>Where things stand in the drawing.</summary>
    Layout,
}

/// <summary>What happened to the thing.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    Added,
    /// <summary>It is gone.</summary>
    Removed,
    /// <summary>It is another.</summary>
    Changed,
}

/// <summary>One difference between two versions, in the words of policy staff.</summary>
/// <param name="Group">Under which heading it is told.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">Id of the activity, or path in the policy file; null for the whole.</param>
/// <param name="Chinese">The sentence, zh-CN.</param>
/// <param name="English">The same in English; names of the city stay as the city writes them.</param>
public sealed record Change(ChangeGroup Group, ChangeKind Kind, string? Subject, string Chinese, string English);
