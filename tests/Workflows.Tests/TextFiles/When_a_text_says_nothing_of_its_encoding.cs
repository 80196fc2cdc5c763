using System.Text;
using JieSuJiBan.Workflows.TextFiles;

namespace JieSuJiBan.Workflows.Tests.TextFiles;

/// <summary>The whole file decides, by what is likelier to be writing; what is no writing in any encoding is refused.</summary>
public sealed class When_a_text_says_nothing_of_its_encoding
{
    private static readonly Encoding Chinese = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    [Theory]
    [InlineData("夜间 施工 请管一管")]
    [InlineData("一")]
    [InlineData("路灯")]
    [InlineData("联通")]
    [InlineData("小鞋")]
    [InlineData("毛帽")]
    [InlineData("A座一层，3号楼。")]
    [InlineData("编号,单位\r\nA1,望京街道\r\n")]
    [InlineData("id;title\n1;小区门口路灯不亮，请尽快修复\n")]
    [InlineData("电话：010-12345678 转 801；联系人 王某")]
    [InlineData("申请人：龚翾、仝卓；地址：大栅栏、潘家园、双榆树，事由：物业不作为")]
    public void every_encoding_of_a_text_is_told(string text)
    {
        Assert.Equal(("UTF-8", text), Read(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(("UTF-8", text), Read([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)]));
        Assert.Equal(("GB18030", text), Read(Chinese.GetBytes(text)));
        foreach (var wide in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            Assert.Equal(("UTF-16", text), Read([.. wide.GetPreamble(), .. wide.GetBytes(text)]));
            if (text.Length > 2) Assert.Equal(("UTF-16", text), Read(wide.GetBytes(text)));
        }
    }

    [Theory]
    [InlineData("plain words, even in number")]
    [InlineData("Bush hid the facts")]
    [InlineData("Café Müller, Ünal")]
    [InlineData("臺灣")]
    [InlineData("Привет, как дела")]
    [InlineData("路灯不亮😀")]
    [InlineData("温度 25℃，面积 90㎡ ①")]
    public void text_in_UTF_8_stays_what_it_is(string text) => Assert.Equal(("UTF-8", text), Read(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("""{ "name": "é" }""", "UTF-8")]
    [InlineData("""{ "name": "Über", "description": "à la carte" }""", "UTF-8")]
    [InlineData("""{ "name": "路灯" }""", "UTF-8")]
    [InlineData("""{ "name": "路灯" }""", "GB18030")]
    [InlineData("""{ "name": "小鞋毛帽一条" }""", "GB18030")]
    public void JSON_is_UTF_8_unless_it_surely_says_otherwise(string json, string name)
    {
        var file = TextFile.Read((name == "UTF-8" ? Encoding.UTF8 : Chinese).GetBytes(json), isJson: true);

        Assert.Equal((name, json), (file.Form?.Name, file.Text));
    }

    [Fact]
    public void GBK_that_happens_to_be_legal_UTF_8_is_read_as_the_Chinese_that_it_is()
    {
        // Every character that people use of which the two bytes are a letter of UTF-8 too, alone and in pairs.
        var both = Enumerable.Range(0xC2, 0xD7 - 0xC2 + 1).SelectMany(lead => Enumerable.Range(0xA1, 0xBF - 0xA1 + 1).Select(trail => new[] { (byte)lead, (byte)trail })).ToArray();
        var random = new Random(3);
        foreach (var one in both)
        {
            byte[] bytes = [.. one, .. both[random.Next(both.Length)]];
            Assert.Equal(("GB18030", Chinese.GetString(bytes)), Read(bytes));
            Assert.Equal(("GB18030", "," + Chinese.GetString(one)), Read([(byte)',', .. one]));
        }
    }

    [Fact]
    public void a_file_that_is_cut_off_within_a_character_is_refused_and_not_read_as_other_words()
    {
        var whole = Encoding.UTF8.GetBytes("小区门口的三盏路灯已经一周不亮，晚上出行不便。");
        foreach (var missing in new[] { 1, 2 }) Assert.Equal("text.cutOff", TextFile.Read(whole.AsSpan(0, whole.Length - missing)).Refusal?.Code);
        var half = Chinese.GetBytes("小区门口的三盏路灯已经一周不亮，晚上出行不便");
        Assert.Equal("text.cutOff", TextFile.Read(half.AsSpan(0, half.Length - 1)).Refusal?.Code);
    }

    [Fact]
    public void a_row_in_another_encoding_than_the_rest_is_named_and_the_file_is_refused()
    {
        var gbk = Chinese.GetBytes(string.Concat(Enumerable.Repeat("1,朝阳区,路灯不亮请修理\n", 200)));
        byte[] mixed = [.. gbk, .. Encoding.UTF8.GetBytes("2,朝阳区,路灯不亮请修理\n"), .. gbk];
        var read = TextFile.Read(mixed);
        Assert.Null(read.Form);
        Assert.Contains("201", read.Refusal!.Chinese, StringComparison.Ordinal);
        byte[] other = [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("1,朝阳区,路灯不亮请修理\n", 200))), .. Chinese.GetBytes("2,朝阳区,路灯不亮请修理\n")];
        Assert.Null(TextFile.Read(other).Form);
    }

    [Theory]
    [InlineData("big5", "小區門口的路燈已經一週不亮，晚上出行不便，請盡快修復")]
    [InlineData("shift_jis", "こんにちは、道路の街灯が消えています")]
    [InlineData("iso-8859-1", "Où est la forêt enchantée près du château")]
    public void what_is_writing_in_an_encoding_unknown_here_is_refused(string encoding, string text) =>
        Assert.NotNull(TextFile.Read((CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding)).GetBytes(text)).Refusal);

    [Fact]
    public void bytes_of_anything_else_are_no_text()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[random.Next(40, 400)];
            random.NextBytes(bytes);
            Assert.NotNull(TextFile.Read(bytes).Refusal);
        }
    }

    [Fact]
    public void it_does_not_matter_in_which_parts_a_file_comes()
    {
        var bytes = Chinese.GetBytes("编号,单位,事由\r\n" + string.Concat(Enumerable.Repeat("A1,望京街道,小区门口路灯不亮\r\n", 30)));
        foreach (var length in new[] { 1, 2, 3, 5, 7, 64 })
        {
            var probe = new TextProbe();
            for (var at = 0; at < bytes.Length; at += length) probe.Add(bytes.AsSpan(at, Math.Min(length, bytes.Length - at)));
            Assert.Equal("GB18030", probe.End()!.Name);
        }
    }

    [Fact]
    public void it_is_cut_off_also_where_nothing_comes_after_its_last_part()
    {
        foreach (var encoding in new[] { Chinese, Encoding.UTF8, Encoding.Unicode })
        {
            var whole = encoding.GetBytes("小区门口的三盏路灯已经一周不亮，晚上出行不便");
            var probe = new TextProbe();
            probe.Add(whole.AsSpan(0, whole.Length - 1));
            for (var times = 0; times < 3; times++) probe.Add([]);
            Assert.True(probe.End()?.IsCut, encoding.WebName);
        }
    }

    private static (string? Encoding, string Text) Read(byte[] bytes)
    {
        var read = TextFile.Read(bytes);
        return (read.Form?.Name, read.Text);
    }
}
