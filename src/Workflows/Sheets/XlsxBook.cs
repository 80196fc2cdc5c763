using System.Globalization;
using System.IO.Packaging;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>A sheet of cells.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Part">Its part.</param>
/// <param name="IsHidden">True where people do not see it.</param>
internal readonly record struct XlsxSheet(string Name, WorksheetPart Part, bool IsHidden);

/// <summary>
/// An XLSX, its parts read one after another by the Open XML SDK and never as a tree, which takes many times the memory of the file. The SDK
/// bounds nothing by itself: <see cref="XlsxBounds"/> goes before it.
/// </summary>
internal sealed class XlsxBook : IDisposable
{
    private readonly Package package;
    private readonly SpreadsheetDocument document;
    private readonly List<string> shared = [];
    private IReadOnlyList<XlsxFormat> formats = [];

    private XlsxBook(Package package, SpreadsheetDocument document) => (this.package, this.document) = (package, document);

    /// <summary>The sheets of cells in their order.</summary>
    public List<XlsxSheet> Sheets { get; } = [];

    /// <summary>True where day 0 is the first of 1904.</summary>
    public bool CountsFrom1904 { get; private set; }

    /// <summary>Opens a file. It is opened as a package: from a stream the SDK would copy it to a temporary file.</summary>
    public static XlsxBook Open(Stream file)
    {
        XlsxBounds.Check(file);
        Package? package = null;
        try
        {
            package = Package.Open(file, FileMode.Open, FileAccess.Read);
            XlsxKind.Check(package);
            var book = new XlsxBook(package, SpreadsheetDocument.Open(package));
            book.ReadBook(book.document.WorkbookPart ?? throw XlsxKind.Unknown());
            return book;
        }
        catch (Exception broken)
        {
            ((IDisposable?)package)?.Dispose();
            // What the SDK throws where a part is missing, has another type than its relation, or is related by what is no address.
            if (broken is OpenXmlPackageException or FormatException or InvalidOperationException or ArgumentException) throw new InvalidDataException("The parts do not fit together.", broken);
            throw;
        }
    }

    public void Dispose()
    {
        document.Dispose();
        ((IDisposable)package).Dispose();
    }

    /// <summary>Opens a part for reading; blanks count, as they do in a text without <c>xml:space</c>.</summary>
    public static OpenXmlReader OpenPart(OpenXmlPart part) => OpenXmlReader.Create(part, readMiscNodes: false, ignoreWhitespace: false);

    /// <summary>The value of an attribute without a namespace, or null.</summary>
    public static string? Attribute(OpenXmlReader xml, string name)
    {
        foreach (var attribute in xml.Attributes)
        {
            if (attribute.LocalName == name && attribute.NamespaceUri.Length == 0) return attribute.Value;
        }

        return null;
    }

    /// <summary>The shared text of that number.</summary>
    public string SharedText(string number) => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < shared.Count
        ? shared[index]
        : throw new InvalidDataException($"There is no shared text {number}.");

    /// <summary>The format of a style.</summary>
    public XlsxFormat FormatOf(string? style) => int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < formats.Count ? formats[index] : default;

    private void ReadBook(WorkbookPart book)
    {
        XlsxKind.Check(book);
        using (var xml = OpenPart(book))
        {
            while (xml.Read())
            {
                if (!xml.IsStartElement) continue;
                if (xml.ElementType == typeof(WorkbookProperties)) CountsFrom1904 = Attribute(xml, "date1904") is "1" or "true";
                if (xml.ElementType != typeof(Sheet)) continue;
                var id = xml.Attributes.FirstOrDefault(attribute => attribute.LocalName == "id" && attribute.NamespaceUri.Length > 0).Value;
                if (id is not null && book.TryGetPartById(id, out var part) && part is WorksheetPart cells) Sheets.Add(new(Attribute(xml, "name") ?? "", cells, Attribute(xml, "state") is "hidden" or "veryHidden"));
            }
        }

        if (book.WorkbookStylesPart is { } styles) formats = XlsxFormat.Read(styles);
        if (book.SharedStringTablePart is { } texts) ReadShared(texts);
    }

    private void ReadShared(SharedStringTablePart part)
    {
        using var xml = OpenPart(part);
        while (xml.Read())
        {
            if (!xml.IsStartElement || xml.ElementType != typeof(SharedStringItem)) continue;
            if (shared.Count == SheetLimits.MaximumSharedTexts) throw SheetLimits.TooLarge();
            shared.Add(XlsxCell.RichText(xml));
        }
    }
}
