using JieSuJiBan.Runtime.Schema;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>Finds whose words a text took over from drafts that were never published: they are its authors, whoever copied them.</summary>
internal static class TakenWords
{
    /// <summary>Texts of one writer that are looked through, the newest: however much others save, it pushes none of them out.</summary>
    private const int MostTexts = 40;

    private const int MostWriters = 50;

    /// <summary>So long at least is looked back, whatever was published in between.</summary>
    private static readonly Duration LookedBack = Duration.FromDays(90);

    /// <summary>The writers whose words the text holds, besides those already known.</summary>
    /// <param name="context">The database.</param>
    /// <param name="kind">Definition or policy file.</param>
    /// <param name="name">Its name.</param>
    /// <param name="draftId">The draft itself, of which only texts kept aside are looked at; null where the text is no draft.</param>
    /// <param name="before">The text in force, or null.</param>
    /// <param name="result">The text.</param>
    /// <param name="known">Authors already known.</param>
    /// <param name="since">When the text in force was published.</param>
    /// <param name="now">Now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<string>> WritersAsync(
        JsjbDbContext context, DraftKind kind, string name, Guid? draftId, string? before, string result, IReadOnlyList<string> known, Instant since, Instant now, CancellationToken ct)
    {
        var earliest = Instant.Min(since, now - LookedBack);
        var beside = from text in context.DraftRevisions.AsNoTracking()
                     join of in context.Drafts on text.DraftId equals of.DraftId
                     where (text.DraftId == draftId && !text.Accepted)
                         || (of.DraftId != draftId && of.Kind == kind && of.Name == name && of.State != DraftState.Published && text.SavedAt >= earliest)
                     select text;
        var writers = await beside.Where(text => !known.Contains(text.SavedBy)).Select(text => text.SavedBy).Distinct().OrderBy(writer => writer).Take(MostWriters).ToListAsync(ct);
        var found = new List<string>();
        foreach (var writer in writers)
        {
            var texts = await beside.Where(text => text.SavedBy == writer).OrderByDescending(text => text.RevisionId).Select(text => text.Content).Take(MostTexts).ToListAsync(ct);
            if (texts.Any(text => DraftWords.TakesOver(kind, before, text, result))) found.Add(writer);
        }

        return found;
    }
}
