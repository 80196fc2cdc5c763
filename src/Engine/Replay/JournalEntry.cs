using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Replay;

/// <summary>
/// One step in the journal: what came in, what followed, under which definitions and policy, and the hashes that chain it
/// to the entry before and to the state after.
/// </summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">Number of the step, from 1.</param>
/// <param name="PreviousHash">Hash of the entry before; <see cref="Genesis"/> for the first.</param>
/// <param name="Stimulus">What came in.</param>
/// <param name="DefinitionHashes">The definition versions that the step used, in ordinal order.</param>
/// <param name="PolicyHash">The policy snapshot that the step used.</param>
/// <param name="Events">What followed.</param>
/// <param name="StateHash">SHA-256 of the canonical bytes of the state after the step.</param>
public sealed record JournalEntry(
    CaseId CaseId,
    long Sequence,
    string PreviousHash,
    Stimulus Stimulus,
    IReadOnlyList<string> DefinitionHashes,
    string PolicyHash,
    IReadOnlyList<Event> Events,
    string StateHash)
{
    private const int FormatVersion = 1;
    private byte[]? bytes;
    private string? hash;

    /// <summary>A copy remembers no bytes, since a <c>with</c> expression is about to change it.</summary>
    private JournalEntry(JournalEntry other)
    {
        (CaseId, Sequence, PreviousHash, Stimulus) = (other.CaseId, other.Sequence, other.PreviousHash, other.Stimulus);
        (DefinitionHashes, PolicyHash, Events, StateHash, Encoding) = (other.DefinitionHashes, other.PolicyHash, other.Events, other.StateHash, other.Encoding);
    }

    /// <summary>What the first entry of a case names as the one before: 64 zeros.</summary>
    public static string Genesis { get; } = new('0', 64);

    /// <summary>How the entry is written and hashed; of a new one <see cref="EntryEncoding.Current"/>.</summary>
    public EntryEncoding Encoding { get; private init; } = EntryEncoding.Current;

    /// <summary>The hash of its bytes under its encoding, lower-case hexadecimal.</summary>
    public string Hash => hash ??= Convert.ToHexStringLower(Encoding.HashOf(Bytes));

    /// <summary>The bytes under its encoding: what is hashed, chained and stored.</summary>
    public ReadOnlyMemory<byte> Content => Bytes;

    /// <summary>The numbered meaning that the step was decided under.</summary>
    public int Semantics => Stimulus.Semantics;

    private byte[] Bytes => bytes ??= Encoding.ToBytes(this);

    /// <summary>The entry for a decision.</summary>
    /// <param name="previousHash">Hash of the entry before; <see cref="Genesis"/> for the first.</param>
    /// <param name="stimulus">What came in.</param>
    /// <param name="policyHash">The policy snapshot that the step used.</param>
    /// <param name="before">The state before the step, or null for the first.</param>
    /// <param name="decision">What the step decided.</param>
    /// <param name="stateHash">SHA-256 of the canonical bytes of the decision's state, where the caller has it already.</param>
    public static JournalEntry For(string previousHash, Stimulus stimulus, string policyHash, CaseState? before, Decision decision, string? stateHash = null)
    {
        var definitions = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var instance in before?.Instances ?? []) definitions.Add(instance.DefinitionHash);
        foreach (var happened in decision.Events)
        {
            if (happened is WorkflowStarted started) definitions.Add(started.Instance.DefinitionHash);
            else if (happened is InstanceMigrated migrated) definitions.Add(migrated.DefinitionHash);
        }

        return new(
            stimulus.CaseId, decision.State.Sequence, previousHash, decision.Stopped.Count == 0 ? stimulus : stimulus with { Stopped = decision.Stopped }, [.. definitions], policyHash, decision.Events,
            stateHash ?? CaseStateSerializer.Hash(decision.State));
    }

    /// <summary>A copy of <see cref="Content"/>.</summary>
    public byte[] ToBytes() => (byte[])Bytes.Clone();

    /// <summary>The entry of these bytes under <see cref="EntryEncoding.CanonicalJson"/>, as recorded journals outside a database have them.</summary>
    /// <exception cref="FormatException">The bytes are no entry, or of a newer format.</exception>
    public static JournalEntry Parse(ReadOnlyMemory<byte> bytes) => EntryEncoding.CanonicalJson.Read(bytes);

    /// <inheritdoc/>
    public bool Equals(JournalEntry? other) => other is not null && Encoding == other.Encoding && Bytes.AsSpan().SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);

    internal static byte[] WriteJson(JournalEntry entry) => MemberList.ToBytes(entry, Write);

    internal static JournalEntry ReadJson(ReadOnlyMemory<byte> bytes)
    {
        var value = CanonicalJson.Parse(bytes);
        if (value.Number("format") != FormatVersion) throw new FormatException($"Expected journal format {FormatVersion}, but found {value["format"]}: the entry was written by a newer program.");
        return new(
            new(Guid.Parse(value.Text("caseId"))),
            value.Number("sequence"),
            value.Text("previousHash"),
            InputSerializer.StimulusFrom(value["stimulus"]) with { Semantics = SemanticsOf(value) },
            value.Texts("definitionHashes"),
            value.Text("policyHash"),
            [.. value["events"].Items.Select(Event.FromValue)],
            value.Text("stateHash"))
        {
            Encoding = EntryEncoding.CanonicalJson,
        };
    }

    private static int SemanticsOf(Value entry)
    {
        if (!entry.Has("semantics")) return Engine.Semantics.First;
        return entry.Number("semantics") is > Engine.Semantics.First and <= int.MaxValue and var number
            ? (int)number
            : throw new FormatException($"Expected a semantics number above {Engine.Semantics.First}, but found {entry["semantics"]}.");
    }

    private static void Write(MemberList members, JournalEntry entry)
    {
        members.Add("caseId", entry.CaseId.Value);
        members.Add("definitionHashes", entry.DefinitionHashes);
        members.AddList("events", entry.Events, Event.WriteWhole);
        members.Add("format", FormatVersion);
        members.Add("policyHash", entry.PolicyHash);
        members.Add("previousHash", entry.PreviousHash);
        // Entries written before they named a number have none, and their bytes must stay as they are.
        if (entry.Semantics != Engine.Semantics.First) members.Add("semantics", entry.Semantics);
        members.Add("sequence", entry.Sequence);
        members.Add("stateHash", entry.StateHash);
        members.Add("stimulus", entry.Stimulus, InputSerializer.Write);
    }
}
