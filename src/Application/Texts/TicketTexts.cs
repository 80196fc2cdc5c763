using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Runtime.Vault;

namespace JieSuJiBan.Application.Texts;

/// <summary>
/// Opens what lies in the vault as far as the reader is given it (<see cref="Disclosures"/>): the matter and what officials wrote without what
/// names the petitioner, of the petitioner a trace, and everything where the reader stated a reason. Every reading is logged by the vault.
/// </summary>
public sealed class TicketTexts(Vault vault, PersonFinder persons)
{
    // What is shown without who the petitioner is, auditors can leave out of the log of openings.
    private const string Covered = SecurityLogReader.CoveredPurpose;
    private const int LeastReason = 2;
    private const int MostReason = 200;

    /// <summary>The pseudonyms of whoever has that phone number.</summary>
    public string[] SubjectsOf(string phone) => vault.SubjectIdsFor(phone);

    /// <summary>What is wrong with a reason for seeing who the petitioner is, or null.</summary>
    public static Engine.Rejection? Wrong(string? reason) => reason?.Trim() switch
    {
        null or { Length: < LeastReason } => CommandRejections.Wrong("reason", "请写明查看诉求人个人信息的理由，如“电话核实地点”；查看将留痕。", "State why you need to see who the petitioner is, e.g. 'to ask where it happened'; it is put on record."),
        { Length: > MostReason } => CommandRejections.Wrong("reason", $"理由最长 {MostReason} 字。", $"At most {MostReason} characters."),
        var text when !Activities.TextLimits.IsText(text) => CommandRejections.Wrong("reason", "理由须为有效文字。", "Expected valid text."),
        _ => null,
    };

    /// <summary>
    /// The words among a ticket's facts that its reader is given, by path (<c>title</c>, <c>callback.opinion</c>, <c>contacts.1.note</c>); null where
    /// they were erased.
    /// </summary>
    /// <param name="ticket">The ticket, as the reader is given it.</param>
    /// <param name="facts">Its facts or any part of them.</param>
    /// <param name="actor">Who reads.</param>
    /// <param name="reason">Why the reader wants to see who the petitioner is; null: does not.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="purpose">What for, in a word.</param>
    /// <param name="pending">Takes up the readings of covered words where the answer is held back for them; who the petitioner is, is opened only once that is on record.</param>
    public async Task<IReadOnlyDictionary<string, string?>> OfAsync(TicketDetail ticket, Value facts, Actor actor, string? reason, CancellationToken ct, string purpose = "read", PendingReadings? pending = null) =>
        (await ReadAsync(ticket, facts, actor, reason, purpose, pending, ct)).Shown;

    /// <summary>The same, and whether the matter says who the petitioner is where that follows from what was opened; else null.</summary>
    public async Task<(IReadOnlyDictionary<string, string?> Shown, bool? NamesPerson)> ReadAsync(
        TicketDetail ticket, Value facts, Actor actor, string? reason, string purpose, PendingReadings? pending, CancellationToken ct)
    {
        var given = References(ticket.Reading.Facts(facts))
            .Select(reference => (Path: reference.Key, reference.Value, How: ticket.Reading.OfWords(reference.Key, reference.Value, reason is not null)))
            .Where(one => one.How != Disclosure.Nothing)
            .ToArray();
        var personal = given.Where(one => one.How == Disclosure.Full).Select(one => one.Value.Id).ToArray();
        var read = given.Where(one => one.How is Disclosure.Masked || (one.How is Disclosure.Trace && IsTraced(one.Path))).Select(one => one.Value.Id).ToArray();
        var opened = new Dictionary<string, string?>(await vault.OpenAsync(read, actor, Covered + purpose, pending, ct), StringComparer.Ordinal);
        var found = reason is not null || given.Any(one => one.How == Disclosure.Masked) ? await persons.OfAsync(ticket.Persons, ct) : null;
        var traces = found is null ? PersonTraces.None : PersonTraces.Of(found.Values);
        foreach (var (id, text) in reason is null ? await vault.OpenAsync(personal, actor, Covered + purpose, pending, ct) : await vault.OpenAsync(personal, actor, $"{purpose}: {WithoutPerson(reason, traces)}", ct)) opened[id] = text;
        var shown = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (path, reference, how) in given)
        {
            var text = opened.GetValueOrDefault(reference.Id);
            shown[path] = how switch
            {
                Disclosure.Full => text,
                Disclosure.Masked => traces.Mask(FactKinds.Of(path.Split('.'), reference) == WordKind.Place ? DoorNumbers.Mask(text) : text, ticket.Reading.MasksStrictly),
                Disclosure.Trace when path == "petitioner" => Masking.Name(text),
                Disclosure.Trace when path == "phone" => Masking.Phone(text),
                _ => Hidden(reference),
            };
        }

