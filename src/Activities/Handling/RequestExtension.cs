using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>The unit asks for more time (Art. 15); what its port leads to decides.</summary>
internal sealed class RequestExtension : HandlingAct
{
    public override TaskOutcome Outcome => Extensions.Outcome;

    public override IReadOnlyList<TaskField> Fields(CityPolicy? city) => Extensions.Fields(city);

    // Stays offered where a rule forbids it now, so that the refusal can say which.
    public override bool IsOffered(ActivityContext context) =>
        context.Ticket().RepliedAt is null && !context.City().Topic<ExtensionPolicy>().Grounds.IsEmpty;

    public override Rejection? Take(ActivityContext context, Value result) => Extensions.Take(context, result);
}
