
namespace JieSuJiBan.Web.Http;

/// <summary>Query members that a page, its parts or its links use besides those it is supplied with.</summary>
/// <param name="names">Their names.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class TakesAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names => names;

    /// <summary>What their values are read as: text, or an enumeration, a UUID, true and false.</summary>
    public Type Of { get; set; } = typeof(string);
}
