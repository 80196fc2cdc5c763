namespace JieSuJiBan.Runtime.Security;

/// <summary>Where security events are written: an append-only table for whoever reads it here, and the structured logger for whoever collects logs.</summary>
public interface ISecurityLog
{
    /// <summary>Writes an event; it is in the database when this returns. Fails where the database does, so that what must be logged does not happen unlogged.</summary>
    Task RecordAsync(SecurityEvent entry, CancellationToken ct = default);

    /// <summary>Counts an event of which a stranger may cause any number: equal ones of a minute become one line.</summary>
    void Count(SecurityEvent entry);

    /// <summary>Writes what was counted so far.</summary>
    Task FlushAsync(CancellationToken ct = default);
}
