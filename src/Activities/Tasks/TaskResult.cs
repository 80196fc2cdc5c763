using System.Globalization;
using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Handling;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Tasks;

/// <summary>Checks what was filled in against what the city demands, and carries out what it says follows.</summary>
internal static class TaskResult
{
    /// <summary>What is wrong with these fields, or null.</summary>
    public static Rejection? Check(ActivityContext context, FieldRules rules, Value result)
    {
        foreach (var field in rules.All)
        {
            var given = result[field.Name];
            if (given.IsNull) continue;
            if ((CheckCode(context.City(), rules, field, given) ?? CheckBounds(context, rules, field, given)) is { } wrong) return wrong;
        }

        return null;
    }

    /// <summary>Records the facts that an outcome sets and sends what it says.</summary>
    public static void Carry(ActivityContext context, OutcomeRule outcome, Value result)
    {
        if (outcome.Set.Count > 0) context.Record(new TaskOutcomeApplied(Fill(context, outcome.Set, result)));
        if (outcome.WithoutCallback is { } rule) context.Record(new CallbackNotRequired(rule));
        if (outcome.ReleasesReply) Replies.Release(context);
        var ticket = context.Ticket();
        foreach (var notice in outcome.Notices)
        {
            if (UnitReference.TryResolve(context.City(), ticket, notice.To, out var unit) && unit is not null) Notices.Send(context, "TaskNotice", unit, Worded(notice.Text, ticket));
        }

        if (outcome.Tell is { } text && !ticket.IsHistoric && ticket.Phone is { } phone)
        {
            context.Send("sms", Value.Object(("number", Value.Of(ticket.Number)), ("text", Value.Of(Worded(text, ticket))), ("to", phone.ToValue())));
        }
    }

    private static string Worded(string text, TicketFacts ticket) => text.Replace("{number}", ticket.Number, StringComparison.Ordinal);

    private static Value Fill(ActivityContext context, Value pattern, Value result)
    {
        if (pattern.Kind == ValueKind.Object) return Value.Object(pattern.MembersByName.Select(member => KeyValuePair.Create(member.Key, Fill(context, member.Value, result))));
        if (pattern.AsString() is not ['=', .. var what]) return pattern;
        return what switch
        {
            "now" => Value.Of(context.Now),
            "actor" => Value.Of(context.Actor.Id),
            "unit" => Value.Of(context.Actor.UnitCode),
            _ when what.StartsWith("result.", StringComparison.Ordinal) => result[what["result.".Length..]],
            _ when what.StartsWith("facts.", StringComparison.Ordinal) => context.Semantics >= CaseSemantics.FactsByPath ? At(context.Facts, what["facts.".Length..]) : context.Facts[what["facts.".Length..]],
            _ => pattern,
        };
    }

    private static Rejection? CheckCode(CityPolicy city, FieldRules rules, TaskField field, Value given)
    {
        var unknown = field.Type switch
        {
            FieldType.Unit when city.Organisation.Find(given.AsString() ?? "") is null => given.AsString(),
            FieldType.Units => given.Items.Select(item => item.AsString()).FirstOrDefault(code => city.Organisation.Find(code ?? "") is null),
            FieldType.Class when city.Classes.Find(given.AsString() ?? "") is null => given.AsString(),
            FieldType.Area when city.Organisation.FindDistrict(given.AsString() ?? "") is null && city.Organisation.FindStreet(given.AsString() ?? "") is null => given.AsString(),
            _ => null,
        };
        return unknown is null ? null : Wrong(rules, field, "task.code.unknown", $"“{field.DisplayName}”中没有“{unknown}”，请从列表中选择", $"Expected a code of the city in '{field.Name}', but '{unknown}' is none, so choose one of the list");
    }

    private static Rejection? CheckBounds(ActivityContext context, FieldRules rules, TaskField field, Value given)
    {
        if (!rules.Checks.TryGetValue(field.Name, out var check)) return null;
        if (given.AsInstant() is { } at)
        {
            if (check.NotBefore is { } earliest && Moment(context, earliest) is { } from && at < from)
            {
                return Wrong(rules, field, "task.time.early", $"“{field.DisplayName}”不能早于 {Local(context, from)}，请核实", $"Expected '{field.Name}' not before {from}, but it is, so check the time");
            }

            if (check.NotAfter is { } latest && Moment(context, latest) is { } to && at > to)
            {
                return Wrong(rules, field, "task.time.late", $"“{field.DisplayName}”不能晚于 {Local(context, to)}，请核实", $"Expected '{field.Name}' not after {to}, but it is, so check the time");
            }
        }

        if (given.AsDecimal() is not { } number || ((check.Least is not { } least || number >= least) && (check.Most is not { } most || number <= most))) return null;
        var (low, high) = (check.Least?.ToString(CultureInfo.InvariantCulture) ?? "…", check.Most?.ToString(CultureInfo.InvariantCulture) ?? "…");
        return Wrong(rules, field, "task.number.range", $"“{field.DisplayName}”应在 {low} 至 {high} 之间", $"Expected '{field.Name}' from {low} to {high}, but it is not, so correct it");
    }

    private static Instant? Moment(ActivityContext context, string name) => name == "now" ? context.Now : At(context.Facts, name).AsInstant();

    private static Value At(Value facts, string path) => path.Split('.').Aggregate(facts, (holder, member) => holder[member]);

    private static string Local(ActivityContext context, Instant at) =>
        at.InZone(context.City().City.Zone).ToString("uuuu'-'MM'-'dd HH':'mm", CultureInfo.InvariantCulture);

    private static Rejection Wrong(FieldRules rules, TaskField field, string code, string chinese, string english) =>
        new(RejectionKind.Content, code, chinese, english, rules.Article, "result." + field.Name);
}
