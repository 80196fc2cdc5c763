using System.Security.Cryptography;

namespace JieSuJiBan.Engine.Replay;

/// <summary>
/// How the bytes of a journal entry are written, read and hashed, under a number that is stored beside them. A number never changes its
/// meaning: another way of writing or hashing is a further number, new entries name it, and those before are read as they were written.
/// </summary>
public sealed class EntryEncoding
{
    private static readonly Dictionary<int, EntryEncoding> ByNumber = [];

    private readonly Func<JournalEntry, byte[]> write;
    private readonly Func<ReadOnlyMemory<byte>, JournalEntry> read;
    private readonly Func<ReadOnlyMemory<byte>, byte[]> hash;

    private EntryEncoding(int number, string name, Func<JournalEntry, byte[]> write, Func<ReadOnlyMemory<byte>, JournalEntry> read, Func<ReadOnlyMemory<byte>, byte[]> hash)
    {
        (Number, Name, this.write, this.read, this.hash) = (number, name, write, read, hash);
        ByNumber.Add(number, this);
    }

    /// <summary>Number 1, that of all entries so far: canonical JSON (RFC 8785), <c>format</c> 1, hashed with SHA-256.</summary>
    public static EntryEncoding CanonicalJson { get; } = new(1, "RFC 8785 JSON, SHA-256", JournalEntry.WriteJson, JournalEntry.ReadJson, bytes => SHA256.HashData(bytes.Span));

    /// <summary>The encoding of new entries.</summary>
    public static EntryEncoding Current => CanonicalJson;

    /// <summary>The number that is stored beside the entry.</summary>
    public int Number { get; }

    /// <summary>The standards it follows.</summary>
    public string Name { get; }

    /// <summary>The encoding of that number; null where this program does not know it.</summary>
    public static EntryEncoding? Find(int number) => ByNumber.GetValueOrDefault(number);

    /// <summary>The encoding of that number.</summary>
    /// <exception cref="FormatException">This program does not know it.</exception>
    public static EntryEncoding Of(int number) => Find(number) ?? throw new FormatException(
        $"历史记录的编码编号 {number} 不为本程序所知：请用写入它的版本或更新的程序读取。 / Expected a journal entry under encoding {string.Join(", ", ByNumber.Keys.Order())}, but found {number}: read it with the program that wrote it, or a later one.");

    /// <summary>The bytes of an entry.</summary>
    public byte[] ToBytes(JournalEntry entry) => write(entry);

    /// <summary>The entry of these bytes.</summary>
    /// <exception cref="FormatException">The bytes are no entry under this encoding.</exception>
    public JournalEntry Read(ReadOnlyMemory<byte> bytes) => read(bytes);

    /// <summary>The hash of these bytes, 32 bytes long.</summary>
    public byte[] HashOf(ReadOnlyMemory<byte> bytes) => hash(bytes);

    /// <summary>Number and name.</summary>
    public override string ToString() => $"{Number} ({Name})";
}
