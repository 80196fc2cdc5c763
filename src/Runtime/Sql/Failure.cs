using System.Net.Sockets;
using Npgsql;

namespace JieSuJiBan.Runtime.Sql;

/// <summary>What a database error means for what was sent.</summary>
internal static class Failure
{
    /// <summary>Nothing was written, and sending the same again may succeed: deadlock, serialization, or two nodes with one command id.</summary>
    public static bool IsRace(PostgresException failure) =>
        failure.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
        || (failure.SqlState == PostgresErrorCodes.UniqueViolation && failure.ConstraintName == "command_pkey");

    /// <summary>
    /// The server refused the statement as a whole, and not for what it was sent: no space, no memory, read-only. Nothing was written. What
    /// ends the connection as well says nothing certain.
    /// </summary>
    public static bool IsWholeRefusal(PostgresException failure) =>
        failure.InvariantSeverity == "ERROR" && (failure.SqlState.StartsWith("53", StringComparison.Ordinal) || failure.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.IoError);

    /// <summary>The server is gone, going or not answering.</summary>
    public static bool IsConnection(Exception failure) => failure switch
    {
        // What ends the connection, or refuses it, is about the server.
        PostgresException { InvariantSeverity: "FATAL" or "PANIC" } => true,
        PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal)
            || state.StartsWith("57P", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal)
            || state is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.IoError,
        NpgsqlException or SocketException or IOException or TimeoutException or OperationCanceledException => true,
        _ => false,
    };
}
