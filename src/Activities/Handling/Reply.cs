using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Dispatch;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Whistle;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>The unit replies to both petitioner and hotline (Art. 15): result, the reply, and an answer fit for publication.</summary>
internal sealed class Reply : HandlingAct
{
    public override TaskOutcome Outcome { get; } = new("Replied", "答复", "Reply");

    public override bool Leaves => true;

    public override IReadOnlyList<TaskField> Fields(CityPolicy? city) =>
    [
        .. Contacts.Fields(city, Name, nameof(RecordContact)),
        new("result", FieldType.Choice, "办理结果", "Result", IsRequired: true, OnlyFor: [Name], Options: [.. (city?.Handling.Results ?? []).Select(result => (result.Code, result.Name))]),
        new("unsolvedReason", FieldType.LongText, "不能解决的理由", "Why it cannot be solved", Text: TextKind.OfficialWords, MaxLength: 2000, OnlyFor: [Name]),
        new("reply", FieldType.LongText, "答复诉求人的内容", "Reply to the petitioner", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: TextLimits.Reply, OnlyFor: [Name]) { IsForPetitioner = true },
        new("publicReply", FieldType.LongText, "公开答复内容", "Answer fit for publication", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: TextLimits.Reply, OnlyFor: [Name]),
        .. Evidence.Fields(city, Name),
    ];

    public override Rejection? Take(ActivityContext context, Value result)
    {
        var policy = context.City().Handling;
        var mustContact = policy.ContactRequired && context.Input("RequireContact").AsBoolean() != false && !Contacts.Exist(context);
        if (Contacts.Check(context, result, mustContact) is { } noContact) return noContact;
        if (mustContact && Contacts.CheckMet(context, result) is { } notReached) return notReached;
        var code = result["result"].AsString();
        if (policy.Results.FirstOrDefault(known => known.Code == code) is not { } outcome)
        {
            var known = string.Join("、", policy.Results.Select(one => $"{one.Code}（{one.Name}）"));
            return Refusal.Content("handle.result.unknown", "result.result", $"没有办理结果“{code}”，可选：{known}", $"Expected one of {string.Join(", ", policy.Results.Select(one => one.Code))}, but it is '{code}', so choose one of them", LegalDuty.Reply);
        }

        if (outcome.NeedsReason && !result["unsolvedReason"].HasWords())
        {
            return Refusal.Content("handle.unsolvedReason.missing", "result.unsolvedReason",
                "客观上暂时不能解决的，应当向诉求人说明理由，请填写",
                "Expected the reason why it cannot be solved for now, but there is none, so state it", LegalDuty.Reply);
        }

        if (!result["reply"].HasWords() || !result["publicReply"].HasWords())
        {
            return Refusal.Content("handle.reply.missing", "result.reply",
                "应当同时填写答复诉求人的内容和公开答复内容",
                "Expected the reply and the answer fit for publication, but one is empty, so write both", LegalDuty.Reply);
        }

        if (Evidence.Check(context, result, outcome.Code) is { } noEvidence) return noEvidence;
        if (policy.ReplyWaitsForCoUnits && CoUnits.In(context, CoUnits.Open) is [var silent, ..])
        {
            return Refusal.State("handle.coUnits.open", $"协办单位{context.City().Organisation.Find(silent)?.Name}尚未反馈，请待其反馈后答复", $"Expected every co-handling unit to have reported, but {silent} has not, so wait for it", LegalDuty.FirstReceiver);
        }

        if (WhistleRules.OnReply(context) is { } whistle) return whistle;
        Contacts.Record(context, result);
        Evidence.Record(context, result);
        Replies.Record(context, outcome, result["reply"], result["publicReply"], result["unsolvedReason"]);
        context.SetOutput("Result", Value.Of(outcome.Code));
        return null;
    }
}
