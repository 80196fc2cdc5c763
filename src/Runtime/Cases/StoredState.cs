using System.Buffers.Binary;
using System.Text.Json;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;

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

    /// <summary>The state, and the entry that led to it where there is one after the snapshot.</summary>
    public static (CaseState State, JournalEntry? Last) Read(StoredStateRow row)
    {
        try
        {
            var snapshot = row.State is null ? CaseState.Empty : CaseStateSerializer.FromBytes(row.State);
            var entries = Array.ConvertAll(row.Entries, Entry);
            return entries is [.., var last] ? (Replayer.Rebuild(entries, from: snapshot), last) : (snapshot, null);
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new DamagedCaseException("The stored state of a case cannot be read.", unreadable);
        }
    }

    private static JournalEntry Entry(byte[] numbered) => EntryEncoding.Of(BinaryPrimitives.ReadInt16BigEndian(numbered)).Read(numbered.AsMemory(sizeof(short)));
}

/// <summary>The columns of <c>Cases/Sql/StoredState.sql</c>: what a state is made of.</summary>
/// <param name="State">The snapshot; null before there is one.</param>
/// <param name="Entries">The entries since, in order.</param>
internal sealed record StoredStateRow(byte[]? State, byte[][] Entries)
{
    /// <summary>The state at the newest step.</summary>
    public CaseState Fold() => StoredState.Read(this).State;
}
