using System.Globalization;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using Microsoft.Extensions.Localization;

namespace JieSuJiBan.Web.Pages.Models;

/// <summary>
/// Facts in words: codes by the names that the policy gave them, in the order of a ticket's way. What was said by or about
/// a person is not among them: it lies in the vault.
/// </summary>
internal sealed class FactLabels(CityPolicy policy, TaskDeclarations declarations, IStringLocalizer<PageLabels> texts)
{
    private static readonly string[] Order =
    [
        "requestType", "channel", "sourceNumber", "urgency", "urgencyStated", "confidential", "replyWanted", "subjectType", "identityLevel", "identity.means", "identity.at", "identity.by", "identity.sentBy", "identity.creditCode", "tags", "recordings", "classCode", "districtCode", "streetCode", "communityCode", "acceptedAt", "triagedAt", "closeReason", "handOver.receiverName", "handOver.at", "handOver.by", "handOver.takenOverBy", "answeredDirectly",
        "dispatchDueAt", "dispatchedAt", "firstReceiver.unit", "firstReceiver.at", "leadUnit", "dispatch.mode", "dispatch.reason", "dispatch.obstacle", "dispatch.copyTo", "signInDueAt", "signedInAt",
        "firstContactDueAt", "contact.at", "contact.method", "contact.callMissing", "feedback.limit", "feedback.citation", "feedbackDueAt", "warnedAt", "warnings", "overdueAt", "repliedAt", "result", "solved", "parentReply.at", "parentReply.number",
        "callback.required", "callback.reason", "callback.unanswered", "callback.reached", "callback.contactedByStaff", "callback.solved", "callback.satisfied", "callback.attempts", "callback.at", "archivedAt",
    ];

    // Shown elsewhere on the page, or of use to programs only.
    private static readonly HashSet<string> Elsewhere = ["number", "status", "subjectId", "historic", "serial", "givenLimit", "links", "attachments", "alert"];

    /// <summary>The facts that are known, one line each.</summary>
    public IReadOnlyList<FactLine> Of(Value facts)
    {
        var lines = new List<FactLine>();
        foreach (var path in Order)
        {
            if (Line(path, At(facts, path)) is { } line) lines.Add(line);
            else if (path == "handOver.takenOverBy" && new TicketFacts(facts).HandOver.IsUnconfirmed) lines.Add(new(path, texts["handOver.unconfirmed"]));
        }

        // A definition of the city's own may know facts that nobody here has heard of.
        foreach (var (name, value) in facts.MembersByName)
        {
            if (!Elsewhere.Contains(name) && !Order.Contains(name) && Line(name, value) is { } line) lines.Add(line);
        }

        // What the city asks beside in tasks of the product.
        foreach (var (task, fields) in new TicketFacts(facts).More.MembersByName)
        {
            foreach (var (name, value) in fields.MembersByName)
            {
                if (Line($"more.{task}.{name}", value) is { } line) lines.Add(line);
            }
        }

        return lines;
    }

    /// <summary>A code in words.</summary>
    public string Word(string name, string code) => name switch
    {
        "requestType" => policy.RequestTypes.Find(code) is { } type ? Display.Pick(type.Name, type.English) : code,
        "channel" => policy.Channels.Find(code) is { } channel ? Display.Pick(channel.Name, channel.English) : code,
        "urgency" or "urgencyStated" => policy.City.Urgencies.FirstOrDefault(urgency => urgency.Code == code) is { } urgency ? Display.Pick(urgency.Name, urgency.English) : code,
        "classCode" => policy.Classes.FullName(code),
        "districtCode" or "streetCode" or "communityCode" => policy.Organisation.Find(code)?.PlaceName ?? code,
        "leadUnit" or "copyTo" or "unitCode" or "unit" => policy.Organisation.Find(code)?.Name ?? code,
        "mode" => texts["dispatchMode." + code] is { ResourceNotFound: false } known ? known : code,
        "closeReason" => policy.Triage.Find(code) is { } exit ? Display.Pick(exit.Name, exit.English) : code,
        "method" => Option("contactMethod", code) ?? code,
        "subjectType" => Of(policy.Intake.SubjectTypes, code),
        "sex" => Of(policy.Intake.Sexes, code),
        "identityLevel" => Of(policy.Intake.IdentityLevels, code),
        "means" => texts["identityMeans." + code] is { ResourceNotFound: false } means ? means : code,
        "sentBy" => code == "desk" ? texts["identityMeans.desk"] : code,
        "creditCode" => texts["identityMeans." + code] is { ResourceNotFound: false } digits ? digits : code,
        "tags" => policy.Intake.FindTag(code) is { } tag ? Display.Pick(tag.Name, tag.English) : code,
        _ => Option(name, code) ?? (Display.IsEnglish ? null : CityChoices.Of(policy).Facts.GetValueOrDefault(name)?.OptionNames?.GetValueOrDefault(code)) ?? code,
    };

    private static string Of(IEnumerable<NamedCode> codes, string code) => codes.FirstOrDefault(known => known.Code == code) is { } found ? Display.Pick(found.Name, found.English) : code;

    /// <summary>District, street and community of a ticket in one line; null where none is known.</summary>
    public string? Area(params ReadOnlySpan<string?> codes)
    {
        var names = new List<string>();
        foreach (var code in codes)
        {
            if (code is not null) names.Add(policy.Organisation.Find(code)?.PlaceName ?? code);
        }

        return names.Count == 0 ? null : string.Join(' ', names);
    }

    private FactLine? Line(string path, Value value)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        return value.Kind switch
        {
            ValueKind.Boolean => new(path, texts[value.AsBoolean() == true ? "yes" : "no"]),
            ValueKind.Number => new(path, value.AsDecimal()?.ToString(CultureInfo.InvariantCulture)),
            ValueKind.String when (name.EndsWith("At", StringComparison.Ordinal) || name == "at") && value.AsInstant() is { } at => new(path, null, at),
            ValueKind.String when value.AsString() is { Length: > 0 } text => new(path, Word(name, text)),
            ValueKind.Array when value.Count > 0 && value.Items.All(item => item.AsString() is { Length: > 0 }) => new(path, string.Join(Display.IsEnglish ? ", " : "、", value.Items.Select(item => Word(name, item.AsString()!)))),
            _ => null,
        };
    }

    /// <summary>The member at a path; for sentences that have an English twin, the one in the reader's language.</summary>
    private static Value At(Value facts, string path)
    {
        if (path.Split('.') is not [var outer, var inner]) return facts[path];
        var member = facts[outer];
        if (Sealed.From(member) is not null) return Value.Null;
        return Display.IsEnglish && member.Has(inner + "InEnglish") ? member[inner + "InEnglish"] : member[inner];
    }

    /// <summary>What a task called the value that it let choose.</summary>
    private string? Option(string name, string code)
    {
        if (Display.IsEnglish) return null;
        foreach (var declaration in declarations.All)
        {
            foreach (var field in declaration.Fields)
            {
                if (field.Name != name || field.Options is not { } options) continue;
                foreach (var (value, displayName) in options)
                {
                    if (value == code) return displayName;
                }
            }
        }

        return null;
    }
}
