using System.Security.Cryptography;
using System.Text;
using JieSuJiBan.Activities.Formats;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>
/// Keeps words out of the journal: AES-256-GCM under a key of the person whose words they are, or, where an official wrote them, of the ticket; the
/// key is itself wrapped by the master key. Destroying the keys of a person or of a ticket erases the words everywhere, backups of the tables included
/// once their keys are gone; the commitments in the journal stay and the chain still verifies.
/// </summary>
public sealed class Vault(NpgsqlDataSource dataSource, MasterKeys keys, IClock clock)
{
    private const int SaltLength = 16;
    private const int NonceLength = 12;
    internal const int TagLength = 16;
    internal const string WrapPurpose = "wrap";

    /// <summary>How long a wrapped key is that does not name its master key: it lies under the first.</summary>
    internal const int UnnamedLength = NonceLength + 32 + TagLength;

    /// <summary>
    /// The pseudonym of whoever has that phone number, in whatever form it is written (<see cref="PhoneNumber.Canonical"/>): the same number gives
    /// the same person, and nobody without the master key finds the number from it.
    /// </summary>
    public string SubjectIdFor(string phone) => PhonePseudonym(PhoneNumber.Canonical(phone));

    /// <summary>
    /// All pseudonyms that number may stand under, that of <see cref="SubjectIdFor"/> first: before numbers had one form, each way of writing one
    /// made a person of its own, and those rows keep theirs.
    /// </summary>
    public string[] SubjectIdsFor(string phone) => [SubjectIdFor(phone), .. PhoneNumber.FormerDigits(phone).Select(PhonePseudonym)];

    private string PhonePseudonym(string digits) => "p-" + Convert.ToHexStringLower(HMACSHA256.HashData(keys.Secrets.BlindIndex, Encoding.UTF8.GetBytes(digits)))[..32];

    /// <summary>The pseudonym of whoever has that account on a network channel; as with phone numbers, nobody finds the account from it.</summary>
    public string SubjectIdForAccount(string account) =>
        "a-" + Convert.ToHexStringLower(HMACSHA256.HashData(keys.Secrets.BlindIndex, Encoding.UTF8.GetBytes("account\n" + account.Trim())))[..32];

    /// <summary>A keyed digest: equality without the value, which nobody without the master key can try out.</summary>
    /// <param name="purpose">What for: digests of two purposes never meet.</param>
    /// <param name="text">The text.</param>
    public byte[] DigestOf(string purpose, string text) => HMACSHA256.HashData(keys.Secrets.BlindIndex, Encoding.UTF8.GetBytes($"{purpose}\n{text}"));

    /// <summary>A pseudonym for a person who gave nothing to be recognised by.</summary>
    public static string NewSubjectId() => "n-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The subject of the keys under which what officials wrote about a ticket is sealed: the ticket itself, whoever it is about.</summary>
    /// <param name="caseId">The ticket's case.</param>
    public static string SubjectIdForTicket(CaseId caseId) => "t-" + caseId.Value.ToString("N");

    /// <summary>True for the form that every pseudonym has; by chance its digits may look like a number of a person.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsSubjectId(string text) => text is ['p' or 'a' or 'n' or 't', '-', .. { Length: 32 } digits] && digits.All(char.IsAsciiHexDigitLower);

    /// <summary>Seals words for one case. Nothing is written yet: hand the result to the command.</summary>
    /// <param name="subjectId">Who the petitioner is, see <see cref="SubjectIdFor"/>: the key for the matter and the person.</param>
    /// <param name="caseId">The case they belong to: the key for what officials wrote.</param>
    /// <param name="words">What to seal; what has no text is left out.</param>
    public SealedWords Seal(string subjectId, CaseId caseId, params ReadOnlySpan<PlainWords> words)
    {
        var sealedWords = new SealedWords();
        var at = clock.GetCurrentInstant();
        SealUnder(subjectId, isOfPerson: true, words, at, sealedWords);
        SealUnder(SubjectIdForTicket(caseId), isOfPerson: false, words, at, sealedWords);
        return sealedWords;
    }

