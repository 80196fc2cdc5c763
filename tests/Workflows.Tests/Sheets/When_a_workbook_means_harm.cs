using System.Buffers.Binary;
using System.Text;

namespace JieSuJiBan.Workflows.Tests.Sheets;

/// <summary>What a workbook may hold besides cells, and what an adversary puts there: refused in words, and nothing of it is unpacked, fetched or run.</summary>
public sealed class When_a_workbook_means_harm
{
    private const string Row = "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>";

    [Fact]
    public void A_bomb_is_refused_by_its_directory_before_anything_is_unpacked()
    {
        var file = Xlsx.Zip([.. Plain(), ("xl/media/picture.xml", new string(' ', 160 * 1024 * 1024))]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(file, "sheet.tooLarge", "过大");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * 1024 * 1024);
    }

    [Fact]
    public void A_bomb_that_states_too_small_a_size_ends_at_that_size()
    {
        var sheet = $"<worksheet xmlns=\"{Xlsx.Main}\"><sheetData>{Xlsx.Titles}{new string(' ', 100 * 1024 * 1024)}</sheetData></worksheet>";
        var file = Xlsx.Zip(Replaced("xl/worksheets/sheet0.xml", sheet));
        Understate(file, "xl/worksheets/sheet0.xml", 20_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(file, "sheet.broken", "损坏");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024 * 1024);
    }

    [Theory]
    [InlineData("[Content_Types].xml")]
    [InlineData("xl/_rels/workbook.xml.rels")]
    [InlineData("xl/worksheets/_rels/sheet0.xml.rels")]
    public void An_index_that_is_out_of_proportion_is_not_read(string part) =>
        Refused(Xlsx.Zip(Replaced(part, new string(' ', 5 * 1024 * 1024))), "sheet.tooLarge", "过大");

