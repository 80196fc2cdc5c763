using JieSuJiBan.Engine.Inputs;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>
/// Words sealed at the door: references for the stimulus, and the encrypted rows that the step's own commit writes. If the step is refused
/// the rows never exist.
/// </summary>
public sealed class SealedWords
{
    private readonly Dictionary<string, Sealed> references = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> fingerprints = new(StringComparer.Ordinal);

    /// <summary>The reference for each purpose.</summary>
    public IReadOnlyDictionary<string, Sealed> References => references;

    /// <summary>The reference for that purpose, or null where no words were given for it.</summary>
    public Sealed? this[string purpose] => references.GetValueOrDefault(purpose);

    internal List<VaultKeyRow> Keys { get; } = [];

    internal List<VaultRow> Rows { get; } = [];

    /// <summary>Both together; purposes of <paramref name="other"/> win.</summary>
    public SealedWords And(SealedWords other)
    {
        var both = new SealedWords();
        foreach (var words in new[] { this, other })
        {
            both.Keys.AddRange(words.Keys);
            both.Rows.AddRange(words.Rows);
            foreach (var (purpose, reference) in words.references) both.references[purpose] = reference;
            foreach (var (id, fingerprint) in words.fingerprints) both.fingerprints[id] = fingerprint;
        }

        return both;
    }

    internal void Add(string purpose, Sealed reference, string fingerprint)
    {
        references[purpose] = reference;
        fingerprints[reference.Id] = fingerprint;
    }

    /// <summary>
    /// A keyed digest of the sealed text, the same for the same text: what tells a repeated request from another one under the same
    /// command id, since references and salts differ each time.
    /// </summary>
    internal string? FingerprintOf(string vaultId) => fingerprints.GetValueOrDefault(vaultId);
}
