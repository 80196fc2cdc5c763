using JieSuJiBan.EmbeddedPostgres;

namespace JieSuJiBan.Host.Composition;

/// <summary>What the host knows of a database that does not answer: whoever started it sees why it does not come up.</summary>
internal sealed class DatabaseOutage(EmbeddedPostgresServer? embedded)
{
    /// <summary>True while the embedded server cannot be started again for want of space.</summary>
    public bool IsDiskFull => embedded is { IsDiskFull: true };
}
