using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Vault;
using Microsoft.Extensions.Caching.Memory;
using NodaTime;

namespace JieSuJiBan.Application.Tickets;

/// <summary>A ticket that may be about the same matter, and why it is offered.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Number">Number.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="ClassCode">Class.</param>
/// <param name="AcceptedAt">Accepted when (UTC).</param>
/// <param name="IsSamePerson">Of the same petitioner.</param>
/// <param name="SimilarityPercent">Likeness of the texts, 0–100.</param>
/// <param name="Reason">Why it is offered, zh-CN.</param>
/// <param name="ReasonEn">The same in English.</param>
public sealed record SimilarTicket(
    Guid CaseId, string Number, string Status, string? ClassCode, Instant AcceptedAt, bool IsSamePerson, int SimilarityPercent, string Reason, string ReasonEn);

/// <summary>
/// Offers repeated requests with reasons (国办函〔2025〕66号: merge duplicates). At most thirty candidates, found by index,
/// are opened from the vault and compared.
/// <para>
/// Why the words themselves, and not a fingerprint stored at intake: a fingerprint good enough to compare texts with is a
/// copy of what a person said that outlives the erasure of the person's key and can be guessed at by whoever holds its key.
/// Sixty short rows are opened in a few milliseconds, the likeness is exact, tickets taken in before are compared too, and
/// an erased ticket simply no longer matches. Each opening is logged; results, which hold no words, are remembered for ten
/// minutes so that looking at a page again opens nothing.
/// </para>
/// </summary>
public sealed class SimilarTickets(SimilarReader reader, PublishedStore catalog, Vault vault, IClock clock) : IDisposable
{
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 2000 });

    private static MemoryCacheEntryOptions Remembered => new() { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(10) };

    /// <summary>The tickets like that one, the most alike first.</summary>
    public async Task<IReadOnlyList<SimilarTicket>> OfAsync(TicketDetail ticket, Actor actor, CancellationToken ct, PendingReadings? pending = null)
    {
        if (known.TryGetValue((ticket.Row.CaseId, ticket.Sequence), out IReadOnlyList<SimilarTicket>? before)) return before!;
        var policy = catalog.Policy;
        var rules = policy.Intake.Repeat;
        var now = clock.GetCurrentInstant();
        var row = ticket.Row;
        var candidates = await reader.FindAsync(
            row.CaseId, await SubjectsOfAsync(ticket, actor, pending, ct), row.ClassCode, row.DistrictCode, row.StreetCode, row.AcceptedAt - Duration.FromDays(rules.Days), rules.Candidates, ct);
        var found = candidates.Count == 0 ? [] : await CompareAsync(ticket, candidates, rules.SimilarityPercent, policy, now, actor, pending, ct);
        known.Set((row.CaseId, ticket.Sequence), found, Remembered);
        return found;
    }

    public void Dispose() => known.Dispose();

    /// <summary>The petitioner's pseudonym, and those of the other ways in which the phone number may have been written.</summary>
    private async Task<string[]> SubjectsOfAsync(TicketDetail ticket, Actor actor, PendingReadings? pending, CancellationToken ct)
    {
        string[] own = new TicketFacts(ticket.Facts).SubjectId is { } subject ? [subject] : [];
        if (new TicketFacts(ticket.Facts).Phone?.Id is not { } id) return own;
        // Pseudonyms are no words: they are remembered as what was found is.
        if (known.TryGetValue(id, out string[]? before)) return [.. own.Union(before!)];
        var phone = (await vault.OpenAsync([id], actor, "compare", pending, ct)).GetValueOrDefault(id);
        if (phone is null) return own;
        var subjects = vault.SubjectIdsFor(phone);
        known.Set(id, subjects, Remembered);
        return [.. own.Union(subjects)];
    }

    private async Task<IReadOnlyList<SimilarTicket>> CompareAsync(
        TicketDetail ticket, IReadOnlyList<SimilarCandidate> candidates, int least, CityPolicy policy, Instant now, Actor actor, PendingReadings? pending, CancellationToken ct)
    {
        var (title, body) = (new TicketFacts(ticket.Facts).Title?.Id, new TicketFacts(ticket.Facts).Body?.Id);
        string[] ids = [.. new[] { title, body }.Concat(candidates.SelectMany(candidate => new[] { candidate.TitleVault, candidate.BodyVault })).OfType<string>()];
        var words = await vault.OpenAsync(ids, actor, "compare", pending, ct);
        string TextOf(string? titleId, string? bodyId) => $"{Of(titleId)}\n{Of(bodyId)}";
        string? Of(string? id) => id is null ? null : words.GetValueOrDefault(id);
        var own = TextOf(title, body);
        return
        [
            .. candidates
                .Select(candidate => (candidate, Percent: TextSimilarity.Percent(own, TextOf(candidate.TitleVault, candidate.BodyVault))))
                .Where(pair => pair.Percent >= least)
                .OrderByDescending(pair => pair.Percent).ThenByDescending(pair => pair.candidate.Row.AcceptedAt)
                .Select(pair => Told(pair.candidate, pair.Percent, ticket.Row, policy, now)),
        ];
    }

    private static SimilarTicket Told(SimilarCandidate candidate, int percent, TicketRow own, CityPolicy policy, Instant now)
    {
        var row = candidate.Row;
        var (chinese, english) = (new List<string>(), new List<string>());
        void Say(bool isSo, string zh, string en)
        {
            if (!isSo) return;
            chinese.Add(zh);
            english.Add(en);
        }

        var isSameStreet = own.StreetCode is not null && row.StreetCode == own.StreetCode;
        Say(candidate.IsSamePerson, "同一诉求人", "same petitioner");
        Say(isSameStreet, "同一街道", "same street");
        Say(!isSameStreet && own.DistrictCode is not null && row.DistrictCode == own.DistrictCode, "同一区", "same district");
        Say(own.ClassCode is not null && row.ClassCode == own.ClassCode, "同一分类", "same class");
        var zone = policy.City.Zone;
        var days = Period.Between(row.AcceptedAt.InZone(zone).Date, now.InZone(zone).Date, PeriodUnits.Days).Days;
        Say(true, days <= 0 ? "今天" : $"{days}天前", days <= 0 ? "today" : days == 1 ? "1 day ago" : $"{days} days ago");
        Say(true, $"内容相似 {percent}%", $"text {percent}% alike");
        return new(row.CaseId, row.Number, row.Status, row.ClassCode, row.AcceptedAt, candidate.IsSamePerson, percent, string.Join("，", chinese), string.Join(", ", english));
    }
}
