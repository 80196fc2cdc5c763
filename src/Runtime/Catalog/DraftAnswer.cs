using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Schema;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>What became of an operation on a draft.</summary>
/// <param name="Draft">The draft as it stands now: changed, or as it was where the operation was refused; null where there is none.</param>
/// <param name="Refusal">Why nothing was changed, or null.</param>
/// <param name="Findings">What the checks found, where they were run.</param>
public sealed record DraftAnswer(Draft? Draft, Rejection? Refusal = null, IReadOnlyList<DraftFinding>? Findings = null)
{
    public bool IsDone => Refusal is null;

    /// <summary>The text of the draft, where one was saved: so nobody need read it again.</summary>
    public string? Content { get; init; }
}

/// <summary>What a check of a draft found.</summary>
/// <param name="IsError">It must be corrected before the draft can be sent for review.</param>
/// <param name="Code">Stable dotted code.</param>
/// <param name="NodeId">The activity it belongs to; null for a policy file or the definition as a whole.</param>
/// <param name="Place">Where, for people: the activity's name, or a path in the file; null for the whole.</param>
/// <param name="Chinese">What is wrong and what to do, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Input">The activity's input (Pascal case), or null.</param>
/// <param name="Line">1-based line in the script or file, or null.</param>
/// <param name="Column">1-based column, or null.</param>
public sealed record DraftFinding(
    bool IsError, string Code, string? NodeId, string? Place, string Chinese, string English, string? Input = null, int? Line = null, int? Column = null);
