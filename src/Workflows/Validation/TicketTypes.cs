namespace JieSuJiBan.Workflows.Validation;

/// <summary>The activity types that the rules of a ticket's way speak of.</summary>
internal static class TicketTypes
{
    public const string Accept = "Jsjb.AcceptTicket";
    public const string Handle = "Jsjb.HandleTicket";
    public const string Callback = "Jsjb.CallbackPetitioner";
    public const string CallbackAtLimit = "Jsjb.CallbackAtLimit";
    public const string Archive = "Jsjb.ArchiveTicket";
    public const string Clock = "Jsjb.DeadlineClock";
    public const string CityTask = "Jsjb.CaseTask";
    public const string SignIn = "Jsjb.SignInTicket";
    public const string Rehandle = "Jsjb.Rehandle";
    public const string CarryOver = "Jsjb.ReviewCarryOver";

    /// <summary>The outcome of handling after which Art. 23 demands a callback.</summary>
    public const string Replied = "Replied";

    /// <summary>The outcome of a clock whose limit has expired.</summary>
    public const string Overdue = nameof(Overdue);

    /// <summary>Ports that are followed while the activity goes on.</summary>
    public static bool IsBesideTheWork(string port) => port is Overdue or "Late" or "Urged" or "Supervised" or "Warned";

    /// <summary>Types that stand beside the work until it ends: a ticket does not come to its end through them.</summary>
    public static bool StandsBeside(string type) => type is "Jsjb.Supervision" or "Jsjb.TicketLinks" or "Jsjb.DeadlineClock";

    /// <summary>Types that are a clock of their own.</summary>
    public static bool IsClock(string type) => type is "Elsa.Delay" or "Elsa.Timer" or "Elsa.StartAt" or "Elsa.Cron";

    /// <summary>Types that wait for somebody without a limit of their own; the product's own activities take theirs from the limit table.</summary>
    public static bool WaitsWithoutClock(string type) => type is "Elsa.RunTask" or "Elsa.Event";
}
