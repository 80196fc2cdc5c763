using System.Text;
using FsCheck.Xunit;
using JieSuJiBan.Activities.Formats;

namespace JieSuJiBan.Activities.Tests.Intake;

/// <summary>What a file is, its bytes say; a name or a declared type changes nothing.</summary>
public sealed class When_a_file_is_looked_at
{
    [Theory]
    [InlineData("FFD8FFE000104A464946", "image/jpeg")]
    [InlineData("89504E470D0A1A0A0000", "image/png")]
    [InlineData("255044462D312E37", "application/pdf")]
    [InlineData("524946460000000057454250", "image/webp")]
    [InlineData("524946460000000057415645", "audio/wav")]
    [InlineData("0000001866747970686569630000", "image/heic")]
    [InlineData("000000186674797069736F6D0000", "video/mp4")]
    [InlineData("49443303000000", "audio/mpeg")]
    [InlineData("2321414D520A", "audio/amr")]
    [InlineData("504B0304140000", "application/zip")]
    [InlineData("E8AF89E6B182", "text/plain")]
    public void its_kind_is_told_by_its_bytes(string hex, string type) => Assert.Equal(type, ContentSniffer.TypeOf(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("4D5A900003000000")]
    [InlineData("7F454C4602010100")]
    [InlineData("3C68746D6C3E")]
    [InlineData("EFBBBF203C7376673E")]
    [InlineData("23212F62696E2F7368")]
    [InlineData("6100620063")]
    [InlineData("")]
    public void a_program_a_page_or_anything_else_is_none_of_the_known_kinds(string hex) => Assert.Null(ContentSniffer.TypeOf(Convert.FromHexString(hex)));

    [Fact]
    public void a_word_document_is_told_from_any_archive() => Assert.Equal(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ContentSniffer.TypeOf([.. "PK\u0003\u0004"u8, .. "....[Content_Types].xml....word/document.xml"u8]));

    [Fact]
    public void a_long_text_may_be_cut_in_the_middle_of_a_character() =>
        Assert.Equal("text/plain", ContentSniffer.TypeOf(Encoding.UTF8.GetBytes(new string('诉', 3000)).AsSpan(0, ContentSniffer.Needed)));

    [Theory]
    [InlineData("image/png", true)]
    [InlineData("image/jpg", true)]
    [InlineData("video/mp4", true)]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", true)]
    [InlineData(null, false)]
    [InlineData("application/octet-stream", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData("text/csv; charset=utf-8", false)]
    public void a_kind_that_has_a_signature_is_never_text(string? declared, bool isOther) => Assert.Equal(isOther, ContentSniffer.IsOtherThanText(declared));

    [Property(MaxTest = 500)]
    public bool any_bytes_have_a_known_kind_or_none(byte[] bytes) => ContentSniffer.TypeOf(bytes) is not { } type || ContentSniffer.Known.Contains(type);
}