    private void SealUnder(string subjectId, bool isOfPerson, ReadOnlySpan<PlainWords> words, Instant at, SealedWords sealedWords)
    {
        Span<byte> personKey = stackalloc byte[32];
        VaultKeyRow? keyRow = null;
        foreach (var word in words)
        {
            if (word.Text is not { } text || word.Kind.IsOfPerson() != isOfPerson) continue;
            if (!word.Kind.IsSealed()) throw new ArgumentException($"'{word.Purpose}' is declared as {word.Kind}, which is not sealed.", nameof(words));
            var purpose = word.Purpose;
            if (keyRow is null)
            {
                RandomNumberGenerator.Fill(personKey);
                var keyId = Guid.CreateVersion7(at.ToDateTimeOffset());
                keyRow = new(keyId, subjectId, Wrap(personKey, keyId, subjectId), at);
                sealedWords.Keys.Add(keyRow);
            }

            var vaultId = Guid.CreateVersion7(at.ToDateTimeOffset());
            var content = Encoding.UTF8.GetBytes(text);
            var salted = new byte[SaltLength + content.Length];
            RandomNumberGenerator.Fill(salted.AsSpan(0, SaltLength));
            content.CopyTo(salted.AsSpan(SaltLength));
            var nonce = RandomNumberGenerator.GetBytes(NonceLength);
            var ciphertext = Encrypt(personKey, nonce, salted, Binding(vaultId, subjectId, purpose));
            sealedWords.Rows.Add(new(vaultId, keyRow.KeyId, subjectId, purpose, nonce, ciphertext, at));
            var reference = new Sealed(vaultId.ToString("D"), Convert.ToHexStringLower(SHA256.HashData(salted)), text.Length, word.Kind);
            sealedWords.Add(purpose, reference, Convert.ToHexStringLower(HMACSHA256.HashData(keys.Secrets.Fingerprint, word.Typed is { } typed ? Encoding.UTF8.GetBytes(typed) : content)));
        }

        CryptographicOperations.ZeroMemory(personKey);
    }

    /// <summary>
    /// Opens words, and writes down who read which for what, before anything is returned. An erased or unknown id reads as null.
    /// </summary>
    /// <param name="ids">Vault ids, as <see cref="Sealed.Id"/> names them.</param>
    /// <param name="actor">Who reads.</param>
    /// <param name="purpose">What for, in a word or two.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="CryptographicException">A row was tampered with, or the master key is not the one it was sealed under.</exception>
    public async Task<IReadOnlyDictionary<string, string?>> OpenAsync(IReadOnlyCollection<string> ids, Actor actor, string purpose, CancellationToken ct = default)
    {
        var texts = ids.Distinct(StringComparer.Ordinal).ToDictionary(id => id, _ => (string?)null, StringComparer.Ordinal);
        var wanted = texts.Keys.Select(id => Guid.TryParse(id, out var known) ? known : Guid.Empty).Where(id => id != Guid.Empty).ToArray();
        if (wanted.Length == 0) return texts;
        await using var command = dataSource.Command(VaultSql.OpenWords).With(wanted).With(clock.GetCurrentInstant()).With(actor.Id).With(purpose);
        await ReadAsync(command, texts, ct);
        return texts;
    }

    /// <summary>The same where the answer is held back until the reading is on record: who read what is added to <paramref name="pending"/>, and nothing is written yet.</summary>
    /// <param name="ids">Vault ids.</param>
    /// <param name="actor">Who reads.</param>
    /// <param name="purpose">What for, in a word or two.</param>
    /// <param name="pending">The readings of the answer; null, or where nobody holds it back: written down at once.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="CryptographicException">A row was tampered with, or the master key is not the one it was sealed under.</exception>
    public async Task<IReadOnlyDictionary<string, string?>> OpenAsync(IReadOnlyCollection<string> ids, Actor actor, string purpose, PendingReadings? pending, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (pending is not { AreHeld: true }) return await OpenAsync(ids, actor, purpose, ct);
        var texts = ids.Distinct(StringComparer.Ordinal).ToDictionary(id => id, _ => (string?)null, StringComparer.Ordinal);
        var wanted = texts.Keys.Select(id => Guid.TryParse(id, out var known) ? known : Guid.Empty).Where(id => id != Guid.Empty).ToArray();
        if (wanted.Length == 0) return texts;
        var at = clock.GetCurrentInstant();
        await using var command = dataSource.Command(VaultSql.ReadWords).With(wanted);
        foreach (var row in await command.RowsAsync<ErasableWordRow>(ct))
        {
            pending.Add(new(at, actor.Id, row.VaultId, purpose));
            if (row.WrappedKey is { } key) texts[row.VaultId.ToString("D")] = Read(new(row.VaultId, row.KeyId, row.SubjectId, row.Purpose, row.Nonce, row.Ciphertext, key));
        }

        return texts;
    }

