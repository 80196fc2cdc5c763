using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Vault;

namespace JieSuJiBan.Application.Texts;

/// <summary>
/// Seals what somebody writes about a ticket, before any step sees it. In the words of officials the petitioner is masked first, by what is known of
/// the petitioner of that ticket and of those merged into it: one reading of the vault for a whole form, none where no official wrote anything.
/// </summary>
public sealed class WordSealer(Vault vault, CaseRuntime runtime)
{
    private const int MostMerged = 20;
    private const int MostKnown = 200;

    // What is sealed is gone for good: names and numbers, but not the place or the company that the matter may be about.
    private static readonly string[] Fields = [.. PersonTraces.PersonFields.Except(["address", "company"]), .. PersonTraces.AccusedFields, "title", PersonTraces.Said];

    /// <summary>Seals a form about a ticket.</summary>
    /// <param name="caseId">The case that the words belong to.</param>
    /// <param name="facts">Facts of the ticket that they are about.</param>
    /// <param name="words">What was written, by the declaration of its field.</param>
    /// <param name="ct">Cancels.</param>
    public Task<SealedWords> SealAsync(CaseId caseId, Value facts, IReadOnlyList<TypedWords> words, CancellationToken ct) =>
        SealAsync(caseId, new TicketFacts(facts).SubjectId ?? Vault.NewSubjectId(), facts, words, ct);

    /// <summary>Seals a form about a ticket for somebody else than its petitioner.</summary>
    public async Task<SealedWords> SealAsync(CaseId caseId, string subjectId, Value facts, IReadOnlyList<TypedWords> words, CancellationToken ct)
    {
        if (words.All(word => word.Kind != TextKind.OfficialWords || string.IsNullOrWhiteSpace(word.Text))) return vault.Seal(subjectId, caseId, [.. words.Select(word => word.AsTyped())]);
        var traces = await TracesOfAsync(facts, ct);
        return vault.Seal(subjectId, caseId, [.. words.Select(word => word.Masked(traces))]);
    }

    /// <summary>What is known of the petitioner of a ticket, and of those whose tickets were merged into it.</summary>
    private async Task<PersonTraces> TracesOfAsync(Value facts, CancellationToken ct)
    {
        var all = new List<Value> { facts };
        foreach (var child in new TicketFacts(facts).Links.MergedChildren.Take(MostMerged))
        {
            if (Guid.TryParse(child.CaseId, out var id) && await runtime.StateAsync(new(id), ct) is { } merged) all.Add(merged.Facts);
        }

        var known = all.SelectMany(Known).Take(MostKnown).ToArray();
        var texts = await vault.OpenForProgramAsync([.. known.Select(word => word.Id)], ct);
        return PersonTraces.OfFacts(known.Select(word => (word.Field, texts.GetValueOrDefault(word.Id))));
    }

    private static IEnumerable<(string Field, string Id)> Known(Value facts)
    {
        var ticket = new TicketFacts(facts);
        (string Field, Value Value)[] told =
        [
            .. Fields.Select(field => (field, facts[field])),
            .. ticket.Contacts.All.Select(contact => ("number", contact.Number?.ToValue() ?? Value.Null)),
            .. ticket.Supplements.Texts.Select(text => (PersonTraces.Said, text)),
            .. ticket.Calls.All.Where(call => call.IsToPetitioner != false).Select(call => ("number", call.Number)),
        ];
        foreach (var (field, value) in told)
        {
            if (Sealed.From(value) is { } reference) yield return (field, reference.Id);
        }
    }
}

/// <summary>A text of a form, with what its field declares.</summary>
/// <param name="Purpose">Name of the field.</param>
/// <param name="Kind">Whose words they are.</param>
/// <param name="Text">As it was typed; null: nothing.</param>
/// <param name="IsForPetitioner">True where it goes to the petitioner.</param>
public readonly record struct TypedWords(string Purpose, TextKind Kind, string? Text, bool IsForPetitioner = false)
{
    /// <summary>To be sealed as it was typed.</summary>
    public PlainWords AsTyped() => new(Purpose, Kind, Text);

    /// <summary>To be sealed with the petitioner masked, where an official wrote it.</summary>
    public PlainWords Masked(PersonTraces traces) =>
        Kind == TextKind.OfficialWords && Text is { } typed ? new(Purpose, Kind, traces.MaskWritten(typed, IsForPetitioner)) { Typed = typed } : AsTyped();
}
