using System.Collections.Immutable;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Policies;

/// <summary>Where a catalogue row sends a ticket.</summary>
public abstract record DispatchTarget;

/// <summary>Always to one unit.</summary>
/// <param name="UnitCode">The unit.</param>
public sealed record UnitTarget(string UnitCode) : DispatchTarget;

/// <summary>To the subdistrict or township in which the matter lies; not usable while that is unknown.</summary>
public sealed record StreetOfPlaceTarget : DispatchTarget;

/// <summary>To the district in which the matter lies.</summary>
public sealed record DistrictOfPlaceTarget : DispatchTarget;

/// <summary>To the unit that holds a duty in the district in which the matter lies.</summary>
/// <param name="Duty">Duty code of <see cref="HandlingUnit.Duties"/>.</param>
public sealed record DutyTarget(string Duty) : DispatchTarget;

/// <summary>One row of the dispatch catalogue (派单目录, Beijing regulation Art. 11).</summary>
/// <param name="Id">Stable row id, named in every explanation.</param>
/// <param name="Class">Class code of any level, or <c>*</c>: that class and all under it.</param>
/// <param name="Area">District or street code, or <c>*</c> for the whole city.</param>
/// <param name="Target">Where it sends the ticket.</param>
/// <param name="Priority">Which of two rows for the same class and area comes first: the higher. Default 0.</param>
public sealed record DispatchCatalogRow(string Id, string Class, string Area, DispatchTarget Target, int Priority)
{
    /// <summary>Where further units that must help are found (协办单位, Art. 14): unit codes, or <c>Duty:</c> and a duty of the district. Empty: none.</summary>
    public ImmutableArray<string> CoUnits { get; init; } = [];

    /// <summary>Stands for every class or the whole city.</summary>
    public const string Any = "*";
}
