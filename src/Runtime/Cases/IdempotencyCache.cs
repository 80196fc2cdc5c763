using System.Collections.Concurrent;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>An accepted command: what was asked, and the answer it got.</summary>
internal sealed record FirstResult(CaseId CaseId, byte[] RequestHash, long Sequence, Value Answer)
{
    /// <summary>The first answer again; or a refusal, where the id now comes with another request.</summary>
    public CommandResult To(byte[] requestHash) => requestHash.AsSpan().SequenceEqual(RequestHash)
        ? new CommandResult.Accepted(CaseId, Sequence, Answer, Repeated: true)
        : CommandResult.Refuse(new(
            RejectionKind.Content,
            "command.reused",
            "该命令编号已用于另一请求：请为新请求使用新的编号。",
            "Expected the request that this command id was first sent with, but it is another one, so nothing was done: use a new id for a new request."));

    public string ToJson() => Value.Object(("answer", Answer), ("sequence", Value.Of(Sequence))).ToString();

    public static FirstResult Of(Guid caseId, byte[] requestHash, string json)
    {
        var value = CanonicalJson.Parse(json);
        return new(new(caseId), requestHash, value["sequence"].AsInt64() ?? 0, value["answer"]);
    }
}

/// <summary>The answers this node gave last: repeats mostly come within seconds and then cost no look-up.</summary>
internal sealed class IdempotencyCache(int capacity)
{
    private readonly ConcurrentDictionary<Guid, FirstResult> answers = new();
    private readonly ConcurrentQueue<Guid> order = new();

    public FirstResult? Find(Guid commandId) => answers.GetValueOrDefault(commandId);

    public void Add(Guid commandId, FirstResult answer)
    {
        if (!answers.TryAdd(commandId, answer)) return;
        order.Enqueue(commandId);
        while (answers.Count > capacity && order.TryDequeue(out var oldest)) answers.TryRemove(oldest, out _);
    }
}
