using System.Collections.Concurrent;

namespace JieSuJiBan.Runtime.Commit;

/// <summary>The commands of which this node does not know whether they took effect, until one of their repeats is answered.</summary>
internal sealed class UnknownOutcomes
{
    // After an outage there are at most as many as were under way; more means that nobody repeats them.
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<Guid, byte> commands = new();

    public void Add(Guid commandId)
    {
        if (commands.Count >= Most) commands.Clear();
        commands[commandId] = 0;
    }

    public bool Contains(Guid commandId) => commands.ContainsKey(commandId);

    public void Remove(Guid commandId)
    {
        if (!commands.IsEmpty) commands.TryRemove(commandId, out _);
    }
}