    /// <summary>Puts readings on record; without effect where there are none.</summary>
    /// <param name="pending">The readings of an answer, which are none any more afterwards.</param>
    /// <param name="ct">Cancels.</param>
    public async Task WriteAsync(PendingReadings pending, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(pending);
        if (pending.IsEmpty) return;
        await using var command = dataSource.Command(VaultSql.WriteReadings)
            .With<Instant[]>([.. pending.All.Select(reading => reading.At)])
            .With<string[]>([.. pending.All.Select(reading => reading.Actor)])
            .With<Guid[]>([.. pending.All.Select(reading => reading.VaultId)])
            .With<string[]>([.. pending.All.Select(reading => reading.Purpose)]);
        await command.ExecuteNonQueryAsync(ct);
        pending.Clear();
    }

    private async Task ReadAsync(NpgsqlCommand command, Dictionary<string, string?> texts, CancellationToken ct)
    {
        foreach (var row in await command.RowsAsync<WordRow>(ct)) texts[row.VaultId.ToString("D")] = Read(row);
    }

    private string Read(WordRow row)
    {
        var personKey = Unwrap(row.WrappedKey, row.KeyId, row.SubjectId);
        var salted = Decrypt(personKey, row.Nonce, row.Ciphertext, Binding(row.VaultId, row.SubjectId, row.Purpose));
        CryptographicOperations.ZeroMemory(personKey);
        return Encoding.UTF8.GetString(salted.AsSpan(SaltLength));
    }

    /// <summary>Opens what cases hold of some kinds of words, for the program's own use as <see cref="OpenForProgramAsync"/> does: of each case those of the first purposes.</summary>
    /// <param name="cases">The cases, each once.</param>
    /// <param name="purposes">What the words were sealed as, what counts most first.</param>
    /// <param name="mostOfCase">So many of each case.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<IReadOnlyList<(Guid CaseId, string Purpose, string Text)>> OpenOfCasesAsync(Guid[] cases, string[] purposes, int mostOfCase, CancellationToken ct)
    {
        await using var command = dataSource.Command(VaultSql.WordsOfCases).With(cases).With(purposes).With(mostOfCase);
        return (await command.RowsAsync<CaseWordRow>(ct)).ConvertAll(row => (row.CaseId, row.Word.Purpose, Read(row.Word)));
    }

    /// <summary>
    /// Opens words for the program's own use, such as masking a name where somebody wrote it: nobody is shown them, so that no reading is written down.
    /// </summary>
    /// <param name="ids">Vault ids.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyDictionary<string, string?>> OpenForProgramAsync(IReadOnlyCollection<string> ids, CancellationToken ct = default)
    {
        var wanted = ids.Select(id => Guid.TryParse(id, out var known) ? known : Guid.Empty).Where(id => id != Guid.Empty).Distinct().ToArray();
        var texts = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (wanted.Length == 0) return texts;
        await using var command = dataSource.Command(VaultSql.WordsForProgram).With(wanted);
        await ReadAsync(command, texts, ct);
        return texts;
    }

    /// <summary>What each of those words was sealed as, e.g. <c>phone</c>; ids that nothing lies under are left out. Opens nothing.</summary>
    public async Task<IReadOnlyDictionary<string, string>> PurposesAsync(IReadOnlyCollection<string> ids, CancellationToken ct = default)
    {
        var purposes = new Dictionary<string, string>(StringComparer.Ordinal);
        var wanted = ids.Select(id => Guid.TryParse(id, out var known) ? known : Guid.Empty).Where(id => id != Guid.Empty).Distinct().ToArray();
        if (wanted.Length == 0) return purposes;
        await using var command = dataSource.Command(VaultSql.Purposes).With(wanted);
        foreach (var (vaultId, purpose) in await command.RowsAsync<PurposeRow>(ct)) purposes[vaultId.ToString("D")] = purpose;
        return purposes;
    }

