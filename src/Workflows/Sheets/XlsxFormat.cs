using System.Globalization;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>How numbers of a style are shown.</summary>
/// <param name="IsDate">True for days and times.</param>
/// <param name="Zeros">How many digits are shown at least.</param>
internal readonly partial record struct XlsxFormat(bool IsDate, int Zeros)
{
    /// <summary>The formats of cells by the number of their style.</summary>
    public static IReadOnlyList<XlsxFormat> Read(WorkbookStylesPart part)
    {
        var (formats, codes, isCells) = (new List<XlsxFormat>(), new Dictionary<int, string>(), false);
        using var xml = XlsxBook.OpenPart(part);
        while (xml.Read())
        {
            if (xml.ElementType == typeof(CellFormats)) isCells = xml.IsStartElement;
            if (!xml.IsStartElement || !int.TryParse(XlsxBook.Attribute(xml, "numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            if (xml.ElementType == typeof(NumberingFormat)) codes[id] = XlsxBook.Attribute(xml, "formatCode") ?? "";
            else if (isCells && xml.ElementType == typeof(CellFormat)) formats.Add(Of(id, codes.GetValueOrDefault(id)));
        }

        return formats;
    }

    private static XlsxFormat Of(int id, string? code)
    {
        if (code is null) return new(id is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58), 0);
        var bare = Literals().Replace(code, "");
        return new(bare.IndexOfAny(['y', 'm', 'd', 'h', 's', 'Y', 'M', 'D', 'H', 'S', '年', '月', '日']) >= 0, OnlyZeros().IsMatch(bare) ? bare.Length : 0);
    }

    [GeneratedRegex("""
        "[^"]*"|\[[^\]]*\]|\\.|_.|\*.
        """)]
    private static partial Regex Literals();

    [GeneratedRegex("^0{2,15}$")]
    private static partial Regex OnlyZeros();
}
