using System.Net.Sockets;
using Npgsql;

namespace JieSuJiBan.Runtime.Commit;

/// <summary>What a database error means for what was sent.</summary>
internal static class Failure
{
    /// <summary>Nothing was written, and sending the same again may succeed: deadlock, serialization, or two nodes with one command id.</summary>
    public static bool IsRace(PostgresException failure) =>
        failure.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
        || (failure.SqlState == PostgresErrorCodes.UniqueViolation && failure.ConstraintName == "command_pkey");

    /// <summary>The server is gone, going or not answering.</summary>
    public static bool IsConnection(Exception failure) => failure switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal)
            || state.StartsWith("57P", StringComparison.Ordinal)
            || state is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.IoError,
        NpgsqlException or SocketException or IOException or TimeoutException or OperationCanceledException => true,
        _ => false,
    };
}
