using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// The matter cannot be solved for now (Art. 15): the petitioner is told why, and it is registered with a plan (挂账), to be
/// looked at again from time to time until it is cleared.
/// </summary>
internal sealed class CarryOver : HandlingAct
{
    public override TaskOutcome Outcome { get; } = new(nameof(CarryOver), "暂时不能解决，登记挂账", "Carry over");

    public override bool Leaves => true;

    public override IReadOnlyList<TaskField> Fields(CityPolicy? city) =>
    [
        new("carryOverReason", FieldType.LongText, "暂时不能解决的理由", "Why it cannot be solved for now", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 4000, OnlyFor: [Name]),
        new("carryOverPlan", FieldType.LongText, "解决计划", "Plan", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 4000, OnlyFor: [Name]),
    ];

    public override Rejection? Take(ActivityContext context, Value result)
    {
        var mustContact = context.City().Handling.ContactRequired && context.Input("RequireContact").AsBoolean() != false;
        if (mustContact && !Contacts.Exist(context))
        {
            return Refusal.State("handle.contact.missing", "登记挂账前应当联系诉求人说明理由：请先登记联系情况；未联系上的，须按规定次数另日再联系", "Expected a contact with the petitioner on record, but there is none that reached them or enough attempts, so contact them first", LegalDuty.CarryOver);
        }

        if (!result["carryOverReason"].HasWords() || !result["carryOverPlan"].HasWords())
        {
            return Refusal.Content("carryOver.plan.missing", "result.carryOverPlan", "登记挂账应当写明理由和解决计划", "Expected the reason and a plan, but one is missing, so write both", LegalDuty.CarryOver);
        }

        var unsolved = context.City().Handling.Results.FirstOrDefault(known => known.Solved == false) ?? new("Unsolved", "客观上暂时不能解决", "Cannot be solved for now", false, true);
        Replies.Record(context, unsolved, result["carryOverReason"], Value.Null, result["carryOverReason"]);
        context.Record(new MatterCarriedOver(context.Now, context.Actor.Id, result["carryOverPlan"], result["carryOverReason"]));
        return null;
    }
}
