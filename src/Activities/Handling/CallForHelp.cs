using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Whistle;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// The unit calls for others beside its work; what its port leads to asks whom and for what. It keeps the lead (Art. 14).
/// </summary>
internal abstract class CallForHelp : HandlingAct
{
    public override IReadOnlyList<TaskField> Fields(CityPolicy? city) => [];

    public override Rejection? Take(ActivityContext context, Value result)
    {
        context.Record(new HelpCalledFor(Name, context.Now));
        return null;
    }
}

/// <summary>A street or township blows the whistle (Art. 16).</summary>
internal sealed class WhistleForDepartments : CallForHelp
{
    public override TaskOutcome Outcome { get; } = new("BlowWhistle", "吹哨，请部门报到", "Blow the whistle");

    public override bool IsOffered(ActivityContext context) =>
        context.Ticket() is { RepliedAt: null, LeadUnit: { } unit } && WhistleRules.MayBlow(context.City(), unit);
}

/// <summary>The unit asks the levels above it, or an outside party, to coordinate (Arts. 20–22).</summary>
internal sealed class AskLevelsAbove : CallForHelp
{
    public override TaskOutcome Outcome { get; } = new("AskCoordination", "提请协调", "Ask for coordination");

    public override bool IsOffered(ActivityContext context) => context.Ticket() is { RepliedAt: null, LeadUnit: not null };
}
