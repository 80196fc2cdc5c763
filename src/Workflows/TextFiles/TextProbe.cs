using System.Text;

namespace JieSuJiBan.Workflows.TextFiles;

/// <summary>How a file is to be read.</summary>
/// <param name="Name">Name of the encoding, for people.</param>
/// <param name="Encoding">The encoding.</param>
/// <param name="MarkLength">Bytes of the mark at its beginning.</param>
/// <param name="IsCut">Its last character is not whole: the file was cut off.</param>
/// <param name="Controls">Control characters besides tab and ends of lines.</param>
/// <param name="Beginning">Its first characters.</param>
public sealed record TextForm(string Name, Encoding Encoding, int MarkLength, bool IsCut, int Controls, string Beginning);

/// <summary>
/// Finds the encoding of a text file that says nothing of it: UTF-8, GB 18030 (GBK), UTF-16 of both orders, with a mark or without. The whole file
/// decides, as it comes by, and never a row or a part of it: each encoding reads along, and that in which the whole is the likeliest writing wins.
/// What is no writing in any is refused, and so is a file of which single lines are written otherwise than the rest.
/// </summary>
/// <param name="isJson">
/// The file is to be JSON, which is UTF-8 wherever programs write it: one accented letter must not make it GB 18030, where several characters may.
/// </param>
public sealed class TextProbe(bool isJson = false)
{
    private const int LongestLine = 4096;

    // Lines that may be UTF-8, kept to be looked at in the end; one that is for sure is among the first.
    private const int MostKept = 16;

    // By how much a line must be likelier as UTF-8 to be taken for it: two characters or more.
    private const double Sure = 8;

    private readonly byte[] head = new byte[4];
    private readonly TextCandidate[] candidates = [new("UTF-8", "utf-8", 0), new("GB18030", "GB18030", isJson ? 8 : 0.5), new("UTF-16", "utf-16", 4), new("UTF-16", "utf-16BE", 4)];
    private readonly List<byte> lineSoFar = [];
    private readonly List<(long Line, byte[] Bytes)> utf8Lines = [];
    private long utf8LineCount;
    private long otherLineCount;
    private long firstOther;
    private TextCandidate? marked;
    private int headLength;
    private int markLength;
    private long line = 1;
    private bool isAscii = true;

    /// <summary>A line that is in another encoding than the rest, from 1; 0 where there is none.</summary>
    public long OddLine { get; private set; }

    /// <summary>Takes the next bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (headLength < head.Length)
        {
            var first = Math.Min(head.Length - headLength, bytes.Length);
            bytes[..first].CopyTo(head.AsSpan(headLength));
            headLength += first;
            bytes = bytes[first..];
            if (headLength < head.Length) return;
            Begin();
        }

        Feed(bytes, isEnd: false);
    }

    /// <summary>How the file is to be read; null where it is no text that can be told.</summary>
    public TextForm? End()
    {
        if (headLength < head.Length) Begin();
        Feed([], isEnd: true);
        if (marked is not null) return marked.IsOut ? null : Form(marked);
        EndLine();
        var best = candidates.Where(one => !one.IsOut).OrderBy(one => one.Total).FirstOrDefault();
        // UTF-8 has a grammar of its own that other bytes hardly ever keep: whatever it says, it says. Others must read like writing.
        if (best == candidates[0]) return Form(best);
        if (otherLineCount > 0 && utf8Lines.FirstOrDefault(one => IsSurelyUtf8(one.Bytes)) is { Line: > 0 } sure && (best is not { IsPlausible: true } || best == candidates[1]))
        {
            OddLine = utf8LineCount <= otherLineCount ? sure.Line : firstOther;
            return null;
        }

        return best is { IsPlausible: true } ? Form(best) : null;
    }

    private TextForm Form(TextCandidate best) => new(best.Name, best.Encoding, markLength, best.IsCut, best.Controls, best.Beginning.ToString());

    private void Begin()
    {
        var start = head.AsSpan(0, headLength);
        (marked, markLength) = start switch
        {
            [0xFF, 0xFE, 0, 0] => (null, 0),
            [0xEF, 0xBB, 0xBF, ..] => (candidates[0], 3),
            [0xFF, 0xFE, ..] => (candidates[2], 2),
            [0xFE, 0xFF, ..] => (candidates[3], 2),
            _ => (null, 0),
        };
        Feed(start[markLength..], isEnd: false);
        headLength = head.Length;
    }

    private void Feed(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        if (marked is not null)
        {
            marked.Add(bytes, isEnd);
            return;
        }

        // Letters of ASCII in pairs look like Chinese in UTF-16: a file of nothing else is never that, unless zeros say so.
        isAscii &= bytes.IndexOfAnyExceptInRange((byte)1, (byte)0x7F) < 0;
        foreach (var candidate in candidates) candidate.Add(bytes, isEnd);
        if (isEnd && isAscii) foreach (var other in candidates.AsSpan(1)) other.Drop();
        Lines(bytes);
    }

    private void Lines(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Keep(bytes[..end]);
            EndLine();
            bytes = bytes[(end + 1)..];
        }

        Keep(bytes);
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (lineSoFar.Count < LongestLine) lineSoFar.AddRange(part[..Math.Min(part.Length, LongestLine - lineSoFar.Count)]);
    }

    private void EndLine()
    {
        var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(lineSoFar);
        if (bytes.Length < LongestLine && bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) >= 0)
        {
            if (System.Text.Unicode.Utf8.IsValid(bytes))
            {
                utf8LineCount++;
                if (utf8Lines.Count < MostKept) utf8Lines.Add((line, bytes.ToArray()));
            }
            else if (otherLineCount++ == 0)
            {
                firstOther = line;
            }
        }

        lineSoFar.Clear();
        line++;
    }

    private static bool IsSurelyUtf8(byte[] bytes)
    {
        var (asUtf8, asChinese) = (new TextCandidate("UTF-8", "utf-8", 0), new TextCandidate("GB18030", "GB18030", 0));
        asUtf8.Add(bytes, isEnd: true);
        asChinese.Add(bytes, isEnd: true);
        return !asUtf8.IsOut && asUtf8.Foreign > 1 && (asChinese.IsOut || asChinese.Total - asUtf8.Total > Sure);
    }
}
