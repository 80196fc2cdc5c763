using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using FsCheck;
using FsCheck.Fluent;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Policies;
using JieSuJiBan.Workflows.Sheets;

namespace JieSuJiBan.Workflows.Tests.Sheets;

/// <summary>Sheets as spreadsheet programs, people and adversaries send them: read in full, or refused with what to do.</summary>
public sealed class When_sheets_are_uploaded
{
    private const string Csv = "id,class,day,share,note\r\n";

    [Fact]
    public void Cells_of_every_sort_become_what_they_say()
    {
        var file = Xlsx.Book(("表一", null, Xlsx.Rows(
            "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" s=\"2\"><v>302</v></c><c r=\"C3\" s=\"1\"><v>46023</v></c><c r=\"D3\"><v>1.2E1</v></c><c r=\"E3\" t=\"s\"><v>1</v></c></row>"
            + "<row><c t=\"inlineStr\"><is><t> A2 </t></is></c><c><v>110105</v></c><c s=\"3\"><v>45658</v></c><c r=\"E4\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> a_x000D_\n_x005F_x000D_</t></is></c></row>")));
        var reading = Xlsx.Read(file);
        Assert.Null(reading.Refusal);
        Assert.Equal("XLSX，工作表“表一”", reading.Source);
        Assert.Equal([3, 4], reading.Lines.Select(line => line.Line));
        Assert.All(reading.Lines, line => Assert.Null(line.Fault));
        Assert.Equal(["shared", "0302", "2026-01-01", "12", "two runs"], reading.Lines[0].Cells);
        Assert.Equal(["A2", "110105", "2025-01-01", "", " a\r\n_x000D_"], reading.Lines[1].Cells);
    }

