using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Dispatch;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>The unit objects to the dispatch after it signed the ticket in, where the city allows that (Art. 12).</summary>
internal sealed class ObjectToDispatch : HandlingAct
{
    public override TaskOutcome Outcome => Objections.Outcome;

    public override bool Leaves => true;

    public override IReadOnlyList<TaskField> Fields(CityPolicy? city) => Objections.Fields(city);

    public override bool IsOffered(ActivityContext context) => context.Ticket().RepliedAt is null && Objections.Forbids(context) is null;

    public override Rejection? Take(ActivityContext context, Value result) => Objections.Take(context, result);
}
