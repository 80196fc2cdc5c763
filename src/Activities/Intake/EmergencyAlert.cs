using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
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
        return AlertFacts.Write(rules.Urgency, tags, found);
    }

    /// <summary>Tells those whom the policy names, once, as the ticket is accepted.</summary>
    public static void Report(ActivityContext context)
    {
        var ticket = context.Ticket();
        var alert = ticket.Alert;
        if (!alert.IsRaised || ticket.IsHistoric) return;
        var city = context.City();
        var told = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var to in city.Intake.Alert.ReportTo)
        {
            if (UnitReference.TryResolve(city, ticket, to, out var unit) && unit is not null) told.Add(unit);
        }

        if (told.Count == 0) return;
        var why = string.Join("、", alert.Words.Concat(alert.Tags).Select(item => item.AsString()));
        context.Record(new EmergencyReported(context.Now, told));
        foreach (var unit in told)
        {
            Notices.Send(context, OutgoingMessages.EmergencyReport, unit, ("reason", why));
        }
    }
}
