using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Dispatch;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>The lead asks further units to help (Art. 14); it stays responsible.</summary>
internal sealed class AddCoUnit : HandlingAct
{
    public override TaskOutcome Outcome { get; } = new(nameof(AddCoUnit), "请协办单位配合", "Ask units to help");

    public override IReadOnlyList<TaskField> Fields(CityPolicy? city) =>
        [new("coUnits", FieldType.Units, "协办单位", "Co-handling units", IsRequired: true, OnlyFor: [Name])];

    public override Rejection? Take(ActivityContext context, Value result)
    {
        var lead = context.Ticket().LeadUnit;
        string[] units = [.. result["coUnits"].Items.Select(item => item.AsString() ?? "")];
        if (units.Length == 0) return Refusal.Content("dispatch.coUnit.missing", "result.coUnits", "请选择协办单位", "Expected at least one unit, but there is none, so choose it", LegalDuty.FirstReceiver);
        if (LeadUnits.CheckHelpers(context, units, lead, "result.coUnits") is { } wrong) return wrong;
        var asked = CoUnits.ToAsk(context.Ticket(), units, lead);
        if (asked.Length == 0) return Refusal.State("dispatch.coUnit.already", "所选单位已在协办", "Expected units that do not help yet, but all do, so nothing was done", LegalDuty.FirstReceiver);
        context.Record(new CoUnitsAdded(context.Now, asked));
        return null;
    }
}
