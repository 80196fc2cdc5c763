using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;

namespace JieSuJiBan.Runtime.Tests;

public sealed class When_steps_are_traced(PostgresFixture postgres)
{
    private const string Secret = "13800001234";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static WorkflowDefinition Failing { get; } = WorkflowDefinition.Read(
        """
        { "id": "failing-v7", "definitionId": "failing", "name": "Failing", "version": 7,
          "root": { "id": "root", "type": "Elsa.Sequence", "version": 1, "activities": [
            { "id": "say", "type": "Elsa.WriteLine", "version": 1, "text": { "typeName": "String", "expression": { "type": "Input", "value": "phone" } } },
            { "id": "made-up", "type": "Made.Up", "version": 1 } ] } }
        """).Definition!;

    [Fact]
    public async Task A_span_says_what_ran_and_nothing_about_anybody()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        Assert.Null(await node.Catalog.PublishAsync(Failing, node.Clock.Now, "test", Ct));
        using var outer = new Activity("test").Start();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RuntimeMetrics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                // Other tests run beside this one: only what belongs to its trace counts.
                if (span.OperationName == "step" && span.TraceId == outer.TraceId) spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);

        var caseId = CaseRuntime.NewCaseId(node.Clock.Now);
        Assert.IsType<CommandResult.Accepted>(await node.SendAsync(caseId, new StartCase(Failing.Hash, Value.Object(("phone", Value.Of(Secret)))), Ct));
        Assert.IsType<CommandResult.Refused>(await node.SendAsync(caseId, new ReceiveSignal(Secret, Value.Null), Ct));

        var begun = spans.First();
        Assert.Equal(("failing", 7, "StartCase", "incident"), (begun.GetTagItem("jsjb.definition.id"), begun.GetTagItem("jsjb.definition.version"), begun.GetTagItem("jsjb.input.kind"), begun.GetTagItem("jsjb.result")));
        Assert.Equal("Elsa.Sequence*1 Elsa.WriteLine*1 composite*1", begun.GetTagItem("jsjb.activities"));
        Assert.Contains(spans, span => Equals(span.GetTagItem("jsjb.result"), "signal.notAwaited"));
        foreach (var span in spans)
        {
            Assert.Empty(span.TagObjects.Select(tag => tag.Key).Except(StepTrace.Tags));
            var told = string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(span.DisplayName).Append(span.StatusDescription).Concat(span.Baggage.Select(one => one.Value)));
            Assert.DoesNotContain(Secret, told, StringComparison.Ordinal);
            Assert.DoesNotContain(caseId.ToString(), told, StringComparison.Ordinal);
            Assert.DoesNotContain(Node.Someone.Id, told, StringComparison.Ordinal);
            Assert.Empty(span.Events);
        }
    }

    [Fact]
    public async Task Activities_are_counted_by_type_and_by_nothing_else()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        Assert.Null(await node.Catalog.PublishAsync(Failing, node.Clock.Now, "test", Ct));
        var counted = new ConcurrentQueue<(string Instrument, string Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, on) =>
        {
            if (instrument.Meter.Name == RuntimeMetrics.Name && instrument.Name.StartsWith("jsjb.activities.", StringComparison.Ordinal)) on.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => counted.Enqueue((instrument.Name, string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")))));
        listener.Start();

        await node.SendAsync(CaseRuntime.NewCaseId(node.Clock.Now), new StartCase(Failing.Hash, Value.EmptyObject), Ct);

        Assert.Contains(("jsjb.activities.executed", "activity.type=Elsa.WriteLine"), counted);
        Assert.Contains(("jsjb.activities.faulted", "activity.type=composite"), counted);
        Assert.All(counted, one => Assert.Matches(@"^activity\.type=[A-Za-z.]+$", one.Tags));
    }
}
