using System.Text;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Diff;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>The words that drawings and policies may use, as the section of <c>docs/city-pack.md</c> that a command writes and a test holds.</summary>
public static class PackWords
{
    private const string Begin = "<!-- words: begin, written by 'pack words' -->";
    private const int Most = 6;
    private const string End = "<!-- words: end -->";

    /// <summary>The document with its section as it is now; the section comes last where there is none yet.</summary>
    /// <param name="document">The document.</param>
    /// <param name="schemas">The schemas of the policy files, by file.</param>
    public static string Write(string document, IReadOnlyDictionary<string, Value> schemas)
    {
        ArgumentNullException.ThrowIfNull(document);
        var (from, to) = (document.IndexOf(Begin, StringComparison.Ordinal), document.IndexOf(End, StringComparison.Ordinal));
        var before = from < 0 ? document.TrimEnd() + "\n\n" : document[..from];
        var after = to < 0 ? "\n" : document[(to + End.Length)..];
        return $"{before}{Begin}\n{Render(schemas)}{End}{after}";
    }

    /// <summary>The section alone, without its marks.</summary>
    /// <param name="schemas">The schemas of the policy files, by file.</param>
    public static string Render(IReadOnlyDictionary<string, Value> schemas)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        var text = new StringBuilder("\n## Words\n\nWritten by `pack words docs/city-pack.md`; a test keeps it so. `pack check` refuses any other word and names the nearest.\n");
        Table(text, "Roles", "`Role` at a node, `role` and `reviewRole` in policies; a city adds its own under `roles` in `tasks.json`.", ProductRoles.All.Select(role => (role.Code, role.Name, role.English)));
        Table(text, "Units", "`Unit`, `NotUnit`, `to`, `notify`; or the code of a unit, or several joined by `|`, of which the first that finds a unit holds.", [.. UnitReference.Words.Select(word => (word.Word, word.Chinese, word.English)), ("Duty:x", "所在区内承担职责 x 的单位", "the unit of the district that holds the duty x")]);
        Table(text, "Signals", "`EndSignal` of a clock, `Elsa.Event`; a drawing adds what its `Elsa.PublishEvent` sends.", Vocabulary.Signals.Select(signal => (signal.Code, signal.Name, signal.English)));
        Table(text, "Acts", "`NotBy`: who did this may not do that; a city adds the names of its kinds of task, `ReviewReply` as `reviewReply`.", Vocabulary.Acts.Select(act => (act.Code, act.Name, act.English)));
        Facts(text);
        Table(text, "Events", "`kind` of an entry of a ticket's history, with its names; a task of the city's own is recorded under its kind and outcome.", CaseEvents.All.Select(kind => kind.Label).OrderBy(label => label.Kind, StringComparer.Ordinal).Select(label => (label.Kind, label.Chinese, label.English)));
        Table(text, "Statuses", "`ticket.status`, `Status` at a node; `city.json`, `statuses`, gives them other names and adds the city's own.", Vocabulary.Statuses.Select(status => (status.Code, status.Name, status.English)));
        Table(text, "Clocks", "`ticket.clocks.NAME`: a step of the city's own gives its clock its name in lower case at the front, `ReplyAudit` as `replyAudit`; `clock` of a ladder names one.", Vocabulary.Clocks.Select(clock => (clock.Code, clock.Name, clock.English)));
        text.Append("\n### Switches\n\nMembers of policy files that choose between rules, with what holds where they are left out.\n\n| Switch | 说明 | Meaning | Values | Default |\n|---|---|---|---|---|\n");
        foreach (var (file, schema) in schemas.OrderBy(schema => schema.Key, StringComparer.Ordinal)) Switches(text, file, schema, "", file.Split('.')[0]);
        return text.ToString();
    }

    /// <summary>The facts, with the events of the product that set them.</summary>
    private static void Facts(StringBuilder text)
    {
        text.Append("\n### Facts\n\n`ticket.NAME` in an expression, `=facts.NAME`, `notBefore`. What the intake records stands under its field's name; a step of the city's own under its kind, `ticket.reviewReply[\"1\"].outcome`.\n\n| Word | 说明 | Meaning | Set by |\n|---|---|---|---|\n");
        foreach (var fact in FactNames.Common.OrderBy(fact => fact.Name, StringComparer.Ordinal))
        {
            var events = CaseEvents.All.Where(kind => kind.Sets.Contains(fact.Name)).Select(kind => $"`{kind.Label.Kind}`").ToArray();
            text.Append("| `").Append(fact.Name).Append("` | ").Append(fact.Chinese).Append(" | ").Append(fact.English).Append(" | ").Append(events.Length > Most ? $"{events.Length} events" : string.Join(", ", events)).Append(" |\n");
        }
    }

    private static void Table(StringBuilder text, string title, string use, IEnumerable<(string Word, string Chinese, string English)> rows)
    {
        text.Append("\n### ").Append(title).Append("\n\n").Append(use).Append("\n\n| Word | 说明 | Meaning |\n|---|---|---|\n");
        foreach (var (word, chinese, english) in rows) text.Append("| `").Append(word).Append("` | ").Append(chinese).Append(" | ").Append(english).Append(" |\n");
    }

    private static void Switches(StringBuilder text, string file, Value schema, string path, string holder)
    {
        foreach (var (name, member) in schema["properties"].MembersByName.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            var here = path.Length == 0 ? name : $"{path}.{name}";
            if (member["type"].AsString() == "object") Switches(text, file, member, here, name);
            if (member["type"].AsString() == "array" && member["items"]["type"].AsString() == "object") Switches(text, file, member["items"], here + "[]", name);
            if (member["type"].AsString() != "boolean" && member["enum"].Items.Count == 0) continue;
            var values = member["type"].AsString() == "boolean" ? "true, false" : string.Join(", ", member["enum"].Items.Select(choice => choice.AsString()));
            var standard = member["default"] is { IsNull: false } value ? $"`{value.AsString() ?? value.ToString()}`" : "–";
            text.Append("| `").Append(file).Append("` `").Append(here).Append("` | ").Append(MemberLabels.Of(holder, name, false)).Append(" | ").Append(MemberLabels.Of(holder, name, true)).Append(" | ").Append(values).Append(" | ").Append(standard).Append(" |\n");
        }
    }
}
