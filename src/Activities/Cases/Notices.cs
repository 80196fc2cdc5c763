using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Cases;

/// <summary>
/// Notices to units: they leave through the channel <c>notice</c> and carry nothing personal. Nobody is notified today of
/// what happened years ago: a historic ticket sends none. The words are the city's where it has its own.
/// </summary>
internal static class Notices
{
    public const string Channel = "notice";

    /// <summary>Tells a unit what a message says.</summary>
    public static void Send(ActivityContext context, OutgoingMessage message, string unitCode, params ReadOnlySpan<(string Field, string? Text)> fields) =>
        Send(context, message.Kind, unitCode, Word(context, message, fields));

    /// <summary>Tells a unit something in words of the city.</summary>
    public static void Send(ActivityContext context, string kind, string unitCode, string text)
    {
        var ticket = context.Ticket();
        if (ticket.IsHistoric) return;
        context.Send(Channel, Value.Object(
            ("caseId", Value.Of(context.CaseId.ToString())),
            ("feedbackDueAt", Value.Of(ticket.FeedbackDueAt)),
            ("kind", Value.Of(kind)),
            ("number", Value.Of(ticket.Number)),
            ("text", Value.Of(text)),
            ("unit", Value.Of(unitCode))));
    }

    /// <summary>Tells the petitioner what a message says, with sealed words beside it.</summary>
    public static void Tell(ActivityContext context, OutgoingMessage message, Value? words, params ReadOnlySpan<(string Field, string? Text)> fields) =>
        Tell(context, message.Kind, Template(context, message, fields), words);

    /// <summary>Tells the petitioner what a message says, and the petitioners of tickets merged into this one with the words fit for them.</summary>
    public static void Tell(ActivityContext context, OutgoingMessage message, Value? words, Value? shared, params ReadOnlySpan<(string Field, string? Text)> fields) =>
        Tell(context, message.Kind, Template(context, message, fields), words, shared);

    /// <summary>Tells the petitioner something by the channel <c>sms</c>: the words of the city, with sealed words beside them where there are any.</summary>
    /// <param name="context">The activity.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="text">Words of the city, zh-CN; <c>{number}</c> is the ticket's number.</param>
    /// <param name="words">Sealed words that belong to it, or null.</param>
    /// <param name="shared">Sealed words fit for the petitioners of tickets merged into this one, or null.</param>
    public static void Tell(ActivityContext context, string kind, string text, Value? words = null, Value? shared = null)
    {
        var ticket = context.Ticket();
        if (ticket.IsHistoric) return;
        TellMerged(context, kind, text, shared ?? Value.Null);
        var to = ticket.Phone?.ToValue() ?? ticket.Account;
        if (to.IsNull) return;
        context.Send("sms", Value.Object(
            ("caseId", Value.Of(context.CaseId.ToString())),
            ("kind", Value.Of(kind)),
            ("number", Value.Of(ticket.Number)),
            ("text", Value.Of(text.Replace("{number}", ticket.Number, StringComparison.Ordinal))),
            ("to", to),
            ("words", words ?? Value.Null)));
    }

    /// <summary>A message in the city's words, its fields filled in but for the number, which is that of whoever is told.</summary>
    public static string Template(ActivityContext context, OutgoingMessage message, params ReadOnlySpan<(string Field, string? Text)> fields) =>
        context.City().Messages.Word(context.City().Law, message, [.. fields, ("number", "{number}")]);

    /// <summary>A message about this ticket in the city's words, its fields filled in.</summary>
    public static string Word(ActivityContext context, OutgoingMessage message, params ReadOnlySpan<(string Field, string? Text)> fields) =>
        context.City().Messages.Word(context.City().Law, message, [("number", context.Ticket().Number), .. fields]);

    /// <summary>What the petitioner of the handled ticket is told, those of the tickets merged into it are told too, without what was said to that person alone.</summary>
    /// <param name="context">The activity.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="text">Words of the city; <c>{number}</c> is the number of whoever is told.</param>
    /// <param name="words">Sealed words fit for others, or null.</param>
    /// <param name="only">Tell this one only; null: all.</param>
    public static void TellMerged(ActivityContext context, string kind, string text, Value words, TicketLink? only = null)
    {
        if (context.Semantics < CaseSemantics.MergedHears) return;
        var ticket = context.Ticket();
        foreach (var child in only is null ? ticket.Links.MergedChildren : [only])
        {
            context.Send(Links.Channel, Value.Object(
                ("payload", Value.Object(("kind", Value.Of(kind)), ("number", Value.Of(ticket.Number)), ("text", Value.Of(text)), ("words", words))),
                ("signal", Value.Of(Links.ParentTold)),
                ("to", Value.Of(child.CaseId ?? child.Number))));
        }
    }
}
