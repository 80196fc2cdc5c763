using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;
using NodaTime;

namespace JieSuJiBan.Activities.ReferenceData;

/// <summary>A span of office time within one day, local to the city: from the start, up to but not including the end.</summary>
/// <param name="From">Opening, local time of day.</param>
/// <param name="To">Closing, local time of day; later than <paramref name="From"/>.</param>
public readonly record struct OfficeInterval(LocalTime From, LocalTime To);

/// <summary>A code with its names, as one row of a small city list.</summary>
/// <param name="Code">Stable code, used by tickets and rules.</param>
/// <param name="Name">Display name, zh-CN.</param>
/// <param name="English">Display name, English.</param>
public sealed record NamedCode(string Code, string Name, string English)
{
    internal static NamedCode Read(PolicyNode node)
    {
        var row = new NamedCode(node.Text("code"), node.Text("name"), node.Text("english"));
        node.Close();
        return row;
    }
}

/// <summary>What a message of the past is taken for where its record does not say (<c>city.json</c>, <c>import</c>).</summary>
/// <param name="Channel">Channel code.</param>
/// <param name="RequestType">Request type code.</param>
/// <param name="ClassCode">Class of the lowest level.</param>
/// <param name="DistrictCode">District, or null: then the class alone must name the unit.</param>
public sealed record ImportDefaults(string Channel, string RequestType, string ClassCode, string? DistrictCode)
{
    internal static ImportDefaults? Read(PolicyNode? node)
    {
        if (node is null) return null;
        var defaults = new ImportDefaults(node.Text("channel"), node.Text("requestType"), node.Text("classCode"), node.TextOrNull("districtCode"));
        node.Close();
        return defaults;
    }
}

/// <summary>What the city calls its service, at the head of every page (<c>city.json</c>, <c>brand</c>).</summary>
/// <param name="Name">The name, zh-CN.</param>
/// <param name="English">The name, English.</param>
/// <param name="Line">The line beside it, zh-CN; empty: none.</param>
/// <param name="LineInEnglish">The same in English.</param>
public sealed record Brand(string Name, string English, string Line, string LineInEnglish)
{
    /// <summary>What holds where the city says nothing.</summary>
    public static Brand Default { get; } = new("接诉即办", "JieSuJiBan", "12345 市民诉求办理", "12345 citizen requests");

    internal static Brand Read(PolicyNode? node)
    {
        if (node is null) return Default;
        var brand = new Brand(node.Text("name"), node.Text("english"), node.TextOrNull("line") ?? "", node.TextOrNull("lineInEnglish") ?? "");
        node.Close();
        return brand;
    }
}

