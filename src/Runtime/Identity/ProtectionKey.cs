namespace JieSuJiBan.Runtime.Identity;

/// <summary>A key that protects cookies and tokens, shared by all nodes on one database.</summary>
public sealed class ProtectionKey
{
    /// <summary>Its name in the key ring.</summary>
    public required string Name { get; init; }

    /// <summary>The key as ASP.NET Core's key ring writes it; its secret is encrypted under the master key.</summary>
    public required string Xml { get; init; }
}
