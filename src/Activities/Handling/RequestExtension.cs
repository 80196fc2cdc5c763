using JieSuJiBan.Activities.Deadlines;
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

    public override bool IsOffered(ActivityContext context) => Extensions.Forbids(context) is null;

    public override Rejection? Take(ActivityContext context, Value result) => Extensions.Take(context, result);
}
