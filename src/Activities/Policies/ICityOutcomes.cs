using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Activities.Policies;

/// <summary>An activity that can be left by ports which the city's policies name.</summary>
internal interface ICityOutcomes
{
    /// <summary>Its ports in this city.</summary>
    IEnumerable<OutcomeDescriptor> PortsOf(CityPolicy city);
}
