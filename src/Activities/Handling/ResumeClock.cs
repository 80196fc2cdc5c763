using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>The unit sets the paused clock going again (Art. 13).</summary>
internal sealed class ResumeClock : HandlingAct
{
    public override TaskOutcome Outcome => Pauses.ResumeOutcome;

    public override bool NeedsPort => false;

    public override IReadOnlyList<TaskField> Fields(CityPolicy? city) => [];

    public override bool IsOffered(ActivityContext context) => Pauses.IsPaused(context);

    public override Rejection? Take(ActivityContext context, Value result) => Pauses.Resume(context);
}
