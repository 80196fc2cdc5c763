using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Triage;

/// <summary>Answering at once (Art. 11), with an item of the knowledge base or in own words.</summary>
internal static class Answers
{
    /// <summary>Items that may answer this ticket, for who answers; a stale one is marked.</summary>
    public static Value Suggest(CityPolicy city, TicketFacts ticket, Instant now)
    {
        var today = city.Calendar.DateOf(now);
        var items = city.Knowledge.About(city.Classes, ticket.ClassCode, city.Triage.MostSuggestions).Select(item => Value.Object(
            ("answer", Value.Of(item.Answer)),
            ("id", Value.Of(item.Id)),
            ("owner", Value.Of(city.Organisation.Find(item.OwnerUnit)?.Name)),
            ("question", Value.Of(item.Question)),
            ("reviewBy", Value.Of(NodaTime.Text.LocalDatePattern.Iso.Format(item.ReviewBy))),
            ("stale", Value.Of(item.IsStaleOn(today))))).ToArray();
        return items.Length == 0 ? Value.Null : Value.Of(items);
    }

    /// <summary>Answers, where the type of request allows it.</summary>
    public static Rejection? Give(ActivityContext context, Value result)
    {
        var city = context.City();
        var requestType = result["requestType"].TextOf() ?? context.Ticket().RequestType;
        if (PlaceAndClass.CheckRequestType(city, requestType, "result.requestType") is { } refused) return refused;
        if (city.RequestTypes.Find(requestType!) is { MayAnswerDirectly: false } type)
        {
            return Refusal.Content("triage.mustDispatch", "outcome",
                $"“{type.Name}”类诉求不能直接答复办结，请派单给承办单位",
                $"Expected a type that may be answered at once, but {type.Code} may not, so dispatch it to a handling unit", LegalDuty.Route);
        }

        KnowledgeItem? item = null;
        if (result["knowledgeItem"].TextOf() is { } id)
        {
            item = city.Knowledge.Find(id);
            if (item is null) return Refusal.Content("triage.knowledge.unknown", "result.knowledgeItem", $"知识库没有条目“{id}”，请核对编号或者直接填写答复", $"Expected an item of the knowledge base, but '{id}' is none, so check it or write the answer", LegalDuty.Route);
        }

        if (item is null && !result["answer"].HasWords())
        {
            return Refusal.Content("triage.answer.missing", "result.answer", "请填写答复内容，或者选用知识条目", "Expected an answer or a knowledge item, but there is neither, so give one", LegalDuty.Route);
        }

        var isStale = item?.IsStaleOn(city.Calendar.DateOf(context.Now)) == true;
        if (isStale && !city.Triage.StaleMayBeUsed)
        {
            return Refusal.Content("triage.knowledge.stale", "result.knowledgeItem", $"知识条目 {item!.Id} 已过复核日期，不得用于答复，请联系维护单位", $"Expected an item that is not stale, but {item.Id} is past its review date, so ask its owner", LegalDuty.Route);
        }

        context.Record(new TicketAnsweredDirectly(context.Now, context.Actor.Id, item?.Id, isStale, result["answer"], requestType));
        if (item is null) Notices.Tell(context, OutgoingMessages.AnsweredDirectly, result["answer"]);
        else Notices.Tell(context, OutgoingMessages.AnsweredFromKnowledge, result["answer"], ("answer", item.Answer));
        if (isStale) Notices.Send(context, OutgoingMessages.KnowledgeStale, item!.OwnerUnit, ("item", item.Id));
        return null;
    }
}
