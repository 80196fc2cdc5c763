using System.Text;
using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Policies;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>What a city may say in its own words, as a reference: what <c>docs/city-words.md</c> holds.</summary>
public static class CityWordsReference
{
    /// <summary>Duties, messages, refusals and words for units, as Markdown.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder("""
            # Words of a city

            Rendered from code (`CityWordsReference`); a test holds it. `docs/city-pack.md` says where each file belongs.

            ## Duties (`law.json`, `duties[].duty`)

            A refusal, a task and a message rest on a duty. `law.json` says which article of the city's law that is; a duty without row is cited
            nowhere, a row without `article` cites the law's name alone, `law` names another law than the main one.

            | Duty | 含义 | Meaning |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var duty in LegalDuty.All) text.Append($"| `{duty.Code}` | {duty.Chinese} | {duty.English} |\n");
        text.Append("""

            ## Messages (`messages.json`, `messages[].key`)

            Every text that leaves the service by itself and that no other policy words. `text` holds fields in braces; `{number}` must stand in
            each. Where the city cites no article, `{citation}` and `{article}` are empty, and brackets round them vanish.

            | Key | For | 何时发出 | When | Fields | Words where the city states none |
            |---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var message in OutgoingMessages.All)
        {
            text.Append($"| `{message.Key}` | {message.Reader switch { MessageReader.Petitioner => "petitioner", MessageReader.Unit => "unit", _ => "outside body" }} | {message.Chinese} | {message.English} | {string.Join(" ", message.Fields.Select(field => $"`{field.Name}`"))} | {message.Text} |\n");
        }

        text.Append("\nFields: ").AppendJoin("; ", OutgoingMessages.All.SelectMany(message => message.Fields).DistinctBy(field => field.Name).OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"`{field.Name}` {field.Chinese} {field.English}")).Append(".\n");
        text.Append("""

            ## Refusals (`messages.json`, `refusals[].code`)

            `text` and `english` replace the sentence; `{sentence}` stands for the product's own, with the names and numbers in it. The citation is
            kept beside it and comes from `law.json`.


            """.ReplaceLineEndings("\n"));
        foreach (var group in RejectionCodes.All.Order(StringComparer.Ordinal).GroupBy(code => code.Split('.')[0])) text.Append("- ").AppendJoin(", ", group.Select(code => $"`{code}`")).Append('\n');
        text.Append("""

            ## Words for units

            Wherever a definition or a policy names a unit (`Unit`, `NotUnit`, `ReviewerUnit`, `Level`, `notify`, `to`, `approver.unit`, `reportTo`).
            `Duty:housing` is the unit that holds the duty `housing` in the district of the place, else in that of the lead; a code is that unit.
            Several joined by `|` are tried in order (`PlaceDistrict|HotlineCenter`); where none finds a unit, a task or clock is an incident, a
            level of coordination or escalation passes up.

            | Word | 含义 | Unit |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var word in UnitReference.Words) text.Append($"| `{word.Word}` | {word.Chinese} | {word.English} |\n");
        return text.ToString();
    }
}
