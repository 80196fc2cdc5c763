using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Registry;

namespace JieSuJiBan.Activities.Tests.Policies;

/// <summary>The Beijing pack as it is published, and copies of it with one thing changed.</summary>
internal static class Pack
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> BeijingFiles = new(ReadBeijing);
    private static readonly Lazy<CityPolicy> BeijingPolicy = new(() =>
        CityPolicies.Load(BeijingFiles.Value) is { Policy: { } policy } ? policy : throw new InvalidOperationException("The Beijing pack does not load."));

    public static CityPolicy Beijing => BeijingPolicy.Value;

    public static IReadOnlyDictionary<string, string> Files => BeijingFiles.Value;

    /// <summary>Loads the pack with a piece of one file replaced; the piece must occur.</summary>
    public static PolicyLoad LoadWith(string file, string piece, string replacement)
    {
        var text = Files[file];
        Assert.Contains(piece, text, StringComparison.Ordinal);
        var at = text.IndexOf(piece, StringComparison.Ordinal);
        return LoadWith(file, text[..at] + replacement + text[(at + piece.Length)..]);
    }

    public static PolicyLoad LoadWith(string file, string text) =>
        CityPolicies.Load(new Dictionary<string, string>(Files, StringComparer.Ordinal) { [file] = text });

    /// <summary>The one finding of that code.</summary>
    public static PolicyFinding Only(this PolicyLoad load, string code) =>
        Assert.Single(load.Findings, finding => finding.Code == code);

    private static Dictionary<string, string> ReadBeijing()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "JieSuJiBan.sln"))) folder = folder.Parent;
        return Directory
            .GetFiles(Path.Combine(folder.FullName, "workflow-definitions", "beijing", "policies"), "*.json")
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
    }
}