        var matter = MatterIds(ticket);
        bool? names = found is null || !matter.All(opened.ContainsKey) ? null : matter.Any(id => found.GetValueOrDefault(ticket.Row.CaseId, PersonTraces.None).IsIn(opened[id], isStrict: true));
        return (shown, names);
    }

    /// <summary>The sealed references among facts, at any depth, by path.</summary>
    public static IReadOnlyDictionary<string, Sealed> References(Value facts)
    {
        var found = new Dictionary<string, Sealed>(StringComparer.Ordinal);
        Collect(facts, "");
        return found;

        void Collect(Value part, string path)
        {
            if (Sealed.From(part) is { } reference)
            {
                found[path] = reference;
                return;
            }

            foreach (var (name, member) in part.MembersByName) Collect(member, path.Length == 0 ? name : $"{path}.{name}");
            for (var i = 0; i < part.Items.Count; i++) Collect(part.Items[i], $"{path}.{i + 1}");
        }
    }

    /// <summary>The titles of a page of tickets, by vault id, without who the petitioner is.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> TitlesAsync(IReadOnlyList<TicketRow> rows, Viewer viewer, Actor actor, CancellationToken ct)
    {
        var titled = rows.Where(row => row.TitleVault is not null).ToArray();
        var titles = await vault.OpenAsync([.. titled.Select(row => row.TitleVault!.Value.ToString("D"))], actor, Covered + "list", ct);
        var traces = await persons.OfAsync([.. titled.Select(row => row.CaseId)], ct);
        var masked = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var row in titled)
        {
            var id = row.TitleVault!.Value.ToString("D");
            // A unit's list has confidential tickets among the others: what it hides of one it hides of all.
            masked[id] = traces.GetValueOrDefault(row.CaseId, PersonTraces.None).Mask(titles.GetValueOrDefault(id), isStrict: viewer.UnitCode is not null);
        }

        return masked;
    }

    /// <summary>True where a text of the matter says who the petitioner is. Shows nobody anything.</summary>
    public async Task<bool> NamesPersonAsync(TicketDetail ticket, CancellationToken ct)
    {
        var texts = await vault.OpenForProgramAsync(MatterIds(ticket), ct);
        var traces = await TracesAsync([ticket.Row.CaseId], ct);
        return texts.Values.Any(text => traces.IsIn(text, isStrict: true));
    }

    private static string[] MatterIds(TicketDetail ticket) => [.. new[] { "title", "body" }.Select(name => Sealed.From(ticket.Facts[name])?.Id).OfType<string>()];

    /// <summary>A reason is kept for ever and in clear: whoever it names is masked first.</summary>
    private static string WithoutPerson(string reason, PersonTraces traces) => PersonNumbers.Mask(traces.Mask(reason.Trim(), isStrict: true)!, NoNumbers);

    private static readonly IReadOnlySet<string> NoNumbers = System.Collections.Frozen.FrozenSet<string>.Empty;

    private async Task<PersonTraces> TracesAsync(IReadOnlyList<Guid> cases, CancellationToken ct)
    {
        var found = await persons.OfAsync(cases, ct);
        return PersonTraces.Of(found.Values);
    }

    /// <summary>What still tells something when it is masked; of everything else only the length is told.</summary>
    private static bool IsTraced(string path) => path is "petitioner" or "phone";

    public static string Hidden(Sealed reference) => $"(共 {reference.Length} 字，已隐藏)";
}
