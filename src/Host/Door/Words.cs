using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Vault;

namespace JieSuJiBan.Host.Door;

/// <summary>Opens what lies in the vault, for those who may, and masks it for the others. Every reading is logged by the vault.</summary>
internal sealed class Words(Vault vault)
{
    private static readonly string[] Masked = ["petitioner", "phone", "address"];

    /// <summary>The pseudonyms of whoever has that phone number.</summary>
    public string[] SubjectsOf(string phone) => vault.SubjectIdsFor(phone);

    /// <summary>
    /// All words among a ticket's facts, by path (<c>title</c>, <c>callback.opinion</c>, <c>contacts.1.note</c>). In full; or
    /// masked: name, phone and address keep a trace, everything else says only how long it is and is not even opened.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, string?>> OfAsync(Value facts, Actor actor, bool full, CancellationToken ct, string purpose = "view")
    {
        var references = References(facts);
        var wanted = references.Where(reference => full || Masked.Contains(reference.Key)).Select(reference => reference.Value.Id).ToArray();
        var opened = await vault.OpenAsync(wanted, actor, full ? purpose : "masked " + purpose, ct);
        var shown = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, reference) in references)
        {
            var text = opened.GetValueOrDefault(reference.Id);
            shown[name] = full ? text : name switch
            {
                "petitioner" => Masking.Name(text),
                "phone" => Masking.Phone(text),
                "address" => Masking.Address(text),
                _ => $"(共 {reference.Length} 字，已隐藏)",
            };
        }

        return shown;
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

    /// <summary>The titles of a page of tickets, by vault id.</summary>
    public Task<IReadOnlyDictionary<string, string?>> TitlesAsync(IReadOnlyList<TicketRow> rows, Actor actor, CancellationToken ct) =>
        vault.OpenAsync([.. rows.Where(row => row.TitleVault is not null).Select(row => row.TitleVault!.Value.ToString("D"))], actor, "list", ct);
}
