namespace JieSuJiBan.Activities.Policies;

public sealed partial class CityPolicy
{
    /// <summary>How requests are taken in (<c>intake.json</c>).</summary>
    public IntakePolicy Intake => Topic<IntakePolicy>();

    /// <summary>Code of the urgency of an emergency: the one that an alert suggests.</summary>
    public string EmergencyUrgency => Intake.Alert.Urgency ?? "Emergency";

    /// <summary>Whether an urgency is that of an emergency.</summary>
    public bool IsEmergency(string? urgency) => urgency == EmergencyUrgency;
}
