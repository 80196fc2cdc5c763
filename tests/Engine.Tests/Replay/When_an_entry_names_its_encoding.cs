using System.Security.Cryptography;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Tests.Flow;

namespace JieSuJiBan.Engine.Tests.Replay;

/// <summary>How an entry is written and hashed has a number: another way is a further number, and what was written is read as it was.</summary>
public class When_an_entry_names_its_encoding
{
    private static JournalEntry Entry { get; } = Draw.Run(Draw.Chart("chart", [Draw.Activity("Event", "wait", ("eventName", Draw.Text("go")))])).Entries[0];

    [Fact]
    public void number_one_is_canonical_JSON_under_SHA_256()
    {
        Assert.Equal(1, Entry.Encoding.Number);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Entry.ToBytes())), Entry.Hash);
        var read = EntryEncoding.Of(1).Read(Entry.ToBytes());
        Assert.Equal(Entry, read);
        Assert.Equal(Entry.Hash, Convert.ToHexStringLower(read.Encoding.HashOf(read.Content)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    public void a_number_that_nobody_knows_is_refused_in_words(int number)
    {
        Assert.Null(EntryEncoding.Find(number));
        var refusal = Assert.Throws<FormatException>(() => EntryEncoding.Of(number));
        Assert.Contains($"编码编号 {number} ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"Expected a journal entry under encoding 1, but found {number}", refusal.Message, StringComparison.Ordinal);
    }
}
