using System.Globalization;
using JieSuJiBan.Activities.Dispatch;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>A row of the dispatch catalogue as a sheet says it; an empty text says nothing.</summary>
/// <param name="Line">1-based line of the sheet, for telling people where.</param>
/// <param name="Id">Row id.</param>
/// <param name="Class">Class code, or <c>*</c>.</param>
/// <param name="Area">District or street code, or <c>*</c>.</param>
/// <param name="Unit">Unit code.</param>
/// <param name="Place"><c>District</c> or <c>Street</c>.</param>
/// <param name="Duty">Duty code.</param>
/// <param name="Priority">Whole number from -1000 to 1000; empty is 0.</param>
/// <param name="CoUnits">Helpers, separated by blanks or semicolons.</param>
/// <param name="Note">A word for staff.</param>
public sealed record SheetRow(int Line, string Id, string Class, string Area, string Unit, string Place, string Duty, string Priority, string CoUnits, string Note = "");

/// <summary>A row that cannot be taken.</summary>
/// <param name="Line">1-based line of the sheet.</param>
/// <param name="Id">The id it gives, or empty.</param>
/// <param name="Chinese">What is wrong and what to do, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record BadRow(int Line, string Id, string Chinese, string English);

/// <summary>What taking the good rows of a sheet would do to the catalogue.</summary>
/// <param name="Rows">The rows afterwards: those of the sheet in its order, then rows whose line in the sheet is bad, as they stand now.</param>
/// <param name="Added">Ids that are new.</param>
/// <param name="Changed">Ids that say something else.</param>
/// <param name="Removed">Ids that the sheet does not hold.</param>
/// <param name="Unchanged">How many rows stay as they are.</param>
/// <param name="Bad">Lines that are not taken, in the order of the sheet.</param>
public sealed record SheetComparison(
    IReadOnlyList<Value> Rows, IReadOnlyList<string> Added, IReadOnlyList<string> Changed, IReadOnlyList<string> Removed, int Unchanged, IReadOnlyList<BadRow> Bad)
{
    /// <summary>True where taking it would change anything.</summary>
    public bool IsChange => Added.Count + Changed.Count + Removed.Count > 0;
}

/// <summary>
/// Compares a sheet with the dispatch catalogue, row by row. A row with a bad line is neither changed nor removed: only what is
/// understood is taken. Linear in the number of rows.
/// </summary>
public static class CatalogSheet
{
    /// <summary>The columns of a sheet, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["id", "class", "area", "unit", "place", "duty", "priority", "coUnits", "note"];

    /// <summary>What taking the sheet would do.</summary>
    /// <param name="policy">Says which classes, areas, units and duties there are.</param>
    /// <param name="before">The rows of <c>dispatch-catalog.json</c> as they stand.</param>
    /// <param name="sheet">The lines of the sheet, in order.</param>
    public static SheetComparison Compare(CityPolicy policy, IReadOnlyList<Value> before, IReadOnlyList<SheetRow> sheet)
    {
        var duties = policy.Organisation.Units.SelectMany(unit => unit.Duties).ToHashSet(StringComparer.Ordinal);
        var known = before.Where(row => row["id"].AsString() is not null).DistinctBy(row => row["id"].AsString()).ToDictionary(row => row["id"].AsString()!, StringComparer.Ordinal);
        var (lines, places, bad, held) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<(string, string, int), SheetRow>(), new List<BadRow>(), new HashSet<string>(StringComparer.Ordinal));
        var (rows, added, changed, unchanged) = (new List<Value>(), new List<string>(), new List<string>(), 0);
        foreach (var line in sheet)
        {
            var fault = Fault(policy, duties, line) ?? Twice(line, lines, places);
            if (fault is { } wrong)
            {
                bad.Add(new(line.Line, line.Id, wrong.Chinese, wrong.English));
                if (known.ContainsKey(line.Id)) held.Add(line.Id);
                continue;
            }

            var row = ToValue(line);
            rows.Add(row);
            if (!known.TryGetValue(line.Id, out var old)) added.Add(line.Id);
            else if (FromValue(old) == FromValue(row)) unchanged++;
            else changed.Add(line.Id);
        }

