using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Activities.Policies;

/// <summary>An activity that can be left by ports which the city's policies name.</summary>
internal interface ICityPorts
{
    /// <summary>Its ports in this city.</summary>
    IEnumerable<PortDescriptor> PortsOf(CityPolicy city);
}