    [Theory]
    [InlineData("<c r=\"B2\"><f>1+1</f><v>2</v></c>", "class", "公式")]
    [InlineData("<c r=\"B2\" t=\"e\"><v>#N/A</v></c>", "class", "#N/A")]
    [InlineData("<c r=\"B2\" s=\"1\"><v>46023</v></c>", "class", "2026-01-01")]
    [InlineData("<c r=\"B2\" t=\"b\"><v>1</v></c>", "class", "逻辑值")]
    [InlineData("<c r=\"C2\"><v>7</v></c>", "day", "7")]
    [InlineData("<c r=\"H2\" t=\"str\"><v>stray</v></c>", "", "H")]
    public void A_cell_that_cannot_be_meant_spoils_its_row_and_is_named(string cell, string column, string word)
    {
        var reading = Xlsx.Read(Xlsx.Book(("a", null, Xlsx.Rows($"<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c>{cell}</row>"))));
        var fault = Assert.Single(reading.Lines).Fault!;
        Assert.Equal(column, fault.Column);
        Assert.Contains(word, fault.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_sheets_the_one_with_the_columns_is_read_and_the_others_are_named()
    {
        const string Row = "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>";
        const string Other = "<row><c t=\"s\"><v>0</v></c></row></sheetData>";
        var reading = Xlsx.Read(Xlsx.Book(("说明", null, Other), ("目录", null, Xlsx.Rows(Row)), ("旧", "hidden", Xlsx.Rows(Row))));
        Assert.Single(reading.Lines);
        Assert.Equal(2, reading.Ignored.Count);
        Assert.Contains("说明", reading.Ignored[0], StringComparison.Ordinal);

        Refused(Xlsx.Book(("一", null, Xlsx.Rows(Row)), ("二", null, Xlsx.Rows(Row))), "sheet.several", "二");
        Refused(Xlsx.Book(("一", "hidden", Xlsx.Rows(Row)), ("二", null, Other)), "sheet.titles", "二");
        Refused(Xlsx.Book(("一", "veryHidden", Xlsx.Rows(Row))), "sheet.empty", "隐藏");
        Refused(Xlsx.Book(("一", null, Xlsx.Rows(""))), "sheet.noRows", "一");
        Refused(Xlsx.Book(("一", null, Xlsx.Rows(Row, "<mergeCells><mergeCell ref=\"B2:B7\"/></mergeCells>"))), "sheet.merged", "B2:B7");
        Assert.Null((Xlsx.Read(Xlsx.Book(("一", null, Xlsx.Rows(Row, "<mergeCells><mergeCell ref=\"J2:J7\"/></mergeCells>"))))).Refusal);
    }

    [Fact]
    public void What_is_broken_locked_old_or_something_else_is_refused()
    {
        byte[] office = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]];
        Refused(office, "sheet.oldFormat", ".xls");
        Refused([.. office, .. Encoding.Unicode.GetBytes("EncryptedPackage")], "sheet.locked", "密码");
        Refused(Xlsx.Zip([("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]), "sheet.unknownKind", "ODS");
        Refused("<html><table></table></html>"u8.ToArray(), "sheet.unknownKind", "网页");
        Refused([1, 0, 2, 0, 3], "sheet.unknownKind", "CSV");
        Refused(Xlsx.Book(("a", null, Xlsx.Rows("")))[..^200], "sheet.broken", "损坏");
        Refused(Xlsx.Book(("a", null, Xlsx.Rows("<row r=\"2\"><c t=\"s\"><v>99</v></c></row>"))), "sheet.broken", "损坏");
        Refused(Xlsx.Book(("a", null, Xlsx.Rows("<row r=\"1\"/>"))), "sheet.broken", "损坏");
    }

    [Fact]
    public void Nothing_outside_is_fetched_and_no_bomb_goes_off()
    {
        Refused(Xlsx.Book(("a", null, "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><worksheet>&e;</worksheet>")), "sheet.broken", "损坏");
        using var held = new MemoryStream();
        held.Write(Xlsx.Book(("a", null, Xlsx.Rows(""))));
        using (var zip = new ZipArchive(held, ZipArchiveMode.Update, leaveOpen: true))
        {
            zip.GetEntry("xl/worksheets/sheet0.xml")!.Delete();
            using var bomb = zip.CreateEntry("xl/worksheets/sheet0.xml", CompressionLevel.Fastest).Open();
            bomb.Write(Encoding.UTF8.GetBytes($"<worksheet><sheetData>{Xlsx.Titles}"));
            var blanks = new byte[1024 * 1024];
            Array.Fill(blanks, (byte)' ');
            for (var part = 0; part < 140; part++) bomb.Write(blanks);
        }

        Assert.InRange(held.Length, 0, SheetLimits.MaximumBytes);
        Refused(held.ToArray(), "sheet.tooLarge", "过大");
        Refused(new byte[SheetLimits.MaximumBytes + 1], "sheet.tooLarge", "过大");
        Refused(Xlsx.Zip(Enumerable.Range(0, 1001).Select(part => ($"p{part}", ""))), "sheet.tooLarge", "过大");
        Refused(Encoding.UTF8.GetBytes(Csv + string.Concat(Enumerable.Repeat("a\n", SheetLimits.MaximumRows + 1))), "sheet.tooManyRows", "100000");
        Refused(Encoding.UTF8.GetBytes(Csv + new string(',', 300)), "sheet.tooManyColumns", "第 2 行");
    }

    [Fact]
    public void However_a_file_is_damaged_it_is_read_or_refused()
    {
        var file = Xlsx.Book(("表一", null, Xlsx.Rows("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" s=\"1\"><v>46023</v></c></row>")));
        var random = new System.Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            var damaged = file.ToArray();
            for (var hits = random.Next(1, 6); hits > 0; hits--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var reading = Xlsx.Read(damaged);
            Assert.True(reading.Refusal is not null || reading.Lines.Count > 0);
        }
    }

    [Fact]
    public void However_its_parts_are_damaged_it_is_read_or_refused()
    {
        var parts = Xlsx.Parts(("表一", null, Xlsx.Rows("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"C2\" s=\"1\"><v>46023</v></c></row>", "<mergeCells><mergeCell ref=\"J2:J7\"/></mergeCells>")));
        var random = new System.Random(11);
        const string Strange = "<>\"/=&x1:. #%é";
        for (var round = 0; round < 3_000; round++)
        {
            var damaged = parts.ToArray();
            for (var hits = random.Next(1, 4); hits > 0; hits--)
            {
                ref var part = ref damaged[random.Next(damaged.Length)];
                var at = random.Next(part.Content.Length);
                var to = Math.Min(part.Content.Length, at + random.Next(0, random.Next(1, 60)));
                part.Content = part.Content[..at] + (random.Next(2) == 0 ? "" : Strange[random.Next(Strange.Length)].ToString()) + part.Content[to..];
                if (part.Content.Length == 0) part.Content = " ";
            }

            var reading = Xlsx.Read(Xlsx.Zip(damaged));
            Assert.True(reading.Refusal is not null || reading.Lines.Count > 0);
        }
    }

    [Theory]
    [InlineData("utf-8", ",", "UTF-8")]
    [InlineData("utf-8-mark", ";", "UTF-8")]
    [InlineData("utf-16", "\t", "UTF-16")]
    [InlineData("gb18030", ",", "GB18030")]
    [InlineData("gbk", "\t", "GB18030")]
    public void CSV_is_read_as_Chinese_spreadsheet_programs_write_it(string encoding, string separator, string named)
    {
        var text = "id,分类,日期,share,备注\n\"A\",0102-01,,\"5\",\"朝阳区\n“街道”, \"\"好\"\"\"\r\n\r\nB,=\"0302\",2026-01-01,,'=1+1\r\n".Replace(",", separator, StringComparison.Ordinal).Replace($"“街道”{separator}", "“街道”,", StringComparison.Ordinal);
        byte[] bytes = encoding switch
        {
            "utf-8" => Encoding.UTF8.GetBytes(text),
            "utf-8-mark" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            "utf-16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
            _ => CodePagesEncodingProvider.Instance.GetEncoding(encoding)!.GetBytes(text),
        };
        var reading = Xlsx.Read(bytes);
        Assert.Null(reading.Refusal);
        Assert.Contains(named, reading.Source, StringComparison.Ordinal);
        Assert.Equal([2, 4], reading.Lines.Select(line => line.Line));
        Assert.Equal(["A", "0102-01", "", "5", "朝阳区\n“街道”, \"好\""], reading.Lines[0].Cells);
        Assert.Equal(["B", "0302", "2026-01-01", "", "=1+1"], reading.Lines[1].Cells);
    }

    [Fact]
    public void CSV_that_cannot_be_meant_is_refused_and_what_is_not_read_is_said()
    {
        Refused([.. Encoding.UTF8.GetBytes(Csv), 0xFF, 0xFF], "sheet.encoding", "GB18030");
        Refused(Encoding.UTF8.GetBytes(Csv + "A,\"x"), "sheet.quotes", "第 2 行第 2 栏（B）");
        Refused(Encoding.UTF8.GetBytes(Csv + "A,x\r\nB,\"x\"\""), "sheet.quotes", "第 3 行第 2 栏（B）");
        Refused(Encoding.UTF8.GetBytes(Csv + "A,\"x\" y,\r\n"), "sheet.quotes", "第 2 行第 2 栏（B）");
        Refused(Encoding.UTF8.GetBytes("sep=\"\r\n" + Csv + "A"), "sheet.titles", "缺少");
        Refused(Encoding.UTF8.GetBytes("id,编号,class,day,share,note\r\nA"), "sheet.columnTwice", "id");
        var reading = Xlsx.Read(Encoding.UTF8.GetBytes("sep=;\r\nid;class;day;share;note;负责人\r\nA;;;;;王\r\nB;;;;;;多"));
        Assert.Equal("负责人", Assert.Single(reading.Ignored));
        Assert.Equal([3, 4], reading.Lines.Select(line => line.Line));
        Assert.Null(reading.Lines[0].Fault);
        Assert.Contains("G", reading.Lines[1].Fault!.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_within_a_cell_of_a_CSV_stands_for_itself()
    {
        var reading = Xlsx.Read(Encoding.UTF8.GetBytes(Csv + "A,5\" pipe,,,\"a\"\"b\"\r\nB,x\"y,,,\"\""));
        Assert.Null(reading.Refusal);
        Assert.Equal(["A", "5\" pipe", "", "", "a\"b"], reading.Lines[0].Cells);
        Assert.Equal(["B", "x\"y", "", "", ""], reading.Lines[1].Cells);
    }

    [Fact]
    public void A_CSV_of_nothing_but_separators_takes_no_memory_to_refuse()
    {
        var file = Encoding.UTF8.GetBytes(Csv + new string(',', SheetLimits.MaximumBytes - Csv.Length));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(file, "sheet.tooManyColumns", "第 2 行");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300 * 1024 * 1024);
    }

    [Theory]
    [InlineData("sep=;\r")]
    [InlineData("sep=;\n")]
    [InlineData("\"sep=;\"\r\n")]
    public void The_line_that_names_the_separator_ends_as_the_others_do(string line)
    {
        var reading = Xlsx.Read(Encoding.UTF8.GetBytes(line + "id;class;day;share;note" + line.TrimStart('"', 's', 'e', 'p', '=', ';') + "A;;;;"));
        Assert.Null(reading.Refusal);
        Assert.Equal("A", Assert.Single(reading.Lines).Cells[0]);
    }

    [Fact]
    public void Whatever_a_catalogue_says_it_says_the_same_after_a_way_through_XLSX_or_CSV()
    {
        var nasty = Gen.Elements("=", "+", "-", "@", "'", "\"", ",", ";", "\t", "\r", "\n", "\r\n", " ", "　", "＝", "，", "a", "1", "0102-01", "-5", "_x000D_", "汉", "\U00020000", "\u0001", "\uFFFE", "<&>", "sep=", "true");
        var texts = nasty.ListOf().Select(parts => string.Concat(parts.Take(6)));
        var rows = Gen.Zip(texts, Gen.Choose(-1000, 1000)).ListOf().Select(all => all.Take(30).Select((row, index) => Value.Object(
            ("id", Value.Of($"R{index}{row.Item1.Trim()}")), ("class", Value.Of("0102-01")), ("area", Value.Of("110105")), ("place", Value.Of("Street")), ("priority", Value.Of((long)row.Item2)), ("note", Value.Of(row.Item1)))).ToArray());
        Prop.ForAll(rows.ToArbitrary(), list =>
        {
            foreach (var isXlsx in new[] { true, false })
            {
                var reading = Xlsx.Read(SheetFile.Write(CatalogSheet.Form, list, isXlsx), CatalogSheet.Form);
                if (list.Length == 0)
                {
                    Assert.Equal("sheet.noRows", reading.Refusal!.Code);
                    continue;
                }

                Assert.Null(reading.Refusal);
                Assert.Equal(list.Select(row => RowSheet.LineOf(CatalogSheet.Form, row).Cells), reading.Lines.Select(line => line.Cells));
                Assert.Equal(list.Length, list.Zip(reading.Lines).Count(pair => RowSheet.RowOf(CatalogSheet.Form, pair.First, pair.Second).Equals(pair.First)));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_spreadsheet_program_takes_no_cell_of_a_CSV_for_a_formula()
    {
        var text = Encoding.UTF8.GetString(CsvSheet.Write([["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1", "-5", "0102-01", "'=1", "x;=1"]]));
        Assert.Equal("\uFEFF'=1+1,'+1+1,'-2+3,'@SUM(A1),\"'\t=1\",'＝1,-5,0102-01,''=1,\"x;=1\"\r\n", text);
    }

    [Fact]
    public void What_is_written_is_XLSX_by_the_standard_with_a_first_row_that_stays_and_filters()
    {
        using var held = new MemoryStream(SheetFile.Write(CatalogSheet.Form, [Value.Object(("id", Value.Of("=1+1")), ("class", Value.Of("0102-01")), ("note", Value.Of("a\r\nb")))], isXlsx: true));
        using var book = SpreadsheetDocument.Open(held, false);
        Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(book, TestContext.Current.CancellationToken).Select(error => $"{error.Path?.XPath}: {error.Description}"));
        var sheet = book.WorkbookPart!.WorksheetParts.Single().Worksheet;
        Assert.Contains("state=\"frozen\"", sheet.OuterXml, StringComparison.Ordinal);
        Assert.Contains("<x:autoFilter ref=\"A1:I2\"", sheet.OuterXml, StringComparison.Ordinal);
        Assert.DoesNotContain("<x:f>", sheet.OuterXml, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes_at_any_time()
    {
        var bytes = SheetFile.Write(CatalogSheet.Form, [Value.Object(("id", Value.Of("A")), ("class", Value.Of("0102-01")))], isXlsx: true);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.All(zip.Entries, part => Assert.Equal(2000, part.LastWriteTime.Year));
        Assert.Equal(bytes, SheetFile.Write(CatalogSheet.Form, [Value.Object(("id", Value.Of("A")), ("class", Value.Of("0102-01")))], isXlsx: true));
    }

    private static void Refused(byte[] file, string code, string word)
    {
        var reading = Xlsx.Read(file);
        Assert.Equal(code, reading.Refusal?.Code);
        Assert.Contains(word, reading.Refusal!.Chinese, StringComparison.Ordinal);
        Assert.Empty(reading.Lines);
    }
}
