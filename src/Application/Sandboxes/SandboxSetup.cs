using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Catalog;
using NodaTime;

namespace JieSuJiBan.Application.Sandboxes;

/// <summary>How a trial began: all that is needed to walk the same way again, whatever was published since.</summary>
/// <param name="Title">What is tried.</param>
/// <param name="Root">Hash of the definition that the ticket runs on.</param>
/// <param name="Tried">Text of the definition on trial.</param>
/// <param name="Others">The other definitions: hash, since when and until when they are in force.</param>
/// <param name="Policy">Hash of the published policy.</param>
/// <param name="File">A policy file on trial that takes its place in it, or null.</param>
/// <param name="Content">Its text.</param>
/// <param name="At">What the virtual clock shows first.</param>
/// <param name="Arguments">What the ticket begins with; words of persons are stand-ins.</param>
/// <param name="Semantics">The meaning that it runs under.</param>
public sealed record SandboxSetup(
    string Title, string Root, string Tried, IReadOnlyList<(string Hash, Instant From, Instant? Until)> Others, string Policy, string? File, string? Content, Instant At, Value Arguments, int Semantics)
{
    public string Write() => CanonicalJson.Write(Value.Object(
        ("title", Value.Of(Title)),
        ("root", Value.Of(Root)),
        ("tried", Value.Of(Tried)),
        ("others", Value.Of(Others.Select(other => Value.Object(("hash", Value.Of(other.Hash)), ("from", Value.Of(other.From)), ("until", Value.Of(other.Until)))))),
        ("policy", Value.Of(Policy)),
        ("file", Value.Of(File)),
        ("content", Value.Of(Content)),
        ("at", Value.Of(At)),
        ("arguments", Arguments),
        ("semantics", Value.Of(Semantics))));

    public static SandboxSetup Read(string text)
    {
        var kept = CanonicalJson.Parse(text);
        return new(
            kept["title"].AsString()!,
            kept["root"].AsString()!,
            kept["tried"].AsString()!,
            [.. kept["others"].Items.Select(other => (other["hash"].AsString()!, other["from"].AsInstant()!.Value, other["until"].AsInstant()))],
            kept["policy"].AsString()!,
            kept["file"].AsString(),
            kept["content"].AsString(),
            kept["at"].AsInstant()!.Value,
            kept["arguments"],
            (int)kept["semantics"].AsInt64()!.Value);
    }

    /// <summary>The definitions it runs among; null where this node does not know one of them.</summary>
    public DefinitionSet? DefinitionsOf(PublishedStore catalog)
    {
        if (WorkflowDefinition.Read(Tried).Definition is not { } tried) return null;
        var all = new List<PublishedDefinition> { new(tried, Instant.MinValue) };
        foreach (var (hash, from, until) in Others)
        {
            if (catalog.Definitions.ByHash(hash) is not { } definition) return null;
            all.Add(new(definition, from, until));
        }

        return DefinitionSet.Of(all);
    }

    /// <summary>The policy by which it decides; null where it cannot be read any more.</summary>
    public async Task<CityPolicy?> PolicyOfAsync(PublishedStore catalog, CancellationToken ct)
    {
        if (File is null) return catalog.PolicyByHash(Policy);
        return await catalog.PolicyFilesAsync(Policy, ct) is { } files ? CityPolicies.Load(new Dictionary<string, string>(files, StringComparer.Ordinal) { [File] = Content! }).Policy : null;
    }
}

/// <summary>Something done in a trial.</summary>
public abstract record SandboxAct
{
    /// <summary>The virtual clock goes on by that much.</summary>
    public sealed record Advance(Duration By) : SandboxAct;

    /// <summary>The virtual clock goes on to the next timer.</summary>
    public sealed record Next : SandboxAct;

    /// <summary>A task is completed; words of persons are stand-ins.</summary>
    public sealed record Complete(string TaskId, string? Outcome, Value Result, Actor By) : SandboxAct;

    public string Write() => CanonicalJson.Write(this switch
    {
        Advance act => Value.Object(("seconds", Value.Of((long)act.By.TotalSeconds))),
        Complete act => Value.Object(
            ("task", Value.Of(act.TaskId)), ("outcome", Value.Of(act.Outcome)), ("result", act.Result), ("by", Value.Of(act.By.Id)), ("unit", Value.Of(act.By.UnitCode)), ("roles", Value.Of(act.By.Roles))),
        _ => Value.EmptyObject,
    });

    public static SandboxAct Read(string text)
    {
        var kept = CanonicalJson.Parse(text);
        if (kept["seconds"].AsInt64() is { } seconds) return new Advance(Duration.FromSeconds(seconds));
        return kept["task"].AsString() is { } task
            ? new Complete(task, kept["outcome"].AsString(), kept["result"], new(kept["by"].AsString()!, kept["unit"].AsString(), [.. kept["roles"].Items.Select(role => role.AsString()!)]))
            : new Next();
    }
}
