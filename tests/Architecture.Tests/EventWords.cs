using System.Text.RegularExpressions;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Inbox;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>Whatever activities record of a ticket is told in words, never by its name in code.</summary>
public sealed partial class EventWords
{
    public static TheoryData<string> Kinds =>
    [
        .. Directory.EnumerateFiles(Path.Combine(House.Root, "src", "Activities"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Call().Matches(File.ReadAllText(file)))
            .SelectMany(call => Kind().Matches(call.Value))
            .Select(kind => kind.Groups[1].Value)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void The_kinds_are_found() => Assert.True(Kinds.Count > 100);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_recorded_is_told_in_Chinese_and_in_English(string kind)
    {
        Assert.NotEqual(kind, HistoryTexts.Of(kind, Value.EmptyObject, null));
        foreach (var texts in (string[])["Texts.resx", "Texts.en.resx"]) Assert.Contains($"\"event.{kind}\"", House.Read("src", "Host", "Ui", texts), StringComparison.Ordinal);
    }

    /// <summary>A call that records, up to the first fact that it sets.</summary>
    [GeneratedRegex("""\bRecord\w*\((?:(?!,\s*\(\s*[a-z"]|,\s*Value\b|,\s*\[|\)\s*;)[\s\S]){0,400}""")]
    private static partial Regex Call();

    /// <summary>A whole kind; one that is put together of two parts is followed by a plus.</summary>
    [GeneratedRegex("""\"([A-Z][A-Za-z]+)\"(?!\s*\+)""")]
    private static partial Regex Kind();
}
