namespace JieSuJiBan.Runtime.Cases;

/// <summary>One step at a time per case within this node; other nodes are held off by the version check.</summary>
internal sealed class CaseGates
{
    private readonly Dictionary<Guid, Gate> gates = [];

    public async Task<IDisposable> EnterAsync(Guid caseId, CancellationToken ct)
    {
        Gate? gate;
        lock (gates)
        {
            if (!gates.TryGetValue(caseId, out gate)) gates[caseId] = gate = new(this, caseId);
            gate.Users++;
        }

        try
        {
            await gate.Semaphore.WaitAsync(ct);
            return gate;
        }
        catch
        {
            Leave(gate);
            throw;
        }
    }

    private void Leave(Gate gate)
    {
        lock (gates)
        {
            if (--gate.Users > 0) return;
            gates.Remove(gate.CaseId);
        }

        gate.Semaphore.Dispose();
    }

    private sealed class Gate(CaseGates owner, Guid caseId) : IDisposable
    {
        public Guid CaseId => caseId;

        public SemaphoreSlim Semaphore { get; } = new(1, 1);

        public int Users { get; set; }

        public void Dispose()
        {
            Semaphore.Release();
            owner.Leave(this);
        }
    }
}
