namespace JieSuJiBan.Application.Startup;

/// <summary>What the program's exit says; stable, for scripts.</summary>
public static class ExitCodes
{
    public const int Success = 0;
    public const int Findings = 1;
    public const int Usage = 2;
    public const int PortTaken = 3;
    public const int DiskFull = 4;
    public const int NodeMissing = 5;
    public const int DatabaseNewer = 6;
    public const int DatabaseUnreachable = 7;
    public const int BadConnectionString = 8;
    public const int EmbeddedDatabase = 9;
    public const int PackInvalid = 10;

    /// <summary><c>workflow run</c>: the workflow ended faulted; the last line names its incidents.</summary>
    public const int Faulted = 11;

    /// <summary>A setting has a value that it cannot have.</summary>
    public const int BadSetting = 12;

    /// <summary>What would be served could be read or changed on its way, or under any host name.</summary>
    public const int Unprotected = 13;

    /// <summary>The database is older than the program, and no owner was given who could migrate it.</summary>
    public const int MigrationsPending = 14;

    /// <summary>The service was told to connect as an owner or a superuser.</summary>
    public const int ServingAsOwner = 15;

    /// <summary>The master key of the vault is missing, is another one, or may be read by others.</summary>
    public const int MasterKey = 16;

    /// <summary>The database server gives fewer connections than one node takes.</summary>
    public const int TooFewConnections = 17;
    public const int Failure = 70;
    public const int Interrupted = 130;
}