    /// <summary>
    /// Destroys every key of what officials wrote about a ticket, as its retention ends: the words can never be read again. Not while the ticket
    /// is under way. Returns how many keys were destroyed.
    /// </summary>
    /// <param name="caseId">The ticket's case.</param>
    /// <param name="by">Account id of whoever decided it.</param>
    /// <param name="reason">Why: the rule.</param>
    /// <param name="ct">Cancels.</param>
    public Task<int> EraseTicketAsync(CaseId caseId, string by, string reason, CancellationToken ct = default) => EraseSubjectAsync(SubjectIdForTicket(caseId), by, reason, ct);

    /// <summary>
    /// Destroys every key of that person: the words can never be read again. Not while a ticket of that person is under way. Returns how many
    /// keys were destroyed; who did it and why stands in <c>jsjb.owner_act</c>.
    /// </summary>
    /// <param name="subjectId">Whose words.</param>
    /// <param name="by">Account id of whoever decided it.</param>
    /// <param name="reason">Why: the request, or the rule.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="PostgresException">A ticket of that person is under way (<c>23001</c>).</exception>
    public async Task<int> EraseSubjectAsync(string subjectId, string by, string reason, CancellationToken ct = default)
    {
        await using var command = dataSource.Command(VaultSql.EraseSubject).With(subjectId).With(by).With(reason);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// Wraps a person's key under the master key in use. Under the first it names none, as before there were several: the version before this
    /// one reads it until the first rotation.
    /// </summary>
    internal byte[] Wrap(ReadOnlySpan<byte> personKey, Guid keyId, string subjectId)
    {
        var (active, binding) = (keys.Active, KeyBinding(keyId, subjectId));
        return active.Id == keys.FirstId ? MasterKeys.SealUnder(active.For(WrapPurpose), personKey, binding) : MasterKeys.Protect(active, WrapPurpose, personKey, binding);
    }

    internal byte[] Unwrap(byte[] wrapped, Guid keyId, string subjectId)
    {
        var binding = KeyBinding(keyId, subjectId);
        return wrapped.Length == UnnamedLength ? MasterKeys.Open(keys.Find(keys.FirstId).For(WrapPurpose), wrapped, binding) : keys.Unprotect(WrapPurpose, wrapped, binding);
    }

    /// <summary>The id of the master key that a person's key is wrapped under.</summary>
    internal string? KeyIdOf(byte[] wrapped) => wrapped.Length == UnnamedLength ? keys.FirstId : MasterKeys.KeyIdOf(wrapped);

    internal static byte[] KeyBinding(Guid keyId, string subjectId) => Binding(keyId, subjectId, "key");

    /// <summary>What a ciphertext is tied to: moved to another row, person or purpose it no longer opens.</summary>
    private static byte[] Binding(Guid id, string subjectId, string purpose) => Encoding.UTF8.GetBytes($"{id:N}\n{subjectId}\n{purpose}");

    internal static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> binding)
    {
        var output = new byte[plain.Length + TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plain, output.AsSpan(0, plain.Length), output.AsSpan(plain.Length), binding);
        return output;
    }

    internal static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> binding)
    {
        var plain = new byte[sealedBytes.Length - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(nonce, sealedBytes[..^TagLength], sealedBytes[^TagLength..], plain, binding);
        return plain;
    }

    /// <summary>The columns of <c>Vault/Sql/WordColumns.sql</c>.</summary>
    private sealed record WordRow(Guid VaultId, Guid KeyId, string SubjectId, string Purpose, byte[] Nonce, byte[] Ciphertext, byte[] WrappedKey);

    private sealed record ErasableWordRow(Guid VaultId, Guid KeyId, string SubjectId, string Purpose, byte[] Nonce, byte[] Ciphertext, byte[]? WrappedKey);

    private sealed record CaseWordRow(WordRow Word, Guid CaseId);

    private sealed record PurposeRow(Guid VaultId, string Purpose);
}
