using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>The unit pauses the clock for a reason that the city allows (Art. 13).</summary>
internal sealed class PauseClock : HandlingAct
{
    public override TaskOutcome Outcome => Pauses.PauseOutcome;

    public override bool NeedsPort => false;

    public override IReadOnlyList<TaskField> Fields(CityPolicy? city) => Pauses.Fields(city);

    public override bool IsOffered(ActivityContext context) => Pauses.Forbids(context) is null;

    public override Rejection? Take(ActivityContext context, Value result) => Pauses.Pause(context, result);
}
