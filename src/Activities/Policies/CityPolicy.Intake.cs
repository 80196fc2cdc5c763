using JieSuJiBan.Activities.Intake;

namespace JieSuJiBan.Activities.Policies;

public sealed partial class CityPolicy
{
    /// <summary>How requests are taken in (<c>intake.json</c>).</summary>
    public IntakePolicy Intake => Topic<IntakePolicy>();
}
