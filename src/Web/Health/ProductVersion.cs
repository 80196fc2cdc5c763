using System.Reflection;

namespace JieSuJiBan.Web.Health;

/// <summary>The version of this build, as <c>Directory.Build.props</c> states it.</summary>
internal static class ProductVersion
{
    /// <summary>With the commit it was built from, such as <c>0.1.0+6a3f…</c>; without a commit where the sources were no git checkout.</summary>
    public static string Full { get; } = typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>The number alone, such as <c>0.1.0</c>: what anybody may know who reaches the service.</summary>
    public static string Number { get; } = Full.Split('+')[0];
}
