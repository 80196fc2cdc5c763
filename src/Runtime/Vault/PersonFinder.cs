using JieSuJiBan.Activities.Reading;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>Finds what the vault knows of the petitioner of a ticket, so that it can be covered in what was written about it. Nobody is shown it, so it is logged as nobody's reading.</summary>
public sealed class PersonFinder(Vault vault)
{
    // Numbers that were called are the petitioner's too; there may be many of them.
    private static readonly string[] Purposes = [.. PersonTraces.PersonFields, .. PersonTraces.AccusedFields, "contactNumber", "number"];

    // Of each case, so that the many words of one leave nobody else's in clear.
    private const int MostOfCase = 200;

    /// <summary>The traces to look for, by case; a case of which nothing is known is not among them.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyDictionary<Guid, PersonTraces>> OfAsync(IReadOnlyCollection<Guid> cases, CancellationToken ct)
    {
        if (cases.Count == 0) return new Dictionary<Guid, PersonTraces>();
        var words = await vault.OpenOfCasesAsync([.. cases.Distinct()], Purposes, MostOfCase, ct);
        return words.GroupBy(word => word.CaseId).ToDictionary(of => of.Key, of => PersonTraces.OfFacts(of.Select(word => (word.Purpose, (string?)word.Text))));
    }
}
