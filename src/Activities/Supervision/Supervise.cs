using System.Globalization;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Supervision;

/// <summary>
/// Stands beside a ticket's whole way and records who urges and who supervises it (Arts. 28, 34), whatever the ticket waits
/// for; the lead unit hears of each. It never ends by itself: it is drawn beside the way and goes with it.
/// </summary>
public sealed class Supervise : Activity
{
    /// <summary>The petitioner urges: <c>{by, channel, note}</c>.</summary>
    public const string UrgedSignal = "ticket.urged";

    /// <summary>Somebody who watches urges, supervises or escalates: <c>{level, reason, note}</c>.</summary>
    public const string SupervisedSignal = "ticket.supervised";

    /// <summary>The levels of supervision, the mildest first.</summary>
    public static IReadOnlyList<string> Levels { get; } = ["Urge", "Supervise", "Escalated"];

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.Supervision",
        Category = "接诉即办",
        DisplayName = "催办督办",
        Description = "在工单全程接收诉求人催办和热线督办、提级督办，逐次留痕并通知承办单位（第二十八条、第三十四条）。",
        Ports = [new("Urged", "诉求人催办", IsOptional: true), new("Supervised", "督办", IsOptional: true)],
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        context.WaitForSignal(UrgedSignal, UrgedSignal, autoBurn: false);
        context.WaitForSignal(SupervisedSignal, SupervisedSignal, autoBurn: false);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var (ticket, given) = (context.Ticket(), resumption.Payload);
        if (resumption.Bookmark.Tag == UrgedSignal)
        {
            Add(context, "PetitionerUrged", "urges", ("at", Value.Of(context.Now)), ("by", Value.Of(context.Actor.Id)), ("note", given["note"]));
            Tell(context, "PetitionerUrged", $"诉求人催办工单 {ticket.Number}，请尽快办理并联系诉求人（{Articles.Handle}）");
            context.Follow("Urged");
            return null;
        }

        var level = given["level"].AsString() is { } stated && Levels.Contains(stated) ? stated : Levels[0];
        Add(context, "TicketSupervised", "supervision",
            ("at", Value.Of(context.Now)), ("by", Value.Of(context.Actor.Id)), ("level", Value.Of(level)), ("note", given["note"]), ("reason", given["reason"]));
        Tell(context, "TicketSupervised", $"工单 {ticket.Number} 被{level switch { "Urge" => "催办", "Supervise" => "督办", _ => "提级督办" }}，请立即办理并报告情况（{Articles.Handle}）");
        context.Follow("Supervised");
        return null;
    }

    private static void Add(ActivityContext context, string kind, string list, params ReadOnlySpan<(string Name, Value Value)> set)
    {
        var ordinal = (context.Facts[list].Count + 1).ToString(CultureInfo.InvariantCulture);
        context.Record(kind, Value.Object((list, Value.Object((ordinal, Value.Object(set))))));
    }

    private static void Tell(ActivityContext context, string kind, string text)
    {
        if (context.Ticket().LeadUnit is { } unit) Notices.Send(context, kind, unit, text);
    }
}
