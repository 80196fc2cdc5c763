using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>A record of a CSV.</summary>
/// <param name="Cells">Its cells; none where there are too many.</param>
/// <param name="OddCell">0-based place of the first cell whose quotes do not pair, -1 where there is none.</param>
/// <param name="HasTooMany">It has more cells than a sheet may have.</param>
internal readonly record struct CsvRecord(string[] Cells, int OddCell, bool HasTooMany);

/// <summary>The records of a CSV text, by CsvHelper, which bounds neither the cells of a record nor minds quotes that stay open at the end.</summary>
internal static class CsvRecords
{
    // Also those inside of quotes count: no row that anybody wrote has as many.
    private const int MostSeparators = 1_000_000;

    public static IEnumerable<CsvRecord> Read(string text, int start, char separator)
    {
        using var watched = new WatchedText(text, start, separator);
        var (strays, odd) = (0, false);
        using var parser = new CsvParser(watched, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Mode = CsvMode.RFC4180,
            Delimiter = separator.ToString(),
            IgnoreBlankLines = false,
            // Quotes inside of a cell that has none around it are meant as they stand.
            BadDataFound = bad => (strays, odd) = (strays + bad.Field.AsSpan().Count('"'), odd || bad.Field.StartsWith('"')),
        });
        while (true)
        {
            (strays, odd, watched.Separators) = (0, false, 0);
            if (!parser.Read()) yield break;
            if (parser.Count > SheetLimits.MaximumColumns || watched.Separators > MostSeparators)
            {
                yield return new([], -1, HasTooMany: true);
                yield break;
            }

            var cells = new string[parser.Count];
            var oddCell = -1;
            for (var place = 0; place < cells.Length; place++)
            {
                cells[place] = parser[place];
                if (odd && oddCell < 0) oddCell = place;
            }

            if (oddCell < 0 && (parser.RawRecord.AsSpan().Count('"') - strays) % 2 != 0) oddCell = cells.Length - 1;
            yield return new(cells, oddCell, HasTooMany: false);
        }
    }

    /// <summary>Counts the separators that were read, and ends the text where there are too many for one record.</summary>
    private sealed class WatchedText(string text, int start, char separator) : TextReader
    {
        private int at = start;

        public int Separators { get; set; }

        public override int Read(char[] buffer, int index, int count)
        {
            var part = text.AsSpan(at, Separators > MostSeparators ? 0 : Math.Min(count, text.Length - at));
            part.CopyTo(buffer.AsSpan(index));
            Separators += part.Count(separator);
            at += part.Length;
            return part.Length;
        }
    }
}
