using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;
using JieSuJiBan.Workflows.Policies;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>What sort of content a cell has.</summary>
internal enum XlsxCellKind
{
    Text,
    Number,
    Date,
    Flag,
    Error,
    Formula,
}

/// <summary>A cell of an XLSX; the default one is empty.</summary>
/// <param name="Kind">What sort of content it has.</param>
/// <param name="Content">The content as text; a date as ISO.</param>
internal readonly partial record struct XlsxCell(XlsxCellKind Kind, string? Content)
{
    /// <summary>No longer than a cell can be, each of its characters written as an escape.</summary>
    private const int MaximumLength = SheetForm.LongestCell * 7;

    public string Text => Content ?? "";

    public bool SaysNothing => Kind != XlsxCellKind.Formula && string.IsNullOrEmpty(Content);

    /// <summary>The cell at whose beginning the reader stands; it stands at its end afterwards.</summary>
    public static XlsxCell Read(XlsxBook book, OpenXmlReader xml)
    {
        var (type, style) = (XlsxBook.Attribute(xml, "t"), XlsxBook.Attribute(xml, "s"));
        var (value, text, isFormula) = ("", (string?)null, false);
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            if (!xml.IsStartElement) continue;
            if (xml.ElementType == typeof(CellValue)) value = Bounded(xml.GetText());
            else if (xml.ElementType == typeof(InlineString)) text = RichText(xml);
            else isFormula |= xml.ElementType == typeof(CellFormula);
        }

        if (isFormula) return new(XlsxCellKind.Formula, value);
        return type switch
        {
            "s" => new(XlsxCellKind.Text, book.SharedText(value)),
            "inlineStr" => new(XlsxCellKind.Text, text),
            "str" => new(XlsxCellKind.Text, Unescape(value)),
            "b" => new(XlsxCellKind.Flag, value == "1" ? "是" : "否"),
            "e" => new(XlsxCellKind.Error, value),
            "d" => new(XlsxCellKind.Date, value.Length >= 10 ? value[..10] : value),
            _ => value.Length == 0 ? default : NumberOf(book, value, style),
        };
    }

    /// <summary>
    /// The words of <c>si</c> or <c>is</c>, at whose beginning the reader stands: its text, or that of its runs; not the readings of East Asian words.
    /// The reader stands at its end afterwards.
    /// </summary>
    public static string RichText(OpenXmlReader xml)
    {
        var (text, runs, depth, reading) = ("", (StringBuilder?)null, xml.Depth, int.MaxValue);
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.Depth <= reading) reading = xml.IsStartElement && xml.ElementType == typeof(PhoneticRun) ? xml.Depth : int.MaxValue;
            if (reading != int.MaxValue || !xml.IsStartElement || xml.ElementType != typeof(Text)) continue;
            if (text.Length == 0)
            {
                text = Bounded(xml.GetText());
                continue;
            }

            runs ??= new(text);
            runs.Append(xml.GetText());
            if (runs.Length > MaximumLength) throw SheetLimits.TooLarge();
        }

        return Unescape(runs?.ToString() ?? text);
    }

    /// <summary>What the cell says in a column of the form, and where it cannot be meant so, why.</summary>
    public string TextFor(SheetColumn? column, int place, ref CellFault? fault)
    {
        if (column is null) return Text;
        var at = $"{SheetRows.NameOf(place)} 栏";
        var atInEnglish = $"column {SheetRows.NameOf(place)}";
        fault ??= Kind switch
        {
            XlsxCellKind.Formula => new(column.Name, $"{at}是公式：请改为值（复制后选择性粘贴为数值）", $"Expected a value in {atInEnglish}, but it is a formula: paste it as a value"),
            XlsxCellKind.Error => new(column.Name, $"{at}是错误值 {Text}：请改正", $"There is the error {Text} in {atInEnglish}: correct it"),
            XlsxCellKind.Date when column.Kind != SheetCellKind.Date => new(column.Name, $"{at}成了日期 {Text}：表格软件可能改动了代码，请把该栏设为文本后重新填写", $"There is the date {Text} in {atInEnglish}: the spreadsheet program may have changed a code, format the column as text and enter it again"),
            XlsxCellKind.Number when column.Kind == SheetCellKind.Date => new(column.Name, $"{at}是数字 {Text}，不是日期：请写 2026-01-31 的形式", $"There is the number {Text} in {atInEnglish}, no date: write it like 2026-01-31"),
            XlsxCellKind.Flag when column.Kind != SheetCellKind.Flag => new(column.Name, $"{at}是逻辑值：请改为文本", $"There is a truth value in {atInEnglish}: enter it as text"),
            _ => null,
        };
        return Text;
    }

    private static string Bounded(string text) => text.Length <= MaximumLength ? text : throw SheetLimits.TooLarge();

    private static XlsxCell NumberOf(XlsxBook book, string value, string? style)
    {
        var format = book.FormatOf(style);
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) throw new InvalidDataException($"'{value}' is no number.");
        if (format.IsDate) return new(XlsxCellKind.Date, Day(number, book.CountsFrom1904) is { } day ? LocalDatePattern.Iso.Format(day) + (number % 1 == 0 ? "" : " …") : value);
        // Codes that became numbers: whole ones are written in full, with the zeros that their format shows.
        if (number % 1 == 0 && Math.Abs(number) < 1e15) return new(XlsxCellKind.Number, ((long)number).ToString("D" + format.Zeros.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        return new(XlsxCellKind.Number, value);
    }

    private static LocalDate? Day(double number, bool from1904)
    {
        if (number is < 0 or > 2_958_465) return null;
        var days = (int)Math.Floor(number);
        // The program believes in a 29 February 1900.
        return from1904 ? new LocalDate(1904, 1, 1).PlusDays(days) : new LocalDate(1899, 12, 30).PlusDays(days < 60 ? days + 1 : days);
    }

    private static string Unescape(string text) => text.Contains("_x", StringComparison.Ordinal)
        ? Escaped().Replace(text, match => ((char)int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString())
        : text;

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_")]
    private static partial Regex Escaped();
}
