using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Intake;

/// <summary>
/// A request that may tell of an emergency is reported at once (Art. 29): the city's words and tags mark the ticket,
/// suggest an urgency to whoever triages it, and tell those whom the policy names. The mark keeps which words of the
/// policy were found, never the petitioner's own.
/// </summary>
internal static class EmergencyAlert
{
    /// <summary>What marks a request as a possible emergency; null where nothing does.</summary>
    public static Value? Of(IReadOnlyDictionary<string, string> words, Value open, CityPolicy city)
    {
        var rules = city.Intake.Alert;
        var text = $"{words.GetValueOrDefault("title")}\n{words.GetValueOrDefault("body")}";
        var found = rules.Words.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)).Select(Value.Of).ToArray();
        var tags = open["tags"].Items.Where(tag => rules.Tags.Contains(tag.AsString() ?? "")).ToArray();
        if (found.Length == 0 && tags.Length == 0) return null;
        return Value.Object(
            ("suggestedUrgency", Value.Of(rules.Urgency)),
            ("tags", tags.Length == 0 ? Value.Null : Value.Of(tags)),
            ("words", found.Length == 0 ? Value.Null : Value.Of(found)));
    }

    /// <summary>Tells those whom the policy names, once, as the ticket is accepted.</summary>
    public static void Report(ActivityContext context)
    {
        var ticket = context.Ticket();
        var alert = ticket.Facts["alert"];
        if (alert.IsNull || ticket.IsHistoric) return;
        var city = context.City();
        var told = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var to in city.Intake.Alert.ReportTo)
        {
            if (UnitReference.TryResolve(city, ticket, to, out var unit) && unit is not null) told.Add(unit);
        }

        if (told.Count == 0) return;
        var why = string.Join("、", alert["words"].Items.Concat(alert["tags"].Items).Select(item => item.AsString()));
        context.Record("EmergencyReported", Value.Object(("alert", Value.Object(
            ("reportedAt", Value.Of(context.Now)),
            ("reportedTo", Value.Of(told.Select(Value.Of)))))));
        foreach (var unit in told)
        {
            Notices.Send(context, OutgoingMessages.EmergencyReport, unit, ("reason", why));
        }
    }
}