/// <summary>What a city pack says about the city itself (<c>city.json</c>).</summary>
/// <param name="Code">GB/T 2260 code, six digits.</param>
/// <param name="Name">Name, zh-CN.</param>
/// <param name="English">Name, English.</param>
/// <param name="Zone">Time zone in which days, office hours and ticket numbers are reckoned.</param>
/// <param name="OfficeHours">Office time of a working day in order, without overlap; a gap is the lunch break.</param>
/// <param name="TicketNumberTemplate">
/// Text with <c>{city}</c>, <c>{yyyyMMdd}</c> or <c>{yyMMdd}</c>, and <c>{seq}</c>; default <c>{city}{yyyyMMdd}{seq}</c>.
/// </param>
/// <param name="SequenceDigits">How many digits <c>{seq}</c> is padded to; it counts from 1 each local day.</param>
/// <param name="Urgencies">The urgency levels of this city; the first is what a ticket has unless someone says otherwise.</param>
/// <param name="ChildNumberTemplate">Number of a ticket split off another: text with <c>{parent}</c> and <c>{seq}</c>; default <c>{parent}-{seq}</c>.</param>
/// <param name="Import">What a history import falls back on, or null where the city has not said.</param>
public sealed record CityFacts(
    string Code,
    string Name,
    string English,
    DateTimeZone Zone,
    ImmutableArray<OfficeInterval> OfficeHours,
    string TicketNumberTemplate,
    int SequenceDigits,
    ImmutableArray<NamedCode> Urgencies,
    string ChildNumberTemplate = "{parent}-{seq}",
    ImportDefaults? Import = null)
{
    /// <summary>What the city calls its service.</summary>
    public Brand Brand { get; init; } = Brand.Default;

    /// <summary>Names of statuses: of those that definitions bring themselves, and of the product's own where the city calls them otherwise.</summary>
    public ImmutableArray<NamedCode> Statuses { get; init; } = [];

    internal const string File = "city.json";

    /// <summary>The urgency of a ticket about which nothing was said.</summary>
    public string DefaultUrgency => Urgencies[0].Code;

    /// <summary>The ticket number of a ticket accepted at an instant.</summary>
    /// <param name="acceptedAt">The instant of acceptance; its date is taken in <see cref="Zone"/>.</param>
    /// <param name="sequence">The running number of that local day, from 1.</param>
    public string TicketNumber(Instant acceptedAt, long sequence)
    {
        var date = acceptedAt.InZone(Zone).Date;
        var day = $"{date.Year:D4}{date.Month:D2}{date.Day:D2}";
        return TicketNumberTemplate
            .Replace("{city}", Code, StringComparison.Ordinal)
            .Replace("{yyyyMMdd}", day, StringComparison.Ordinal)
            .Replace("{yyMMdd}", day[2..], StringComparison.Ordinal)
            .Replace("{seq}", sequence.ToString("D" + SequenceDigits, System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>The number of a ticket split off another.</summary>
    /// <param name="parent">Number of the ticket it comes from.</param>
    /// <param name="ordinal">Which of the parts, from 1.</param>
    public string ChildNumber(string parent, int ordinal) => ChildNumberTemplate
        .Replace("{parent}", parent, StringComparison.Ordinal)
        .Replace("{seq}", ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    internal static CityFacts Read(PolicyNode root)
    {
        var zoneId = root.Text("timeZone");
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zoneId);
        if (zone is null && zoneId.Length > 0)
        {
            root.Error("city.timeZone", "timeZone", $"没有时区“{zoneId}”，例：Asia/Shanghai", $"Unknown time zone '{zoneId}'; an example is Asia/Shanghai");
        }

        var facts = new CityFacts(
            root.Text("code"),
            root.Text("name"),
            root.Text("english"),
            zone ?? DateTimeZone.Utc,
            ReadOfficeHours(root),
            root.TextOrNull("ticketNumberTemplate") ?? "{city}{yyyyMMdd}{seq}",
            root.WholeOr("sequenceDigits", 6, 1, 12),
            [.. root.Items("urgencies").Select(NamedCode.Read)],
            root.TextOrNull("childNumberTemplate") ?? "{parent}-{seq}",
            ImportDefaults.Read(root.ChildOrNull("import")))
        {
            Brand = Brand.Read(root.ChildOrNull("brand")),
            Statuses = [.. root.ItemsOrEmpty("statuses").Select(NamedCode.Read)],
        };
        Duplicates.Check(root.ItemsOrEmpty("statuses"), facts.Statuses.Select(status => status.Code), "city.status", "状态代码", "Status code");
        CheckTemplate(root, facts.TicketNumberTemplate);
        if (!facts.ChildNumberTemplate.Contains("{parent}", StringComparison.Ordinal) || !facts.ChildNumberTemplate.Contains("{seq}", StringComparison.Ordinal))
        {
            root.Error("city.childNumberTemplate", "childNumberTemplate", "子工单编号模板须含 {parent} 和 {seq}，否则编号会重复", "Expected the template of child numbers to hold {parent} and {seq}, or numbers would repeat");
        }

        Duplicates.Check(root.Items("urgencies"), facts.Urgencies.Select(urgency => urgency.Code), "urgency", "紧急程度代码", "Urgency code");
        if (facts.Urgencies.IsEmpty) root.Error("city.urgencies", "urgencies", "至少要有一个紧急程度", "Expected at least one urgency");
        root.Close();
        return facts;
    }

    private static ImmutableArray<OfficeInterval> ReadOfficeHours(PolicyNode root)
    {
        var hours = ImmutableArray.CreateBuilder<OfficeInterval>();
        foreach (var node in root.Items("officeHours"))
        {
            var interval = new OfficeInterval(node.Time("from"), node.Time("to"));
            if (interval.From >= interval.To || (hours.Count > 0 && interval.From < hours[^1].To))
            {
                node.Error("city.officeHours", null, "办公时间段应按先后排列、互不重叠、开始早于结束",
                    "Expected office hours in order, without overlap, each starting before it ends");
            }

            hours.Add(interval);
            node.Close();
        }

        if (hours.Count == 0) root.Error("city.officeHours", "officeHours", "至少要有一段办公时间", "Expected at least one span of office hours");
        return hours.ToImmutable();
    }

    private static void CheckTemplate(PolicyNode root, string template)
    {
        if (template.Contains("{seq}", StringComparison.Ordinal)
            && (template.Contains("{yyyyMMdd}", StringComparison.Ordinal) || template.Contains("{yyMMdd}", StringComparison.Ordinal))) return;
        root.Error("city.ticketNumberTemplate", "ticketNumberTemplate", "工单编号模板须含 {seq} 和日期 {yyyyMMdd} 或 {yyMMdd}，否则编号会重复",
            "Expected the ticket number template to hold {seq} and {yyyyMMdd} or {yyMMdd}, or numbers would repeat");
    }
}
