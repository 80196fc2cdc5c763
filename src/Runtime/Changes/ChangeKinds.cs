namespace JieSuJiBan.Runtime.Changes;

/// <summary>What sort of rows commits have touched: enough for an inbox to look again, and nothing about anybody.</summary>
[Flags]
public enum ChangeKinds
{
    None = 0,
    Tasks = 1,
    Tickets = 2,
    Timers = 4,
    Outbox = 8,
    Catalog = 16,
    Connections = 32,

    /// <summary>Something may have been missed: look at everything.</summary>
    All = Tasks | Tickets | Timers | Outbox | Catalog | Connections,
}
