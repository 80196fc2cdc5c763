using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Sql;
using NodaTime;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>Compares a row with what it should be, member by member, and names what differs in words.</summary>
internal sealed class Comparison
{
    private readonly List<(string Chinese, string English)> differing = [];

    public bool Differs => differing.Count > 0;

    public string Chinese => string.Join('、', differing.Select(name => name.Chinese));

    public string English => string.Join(", ", differing.Select(name => name.English));

    /// <summary>The database keeps microseconds.</summary>
    public static bool Same(Instant? one, Instant? other) =>
        one is null || other is null ? one is null && other is null : Math.Abs(one.Value.ToUnixTimeTicks() - other.Value.ToUnixTimeTicks()) < 10;

    /// <summary>Two JSON texts of one meaning: the database keeps neither the order of members nor blanks.</summary>
    public static bool SameJson(string one, string other) => CanonicalJson.Write(CanonicalJson.Parse(one)) == CanonicalJson.Write(CanonicalJson.Parse(other));

    public Comparison Text(string chinese, string english, string? expected, string? actual) => Add(chinese, english, SafeText.For(expected) == actual);

    public Comparison At(string chinese, string english, Instant? expected, Instant? actual) => Add(chinese, english, Same(expected, actual));

    public Comparison Of<T>(string chinese, string english, T expected, T actual) => Add(chinese, english, EqualityComparer<T>.Default.Equals(expected, actual));

    /// <summary>Compares as the type of the value asks.</summary>
    public Comparison Value(string chinese, string english, object? expected, object? actual) => (expected ?? actual) switch
    {
        string => Text(chinese, english, (string?)expected, (string?)actual),
        Instant => At(chinese, english, (Instant?)expected, (Instant?)actual),
        _ => Of(chinese, english, expected, actual),
    };

    public Comparison Add(string chinese, string english, bool isSame)
    {
        if (!isSame) differing.Add((chinese, english));
        return this;
    }
}