    [Theory]
    [InlineData("[Content_Types].xml")]
    [InlineData("_rels/.rels")]
    [InlineData("xl/workbook.xml")]
    [InlineData("xl/_rels/workbook.xml.rels")]
    [InlineData("xl/styles.xml")]
    [InlineData("xl/sharedStrings.xml")]
    [InlineData("xl/worksheets/sheet0.xml")]
    public void A_document_type_is_refused_in_every_part(string part)
    {
        var content = Plain().Single(one => one.Part == part).Content;
        Refused(Xlsx.Zip(Replaced(part, "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + content)), "sheet.broken", "损坏");
    }

    [Theory]
    [InlineData("[Content_Types].xml", "sheet.unknownKind", "XLSX")]
    [InlineData("_rels/.rels", "sheet.unknownKind", "XLSX")]
    [InlineData("xl/workbook.xml", "sheet.unknownKind", "XLSX")]
    [InlineData("xl/_rels/workbook.xml.rels", "sheet.empty", "没有可读")]
    [InlineData("xl/styles.xml", "sheet.broken", "损坏")]
    [InlineData("xl/sharedStrings.xml", "sheet.broken", "损坏")]
    [InlineData("xl/worksheets/sheet0.xml", "sheet.broken", "损坏")]
    public void A_workbook_that_lacks_a_part_is_refused(string part, string code, string word) =>
        Refused(Xlsx.Zip(Plain().Where(one => one.Part != part)), code, word);

    [Fact]
    public void More_shared_texts_than_a_sheet_can_show_are_refused()
    {
        Refused(Shared(string.Concat(Enumerable.Repeat("<si/>", 2_000_001))), "sheet.tooLarge", "过大");
        Refused(Shared($"<si><t>{new string('a', 300_000)}</t></si>"), "sheet.tooLarge", "过大");
        Refused(Shared($"<si>{string.Concat(Enumerable.Repeat("<r><t>aaaaaaaaaa</t></r>", 30_000))}</si>"), "sheet.tooLarge", "过大");
    }

    [Fact]
    public void A_workbook_with_macros_is_refused_and_told_how_to_lose_them()
    {
        Refused(Xlsx.Zip(Plain().Select(part => (part.Part, part.Content.Replace("openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml", StringComparison.Ordinal)))), "sheet.macros", "宏");
        Refused(Xlsx.Zip([.. Related("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin", "", ("bin", "application/vnd.ms-office.vbaProject")), ("xl/vbaProject.bin", "x")]), "sheet.macros", "宏");
    }

    [Fact]
    public void A_workbook_that_refers_to_other_files_is_refused()
    {
        Refused(Xlsx.Zip([.. Related($"{Xlsx.Office}/externalLink", "link.bin", "", ("bin", "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml")), ("xl/link.bin", "<externalLink/>")]), "sheet.external", "断开链接");
        Refused(Xlsx.Zip(Related($"{Xlsx.Office}/worksheet", "http://127.0.0.1:9/sheet.xml", " TargetMode=\"External\"", null)), "sheet.external", "断开链接");
    }

    [Fact]
    public void Links_in_cells_are_neither_followed_nor_in_the_way()
    {
        const string Links = "<Relationship Id=\"h1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink\" Target=\"{0}\" TargetMode=\"External\"/>";
        string Relations(string target) => "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" + string.Format(System.Globalization.CultureInfo.InvariantCulture, Links, target) + "</Relationships>";
        foreach (var target in new[] { "mailto:a@b.cn", "http://127.0.0.1:9/", "file:///etc/passwd", "http://[not an address" })
        {
            Assert.Null(Xlsx.Read(Xlsx.Zip([.. Plain(), ("xl/worksheets/_rels/sheet0.xml.rels", Relations(target))])).Refusal);
        }
    }

    [Fact]
    public void A_locked_archive_is_refused_as_locked()
    {
        var file = Xlsx.Zip(Plain());
        var entry = Entry(file, "xl/workbook.xml");
        file[entry + 8] |= 1;
        Refused(file, "sheet.locked", "密码");
    }

    [Fact]
    public void The_strict_form_of_the_standard_is_read_as_the_usual_one()
    {
        var file = Xlsx.Zip(Plain().Select(part => (part.Part, part.Content
            .Replace(Xlsx.Main, "http://purl.oclc.org/ooxml/spreadsheetml/main", StringComparison.Ordinal)
            .Replace(Xlsx.Office, "http://purl.oclc.org/ooxml/officeDocument/relationships", StringComparison.Ordinal))));
        Assert.Equal("shared", Assert.Single(Xlsx.Read(file).Lines).Cells[0]);
    }

    private static (string Part, string Content)[] Plain() => Xlsx.Parts(("a", null, Xlsx.Rows(Row)));

    private static IEnumerable<(string Part, string Content)> Replaced(string part, string content) => [.. Plain().Where(one => one.Part != part), (part, content)];

    private static byte[] Shared(string items) => Xlsx.Zip(Replaced("xl/sharedStrings.xml", $"<sst xmlns=\"{Xlsx.Main}\">{items}</sst>"));

    private static IEnumerable<(string Part, string Content)> Related(string type, string target, string mode, (string Extension, string Type)? content) => Plain().Select(part => part.Part switch
    {
        "xl/_rels/workbook.xml.rels" => (part.Part, part.Content.Replace("</Relationships>", $"<Relationship Id=\"more\" Type=\"{type}\" Target=\"{target}\"{mode}/></Relationships>", StringComparison.Ordinal)),
        "[Content_Types].xml" when content is { } kind => (part.Part, part.Content.Replace("</Types>", $"<Default Extension=\"{kind.Extension}\" ContentType=\"{kind.Type}\"/></Types>", StringComparison.Ordinal)),
        _ => part,
    });

    /// <summary>Where the directory of an archive describes a part.</summary>
    private static int Entry(byte[] file, string part)
    {
        var name = Encoding.UTF8.GetBytes(part);
        for (var at = file.AsSpan().IndexOf("PK\u0001\u0002"u8); ; at++)
        {
            if (file.AsSpan(at).StartsWith("PK\u0001\u0002"u8) && file.AsSpan(at + 46).StartsWith(name)) return at;
        }
    }

    private static void Understate(byte[] file, string part, uint size)
    {
        var entry = Entry(file, part);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(entry + 24), size);
        var local = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(entry + 42));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(local + 22), size);
    }

    private static void Refused(byte[] file, string code, string word)
    {
        var reading = Xlsx.Read(file);
        Assert.Equal(code, reading.Refusal?.Code);
        Assert.Contains(word, reading.Refusal!.Chinese, StringComparison.Ordinal);
        Assert.Empty(reading.Lines);
    }
}
