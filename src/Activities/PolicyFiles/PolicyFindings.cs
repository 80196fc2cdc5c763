using System.Collections.Immutable;

namespace JieSuJiBan.Activities.PolicyFiles;

/// <summary>Collects findings while policy files are read and compared.</summary>
internal sealed class PolicyFindings
{
    private readonly ImmutableArray<PolicyFinding>.Builder findings = ImmutableArray.CreateBuilder<PolicyFinding>();
    private readonly HashSet<string> faultyFiles = new(StringComparer.Ordinal);

    /// <summary>True where none of these files has an error so far, so that comparing them makes sense.</summary>
    public bool AreClean(params ReadOnlySpan<string> files)
    {
        foreach (var file in files)
        {
            if (faultyFiles.Contains(file)) return false;
        }

        return true;
    }

    /// <summary>True where no file has an error.</summary>
    public bool IsUsable => faultyFiles.Count == 0;

    /// <summary>True where a name or a text is wrong: nothing new is published so, but what was published before this was checked is still read.</summary>
    public bool HasMistakes { get; private set; }

    /// <summary>A name that does not exist, or a text with a field that nothing fills.</summary>
    public void Mistake(string code, string file, string path, string chinese, string english)
    {
        findings.Add(new(FindingSeverity.Error, code, file, path, chinese, english));
        HasMistakes = true;
    }

    public void Error(string code, string file, string path, string chinese, string english) =>
        Add(new(FindingSeverity.Error, code, file, path, chinese, english));

    public void Warning(string code, string file, string path, string chinese, string english) =>
        Add(new(FindingSeverity.Warning, code, file, path, chinese, english));

    public void Note(string code, string file, string path, string chinese, string english) =>
        Add(new(FindingSeverity.Note, code, file, path, chinese, english));

    /// <summary>The gravest first; among equals in the order they were found.</summary>
    public ImmutableArray<PolicyFinding> ToImmutable() => [.. findings.OrderByDescending(finding => finding.Severity)];

    private void Add(PolicyFinding finding)
    {
        findings.Add(finding);
        if (finding.Severity == FindingSeverity.Error) faultyFiles.Add(finding.File);
    }
}
