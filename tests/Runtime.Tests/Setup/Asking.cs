using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Outbox;

namespace JieSuJiBan.Runtime.Tests.Setup;

/// <summary>Asks the outside and waits for its answer.</summary>
internal sealed class AskOutside : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new() { TypeName = "Test.Ask", Category = "测试", DisplayName = "询问" };

    public override void Execute(ActivityContext context) => context.Send("test", Value.Object(("question", Value.Of("?"))), awaitsResult: true);
}

/// <summary>A workflow of one question.</summary>
internal static class Asking
{
    public static WorkflowDefinition Definition { get; } = WorkflowDefinition.Read(
        """
        {
          "id": "asking-v1", "definitionId": "asking", "name": "Asking", "version": 1, "isLatest": true, "isPublished": true,
          "variables": [], "inputs": [], "outputs": [], "outcomes": [], "customProperties": {},
          "root": {
            "id": "root", "nodeId": "Workflow1:root", "name": "Sequence1", "type": "Elsa.Sequence", "version": 1,
            "customProperties": {}, "metadata": {}, "variables": [],
            "activities": [{ "id": "ask", "name": "Ask", "type": "Test.Ask", "version": 1 }]
          }
        }
        """).Definition!;
}

/// <summary>An outside that does what the test says, and remembers what it was sent.</summary>
internal sealed class Outside(Func<OutboxItem, CancellationToken, Task<OutboxAnswer>> answer, string channel = "test") : IOutboxAdapter
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<OutboxItem> delivered = [];

    public Outside(Func<OutboxItem, OutboxAnswer> answer, string channel = "test")
        : this((item, _) => Task.FromResult(answer(item)), channel)
    {
    }

    public string Channel => channel;

    public bool LeavesTheService { get; init; } = true;

    public IReadOnlyCollection<OutboxItem> Delivered => delivered;

    public Task<OutboxAnswer> DeliverAsync(OutboxItem item, CancellationToken ct)
    {
        delivered.Enqueue(item);
        return answer(item, ct);
    }
}