        held.ExceptWith(lines.Keys);
        var removed = known.Keys.Where(id => !lines.ContainsKey(id) && !held.Contains(id)).ToArray();
        rows.AddRange(before.Where(row => row["id"].AsString() is { } id && held.Contains(id)));
        return new(rows, added, changed, removed, unchanged + held.Count, bad);
    }

    /// <summary>A row of the catalogue as a line of a sheet.</summary>
    public static SheetRow FromValue(Value row, int line = 0) => new(
        line,
        row["id"].AsString() ?? "",
        row["class"].AsString() ?? "",
        row["area"].AsString() ?? "",
        row["unit"].AsString() ?? "",
        row["place"].AsString() ?? "",
        row["duty"].AsString() ?? "",
        (row["priority"].AsInt64() ?? 0).ToString(CultureInfo.InvariantCulture),
        string.Join(' ', row["coUnits"].Items.Select(helper => helper.AsString())),
        row["note"].AsString() ?? "");

    /// <summary>A sound line of a sheet as a row of the catalogue.</summary>
    public static Value ToValue(SheetRow line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var members = new List<KeyValuePair<string, Value>> { new("id", Value.Of(line.Id)), new("class", Value.Of(line.Class)), new("area", Value.Of(line.Area)) };
        if (line.Unit.Length > 0) members.Add(new("unit", Value.Of(line.Unit)));
        if (line.Place.Length > 0) members.Add(new("place", Value.Of(line.Place)));
        if (line.Duty.Length > 0) members.Add(new("duty", Value.Of(line.Duty)));
        if (Priority(line) is { } priority and not 0) members.Add(new("priority", Value.Of((long)priority)));
        if (Helpers(line) is { Length: > 0 } helpers) members.Add(new("coUnits", Value.Of(helpers)));
        if (line.Note.Length > 0) members.Add(new("note", Value.Of(line.Note)));
        return Value.Object(members);
    }

    private static string[] Helpers(SheetRow line) => line.CoUnits.Split([' ', ';', '；', '、'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int? Priority(SheetRow line)
    {
        if (line.Priority.Length == 0) return 0;
        return int.TryParse(line.Priority, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is >= -1000 and <= 1000 ? number : null;
    }

    private static (string Chinese, string English)? Fault(CityPolicy policy, HashSet<string> duties, SheetRow line)
    {
        var organisation = policy.Organisation;
        if (line.Id.Length is 0 or > 100) return ("缺少目录行编号（至多 100 字）：请填写 id", "Expected a row id of at most 100 characters: fill in id");
        if (line.Class != DispatchCatalogRow.Any && policy.Classes.Find(line.Class) is null) return ($"问题分类“{line.Class}”不存在：请填分类代码或 *", $"There is no class '{line.Class}': give a class code or *");
        if (line.Area != DispatchCatalogRow.Any && organisation.FindDistrict(line.Area) is null && organisation.FindStreet(line.Area) is null) return ($"区域“{line.Area}”既不是区也不是街道（乡镇）：请填代码或 *", $"The area '{line.Area}' is neither a district nor a street: give its code or *");
        if ((line.Unit.Length > 0 ? 1 : 0) + (line.Place.Length > 0 ? 1 : 0) + (line.Duty.Length > 0 ? 1 : 0) != 1) return ("应在 unit、place、duty 中恰填一项", "Expected exactly one of unit, place and duty: fill in one");
        if (line.Place is not ("" or "District" or "Street")) return ($"place “{line.Place}”不认识：请填 District（区）或 Street（街道）", $"The place '{line.Place}' is unknown: give District or Street");
        if (line.Duty.Length > 0 && !duties.Contains(line.Duty)) return ($"没有单位承担职责“{line.Duty}”：请改职责代码，或先在组织机构中登记", $"No unit holds the duty '{line.Duty}': give another, or enter it with a unit first");
        if (line.Unit.Length > 0 && organisation.Find(line.Unit) is not { MayLead: true })
        {
            return organisation.Find(line.Unit) is null
                ? ($"单位“{line.Unit}”不存在：请填组织机构中的单位代码", $"There is no unit '{line.Unit}': give a code of the organisation")
                : ($"单位“{line.Unit}”是社区（村），不得作为主办单位（条例第十七条）：请改派街道（乡镇）", $"The unit '{line.Unit}' is a community, which may not lead (Art. 17): name its street instead");
        }

        if (Priority(line) is null) return ($"优先级“{line.Priority}”应为 -1000 至 1000 的整数", $"The priority '{line.Priority}' is no whole number from -1000 to 1000");
        foreach (var helper in Helpers(line))
        {
            if (helper.StartsWith("Duty:", StringComparison.Ordinal) ? !duties.Contains(helper[5..]) : organisation.Find(helper) is null) return ($"协办单位“{helper}”不存在：请填单位代码或 Duty:职责代码", $"There is no co-handling unit '{helper}': give a unit code or Duty: and a duty");
        }

        return null;
    }

    /// <summary>The first line with an id, and with a class, area and priority, counts.</summary>
    private static (string Chinese, string English)? Twice(SheetRow line, Dictionary<string, int> lines, Dictionary<(string, string, int), SheetRow> places)
    {
        if (lines.TryGetValue(line.Id, out var first)) return ($"编号“{line.Id}”与第 {first} 行重复：请改编号或删去一行", $"The id '{line.Id}' stands in line {first} too: change it or drop one");
        var place = (line.Class, line.Area, Priority(line) ?? 0);
        if (places.TryGetValue(place, out var other))
        {
            return ($"与第 {other.Line} 行（{other.Id}）的类别、区域和优先级都相同：请改其中一行的优先级", $"Line {other.Line} ({other.Id}) has the same class, area and priority: change one priority");
        }

        lines.Add(line.Id, line.Line);
        places.Add(place, line);
        return null;
    }
}
