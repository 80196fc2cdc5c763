using System.Text.Json;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using Npgsql;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>
/// How a state is kept: as a snapshot now and then, and as the journal's entries since. The fold of the events is the state, so
/// writing it at every step would only say again what the journal says, at three times its size.
/// </summary>
internal static class StoredState
{
    /// <summary>A snapshot is written each time the steps pass a multiple of this: a reader folds fewer entries than that.</summary>
    public const int Every = 8;

    /// <summary>True where a run of steps is to leave a snapshot.</summary>
    public static bool IsDue(long versionBefore, long versionAfter) => versionAfter / Every > versionBefore / Every;

    /// <summary>The two columns that <see cref="Read"/> reads, of a row of <c>case_state</c>. One statement sees both as of one instant.</summary>
    public static string Columns(string alias) =>
        $"{alias}.state, array(select j.entry from jsjb.journal j where j.case_id = {alias}.case_id and j.seq > {alias}.state_version and j.seq <= {alias}.version order by j.seq)";

    /// <summary>The state.</summary>
    public static CaseState Read(NpgsqlDataReader reader, int column) => ReadWithLast(reader, column).State;

    /// <summary>The state, and the entry that led to it where there is one after the snapshot.</summary>
    public static (CaseState State, JournalEntry? Last) ReadWithLast(NpgsqlDataReader reader, int column)
    {
        var state = reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);
        var since = reader.GetFieldValue<byte[][]>(column + 1);
        try
        {
            var snapshot = state is null ? CaseState.Empty : CaseStateSerializer.FromBytes(state);
            var entries = Array.ConvertAll(since, bytes => JournalEntry.Parse(bytes));
            return entries is [.., var last] ? (Replayer.Rebuild(entries, from: snapshot), last) : (snapshot, null);
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new DamagedCaseException("The stored state of a case cannot be read.", unreadable);
        }
    }
}
