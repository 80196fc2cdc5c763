namespace JieSuJiBan.Runtime.Cases;

/// <summary>Heads of the cases used last, bounded by the bytes of their states (an object costs about six times its canonical bytes). Ours, because the caches of libraries bound numbers of entries, or scan to count bytes.</summary>
internal sealed class CaseCache(long maxBytes)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, LinkedListNode<(Guid CaseId, CaseHead Head)>> nodes = [];
    private readonly LinkedList<(Guid CaseId, CaseHead Head)> byUse = [];
    private long bytes;

    public CaseHead? Find(Guid caseId)
    {
        lock (gate)
        {
            if (!nodes.TryGetValue(caseId, out var node)) return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Head;
        }
    }

    public void Put(Guid caseId, CaseHead head)
    {
        lock (gate)
        {
            Drop(caseId);
            nodes[caseId] = byUse.AddFirst((caseId, head));
            bytes += Cost(head);
            while (bytes > maxBytes && byUse.Last is { } oldest) Drop(oldest.Value.CaseId);
        }
    }

    public void Remove(Guid caseId)
    {
        lock (gate) Drop(caseId);
    }

    private static long Cost(CaseHead head) => 512 + (6L * head.Bytes);

    private void Drop(Guid caseId)
    {
        if (!nodes.Remove(caseId, out var node)) return;
        byUse.Remove(node);
        bytes -= Cost(node.Value.Head);
    }
}
