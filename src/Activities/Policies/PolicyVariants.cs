using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Policies;

/// <summary>Policies derived from a city's files by a declared change: their hash differs, so the journal shows which was used.</summary>
public static class PolicyVariants
{
    private static readonly string Feedback = LimitStep.Feedback.ToString();

    /// <summary>
    /// The same files with one feedback limit for all tickets: so many natural days from acceptance, to the exact time.
    /// For the import of history that was worked under another rule.
    /// </summary>
    /// <param name="files">JSON text by file name, as for <see cref="CityPolicy.Load"/>.</param>
    /// <param name="naturalDays">The limit in natural days; outside 1 to 3660 loading gives a finding.</param>
    /// <exception cref="System.Text.Json.JsonException">The limit table is no JSON; load the files first to see findings.</exception>
    public static IReadOnlyDictionary<string, string> WithFeedbackLimit(IReadOnlyDictionary<string, string> files, int naturalDays)
    {
        var table = CanonicalJson.Parse(files[TimeLimitReader.File]);
        var limit = Value.Object(
            ("id", Value.Of("TL-FB-HISTORY")),
            ("step", Value.Of(Feedback)),
            ("amount", Value.Of(naturalDays)),
            ("unit", Value.Of(LimitUnit.NaturalDay.ToString())),
            ("start", Value.Of(LimitStart.Acceptance.ToString())),
            ("warnings", Value.Of([Value.Object(("elapsedPercent", Value.Of(80)))])),
            ("basis", Value.Object(("kind", Value.Of(BasisKind.Default.ToString())), ("source", Value.Of("历史数据导入时指定")))));
        var others = table["limits"].Items.Where(row => row["step"].AsString() != Feedback);
        return new Dictionary<string, string>(files, StringComparer.Ordinal)
        {
            [TimeLimitReader.File] = CanonicalJson.Write(table.With("limits", Value.Of(others.Append(limit)))),
        };
    }
}
