using NodaTime;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>
/// Readings of words that were opened for an answer and are not on record yet. Whoever sends the answer sees to it (<see cref="AreHeld"/>) that
/// <see cref="Vault.WriteAsync"/> has put them on record before any of these words leave: so the record does not have to come before the reading.
/// Belongs to one request.
/// </summary>
public sealed class PendingReadings
{
    private readonly List<Reading> readings = [];

    /// <summary>True where somebody holds the answer back for them; else a reading is put on record at once.</summary>
    public bool AreHeld { get; set; }

    /// <summary>True where all are on record.</summary>
    public bool IsEmpty => readings.Count == 0;

    internal IReadOnlyList<Reading> All => readings;

    internal void Add(Reading reading) => readings.Add(reading);

    internal void Clear() => readings.Clear();

    /// <summary>Who read which word, when (UTC) and what for.</summary>
    internal sealed record Reading(Instant At, string Actor, Guid VaultId, string Purpose);
}
