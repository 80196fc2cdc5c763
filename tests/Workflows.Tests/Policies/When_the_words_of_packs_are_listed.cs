using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Workflows.Tests.Policies;

/// <summary>The document for those who write packs lists the words that they may use, as the code has them.</summary>
public class When_the_words_of_packs_are_listed
{
    [Fact]
    public void the_document_is_what_the_command_writes()
    {
        var root = Path.Combine(Beijing.Place, "..", "..");
        IReadOnlyDictionary<string, string> Files(string pack) => Directory.GetFiles(Path.Combine(Beijing.Place, "..", pack, "policies"), "*.json").ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
        var document = File.ReadAllText(Path.Combine(root, "docs", "city-pack.md"));

        Assert.True(document == PackWords.Write(document, CityPolicies.Schemas([Files("beijing"), Files("jinan")])), "write it again with 'pack words docs/city-pack.md workflow-definitions/beijing workflow-definitions/jinan'");
        foreach (var word in (string[])["`ticket.replied`", "`feedbackDueAt`", "`PlaceStreet`", "`countFrom`", "onDutyAllDay", "`objectionReview`"]) Assert.Contains(word.Trim('`'), document, StringComparison.Ordinal);
    }
}
