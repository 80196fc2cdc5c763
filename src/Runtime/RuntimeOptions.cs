using NodaTime;

namespace JieSuJiBan.Runtime;

/// <summary>How a node runs.</summary>
public sealed record RuntimeOptions
{
    /// <summary>What <see cref="Connections"/> is by default.</summary>
    public const int UsualConnections = 12;

    /// <summary>What <see cref="Writers"/> is by default.</summary>
    public const int UsualWriters = 2;

    /// <summary>The case database.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The file of the master keys; made where there is none and the database has nothing sealed. All nodes need the same keys.</summary>
    public string MasterKeyFile { get; init; } = Path.Combine("data", "keys", "vault.key");

    /// <summary>The master keys as text, instead of the file: as an environment variable gives them.</summary>
    public string? MasterKeyText { get; init; }

    /// <summary>One master key itself (32 bytes), instead of the file.</summary>
    public ReadOnlyMemory<byte>? MasterKey { get; init; }

    /// <summary>Commands under way in this node at most; more are told to come back. The default value is 2,000.</summary>
    public int MaxInFlight { get; init; } = 2_000;

    /// <summary>Commits in flight at once. The default value is 2.</summary>
    public int Writers { get; init; } = UsualWriters;

    /// <summary>Connections for everything but commits; a writer has one of its own beside them. The default value is 12, or what the connection string says.</summary>
    public int? Connections { get; init; }

    /// <summary>Units in one commit at most. The default value is 128.</summary>
    public int GroupLimit { get; init; } = 128;

    /// <summary>Memory for the states of cases used last. The default value is 256 MiB.</summary>
    public long CacheBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>The clock of the service, where it is not the database's: tests and imports bring their own.</summary>
    public IClock? Clock { get; init; }

    /// <summary>A machine whose clock is off by more takes no commands and fires no timers. The default value is ten seconds.</summary>
    public TimeSpan ClockLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often listeners look for themselves, whatever they were told. The default value is ten seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(10);
}
