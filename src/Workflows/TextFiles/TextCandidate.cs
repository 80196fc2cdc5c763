using System.Text;

namespace JieSuJiBan.Workflows.TextFiles;

/// <summary>One way to read the bytes of a file, and how well they read that way.</summary>
internal sealed class TextCandidate
{
    private readonly Decoder decoder;
    private readonly double prior;
    private readonly char[] buffer = new char[4096];
    private Rune before;
    private char half;
    private int strangers;
    private double foreignCost;

    public TextCandidate(string name, string codeName, double prior)
    {
        Name = name;
        this.prior = prior;
        Encoding = EncodingOf(codeName);
        decoder = Encoding.GetDecoder();
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>The encoding; what it does not have reads as <see cref="WrittenChinese.Undecodable"/>.</summary>
    public Encoding Encoding { get; }

    /// <summary>How unlikely the whole is this way.</summary>
    public double Cost { get; private set; }

    /// <summary>Bytes are no text of this encoding, or are NUL.</summary>
    public bool IsOut { get; private set; }

    /// <summary>The last character is not whole.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Control characters besides tab and ends of lines.</summary>
    public int Controls { get; private set; }

    /// <summary>Characters beyond ASCII.</summary>
    public long Foreign { get; private set; }

    /// <summary>The first characters.</summary>
    public StringBuilder Beginning { get; } = new();

    /// <summary>How unlikely it is with everything counted.</summary>
    public double Total => Cost + prior + (IsCut ? 6 : 0);

    /// <summary>Whether it reads like writing.</summary>
    public bool IsPlausible => Foreign == 0 || foreignCost / Foreign <= WrittenChinese.Implausible;

    /// <summary>It is none of the ways to read the file, whatever came of it.</summary>
    public void Drop() => IsOut = true;

    /// <summary>Reads the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        if (IsOut) return;
        // Given nothing, the decoder of GB 18030 forgets the byte that waits for its other half.
        var isDone = bytes.IsEmpty;
        while (!isDone && !IsOut)
        {
            decoder.Convert(bytes, buffer, flush: false, out var used, out var made, out isDone);
            bytes = bytes[used..];
            Take(buffer.AsSpan(0, made));
            isDone &= bytes.IsEmpty;
        }

        if (!isEnd || IsOut) return;
        IsCut = half != default || decoder.GetCharCount([], flush: true) > 0;
    }

    private static Encoding EncodingOf(string name)
    {
        var instead = new DecoderReplacementFallback(WrittenChinese.Undecodable.ToString());
        return (name.StartsWith("GB", StringComparison.Ordinal) ? CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, instead) : null) ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, instead);
    }

    private void Take(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            Rune rune;
            if (half != default)
            {
                if (!Rune.TryCreate(half, letter, out rune))
                {
                    IsOut = true;
                    return;
                }

                half = default;
            }
            else if (char.IsHighSurrogate(letter))
            {
                half = letter;
                continue;
            }
            else if (letter is '\0' or WrittenChinese.Undecodable || !Rune.TryCreate(letter, out rune))
            {
                IsOut = true;
                return;
            }

            if (Beginning.Length < 4096) Beginning.Append(rune.ToString());
            var cost = WrittenChinese.Cost(rune, before, ref strangers);
            Cost += cost;
            if (Rune.IsControl(rune) && rune.Value is not ('\t' or '\n' or '\r')) Controls++;
            if (!rune.IsAscii)
            {
                Foreign++;
                foreignCost += cost;
            }

            before = rune;
        }
    }
}
