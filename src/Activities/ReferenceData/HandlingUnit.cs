using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;
using NodaTime;

namespace JieSuJiBan.Activities.ReferenceData;

/// <summary>What a unit is in the city's organisation.</summary>
public enum UnitKind
{
    /// <summary>The body that runs the hotline (市民热线服务工作机构).</summary>
    HotlineCenter,
    /// <summary>A district government, in practice its coordinating centre (区级分中心).</summary>
    District,
    /// <summary>A subdistrict or area office (街道办事处、地区办事处).</summary>
    Subdistrict,
    /// <summary>A town or township government (镇、乡人民政府).</summary>
    Township,
    /// <summary>A municipal or district department.</summary>
    Department,
    /// <summary>Water, power, gas, heat, bus, metro and the like (Beijing regulation Arts. 18–19); which of them are on duty day and night, the city says.</summary>
    PublicServiceEnterprise,
    /// <summary>A residents' or villagers' committee: it assists, and never leads (Art. 17).</summary>
    Community,
}

/// <summary>A unit that tickets can be sent to (承办单位).</summary>
/// <param name="Code">Stable code; streets and townships carry the nine-digit code of the statistics office.</param>
/// <param name="Name">Display name, zh-CN.</param>
/// <param name="PlaceName">The place it governs, zh-CN, e.g. <c>密云区</c>; its own name where it governs none.</param>
/// <param name="Kind">What it is.</param>
/// <param name="ParentCode">The unit above it, or null for the top of the city.</param>
/// <param name="DistrictCode">The district it lies in or belongs to, or null for units of the whole city.</param>
/// <param name="Duties">Duty codes it holds within its district or the city, e.g. <c>housing</c>; the catalogue may dispatch by duty.</param>
/// <param name="IsOnDutyAllDay">True where it works round the clock, so that limits in office time do not apply.</param>
public sealed record HandlingUnit(
    string Code,
    string Name,
    string PlaceName,
    UnitKind Kind,
    string? ParentCode,
    string? DistrictCode,
    ImmutableArray<string> Duties,
    bool IsOnDutyAllDay)
{
    /// <summary>True for the units that govern a place: subdistricts and townships.</summary>
    public bool IsStreet => Kind is UnitKind.Subdistrict or UnitKind.Township;

    /// <summary>The local day from which it is no longer there (撤销), or null: tickets it has stay with it, none is sent to it any more.</summary>
    public LocalDate? ClosedOn { get; init; }

    /// <summary>True where it is no longer there on that local day.</summary>
    public bool IsClosedOn(LocalDate day) => ClosedOn <= day;

    /// <summary>False for communities: Art. 17 forbids to make them the main handler.</summary>
    public bool MayLead => Kind != UnitKind.Community;

    internal static HandlingUnit Read(PolicyNode node, ImmutableArray<UnitKind> allDayKinds)
    {
        var kind = node.Choice<UnitKind>("kind");
        var code = node.Text("code");
        var name = node.Text("name");
        var unit = new HandlingUnit(
            code,
            name,
            node.TextOrNull("place") ?? name,
            kind,
            node.TextOrNull("parent"),
            node.TextOrNull("district") ?? (kind == UnitKind.District ? code : null),
            node.Texts("duties"),
            node.FlagOr("onDutyAllDay", allDayKinds.Contains(kind)))
        {
            ClosedOn = node.DateOrNull("closedOn"),
        };
        node.Close();
        return unit;
    }
}
