using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>How numbers of a style are shown.</summary>
/// <param name="IsDate">True for days and times.</param>
/// <param name="Zeros">How many digits are shown at least.</param>
internal readonly record struct XlsxFormat(bool IsDate, int Zeros);

/// <summary>The parts of an XLSX, opened one after another; all that is unpacked counts against one bound.</summary>
internal sealed partial class XlsxBook
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    private readonly ZipArchive zip;
    private readonly List<string> shared = [];
    private readonly List<XlsxFormat> formats = [];
    private long left = SheetLimits.MaximumUnpackedBytes;

    private XlsxBook(ZipArchive zip) => this.zip = zip;

    /// <summary>The sheets of cells in their order: name, part, and whether it is hidden.</summary>
    public List<(string Name, string Part, bool IsHidden)> Sheets { get; } = [];

    /// <summary>True where day 0 is the first of 1904.</summary>
    public bool CountsFrom1904 { get; private set; }

    public static XlsxBook Open(ZipArchive zip)
    {
        if (zip.Entries.Count > SheetLimits.MaximumParts) throw SheetLimits.TooLarge();
        var book = new XlsxBook(zip);
        var main = zip.GetEntry("_rels/.rels") is null ? null : book.Relations("_rels/.rels", "").FirstOrDefault(relation => relation.Type == "officeDocument").Part;
        if (main is null || !main.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || zip.GetEntry(main) is null)
        {
            throw new SheetException("sheet.unknownKind", "这不是 XLSX 文件（可能是 WPS、ODS、XLSB 或压缩包）：请在表格软件中另存为 .xlsx 后再上传。", "This is no XLSX file (it may be ODS, XLSB or an archive): save it as .xlsx in the spreadsheet program and upload that.");
        }

        book.ReadBook(main);
        return book;
    }

    /// <summary>Opens a part for reading.</summary>
    public XmlReader OpenPart(string part)
    {
        var entry = zip.GetEntry(part) ?? throw new InvalidDataException($"The part {part} is missing.");
        return XmlReader.Create(new Counted(this, entry.Open()), Settings);
    }

    /// <summary>The text of the element that the reader stands at; afterwards it stands behind the element. No longer than a cell can be.</summary>
    public string Content(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            xml.Read();
            return "";
        }

        var text = xml.ReadElementContentAsString();
        return text.Length <= SheetForm.LongestCell * 7 ? text : throw SheetLimits.TooLarge();
    }

    /// <summary>The shared text of that number.</summary>
    public string SharedText(string number) => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < shared.Count
        ? shared[index]
        : throw new InvalidDataException($"There is no shared text {number}.");

    /// <summary>The format of a style.</summary>
    public XlsxFormat FormatOf(string? style) => int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < formats.Count ? formats[index] : default;

    private void ReadBook(string main)
    {
        var folder = main.Contains('/', StringComparison.Ordinal) ? main[..(main.LastIndexOf('/') + 1)] : "";
        var relations = Relations($"{folder}_rels/{main[folder.Length..]}.rels", folder);
        var parts = relations.DistinctBy(relation => relation.Id).ToDictionary(relation => relation.Id, StringComparer.Ordinal);
        using (var xml = OpenPart(main))
        {
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element) continue;
                if (xml.LocalName == "workbookPr") CountsFrom1904 = xml.GetAttribute("date1904") is "1" or "true";
                if (xml.LocalName != "sheet") continue;
                var id = AttributeOf(xml, "id");
                if (id is not null && parts.TryGetValue(id, out var part) && part.Type == "worksheet") Sheets.Add((xml.GetAttribute("name") ?? "", part.Part, xml.GetAttribute("state") is "hidden" or "veryHidden"));
            }
        }

        if (relations.FirstOrDefault(relation => relation.Type == "styles").Part is { } styles) ReadFormats(styles);
        if (relations.FirstOrDefault(relation => relation.Type == "sharedStrings").Part is { } texts) ReadShared(texts);
    }

    private List<(string Id, string Type, string Part)> Relations(string part, string folder)
    {
        var relations = new List<(string, string, string)>();
        if (zip.GetEntry(part) is null) return relations;
        using var xml = OpenPart(part);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "Relationship" || xml.GetAttribute("TargetMode") == "External") continue;
            var target = xml.GetAttribute("Target") ?? "";
            relations.Add((xml.GetAttribute("Id") ?? "", (xml.GetAttribute("Type") ?? "").Split('/')[^1], target.StartsWith('/') ? target[1..] : folder + target));
        }

        return relations;
    }

    private void ReadShared(string part)
    {
        if (zip.GetEntry(part) is null) return;
        using var xml = OpenPart(part);
        for (var more = xml.Read(); more;)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "si")
            {
                shared.Add(XlsxCell.RichText(this, xml));
                more = !xml.EOF;
            }
            else
            {
                more = xml.Read();
            }
        }
    }

    private void ReadFormats(string part)
    {
        if (zip.GetEntry(part) is null) return;
        var (codes, isCells) = (new Dictionary<int, string>(), false);
        using var xml = OpenPart(part);
        while (xml.Read())
        {
            if (xml.LocalName == "cellXfs") isCells = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            if (xml.NodeType != XmlNodeType.Element || !int.TryParse(xml.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            if (xml.LocalName == "numFmt") codes[id] = xml.GetAttribute("formatCode") ?? "";
            else if (isCells && xml.LocalName == "xf") formats.Add(Format(id, codes.GetValueOrDefault(id)));
        }
    }

    private static XlsxFormat Format(int id, string? code)
    {
        if (code is null) return new(id is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58), 0);
        var bare = Literals().Replace(code, "");
        return new(bare.IndexOfAny(['y', 'm', 'd', 'h', 's', 'Y', 'M', 'D', 'H', 'S', '年', '月', '日']) >= 0, Zeros().IsMatch(bare) ? bare.Length : 0);
    }

    private static string? AttributeOf(XmlReader xml, string localName)
    {
        string? value = null;
        for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
        {
            if (xml.LocalName == localName && xml.Prefix.Length > 0) value = xml.Value;
        }

        xml.MoveToElement();
        return value;
    }

    [GeneratedRegex("""
        "[^"]*"|\[[^\]]*\]|\\.|_.|\*.
        """)]
    private static partial Regex Literals();

    [GeneratedRegex("^0{2,15}$")]
    private static partial Regex Zeros();

    /// <summary>Counts what is unpacked, and ends it at the bound.</summary>
    private sealed class Counted(XlsxBook book, Stream packed) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = packed.Read(buffer);
            book.left -= read;
            return book.left >= 0 ? read : throw SheetLimits.TooLarge();
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) packed.Dispose();
            base.Dispose(disposing);
        }
    }
}
