using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using NodaTime;

namespace JieSuJiBan.Engine.Replay;

/// <summary>Something that does not hold in a journal.</summary>
/// <param name="Sequence">The step it is about.</param>
/// <param name="Code"><c>sequence.gap</c>, <c>chain.broken</c>, <c>state.differs</c>, <c>definition.missing</c>, <c>policy.missing</c>, <c>semantics.newer</c>, <c>step.refused</c>, <c>step.events</c> or <c>step.state</c>.</param>
/// <param name="Chinese">The sentence for auditors, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record JournalFinding(long Sequence, string Code, string Chinese, string English);

/// <summary>What can be done with the journal of a case: rebuild it, check it, trace it.</summary>
public static class Replayer
{
    /// <summary>The state after these entries: the fold of their events.</summary>
    /// <param name="entries">The entries of one case, from the first, in order.</param>
    /// <param name="upTo">Last step to take in; null: all.</param>
    /// <param name="from">The state that the first of these entries follows; null: none, the entries begin with the first.</param>
    public static CaseState Rebuild(IEnumerable<JournalEntry> entries, long? upTo = null, CaseState? from = null)
    {
        var builder = new CaseBuilder(from ?? CaseState.Empty);
        foreach (var entry in entries)
        {
            if (entry.Sequence > upTo) break;
            foreach (var happened in entry.Events) happened.ApplyTo(builder);
        }

        return builder.ToState();
    }

    /// <summary>The state as it was at an instant (UTC, inclusive).</summary>
    public static CaseState RebuildAt(IEnumerable<JournalEntry> entries, Instant at) =>
        Rebuild(entries.TakeWhile(entry => entry.Stimulus.At <= at));

    /// <summary>
    /// Checks a journal: that the chain is whole, that each recorded state is the fold of the events, and that the engine
    /// decides the same again from the recorded inputs.
    /// </summary>
    /// <param name="entries">The entries of one case, from the first, in order.</param>
    /// <param name="engine">The engine to decide again with.</param>
    /// <param name="definitions">A definition by hash, or null where it is lost.</param>
    /// <param name="policies">A policy snapshot by hash, or null where it is lost.</param>
    /// <param name="decided">Is given each step that was decided again with the recorded result, in order: what it asked the shell to do is in the decision.</param>
    /// <returns>What does not hold; nothing for a sound journal.</returns>
    public static IReadOnlyList<JournalFinding> Verify(
        IEnumerable<JournalEntry> entries,
        WorkflowEngine engine,
        Func<string, WorkflowDefinition?> definitions,
        Func<string, Policy?> policies,
        Action<JournalEntry, Policy, Decision>? decided = null)
    {
        var findings = new List<JournalFinding>();
        var state = CaseState.Empty;
        var previousHash = JournalEntry.Genesis;
        var sequence = 0L;
        foreach (var entry in entries)
        {
            if (entry.Sequence != ++sequence)
            {
                findings.Add(new(entry.Sequence, "sequence.gap", $"第 {sequence} 步缺失，后一条是第 {entry.Sequence} 步。", $"Step {sequence} is missing: step {entry.Sequence} follows."));
                sequence = entry.Sequence;
            }

            if (entry.PreviousHash != previousHash)
            {
                findings.Add(new(entry.Sequence, "chain.broken", $"第 {entry.Sequence} 步与前一步的哈希链断开：前一条被改动或删除。", $"The chain is broken at step {entry.Sequence}: the entry before was changed or removed."));
            }

            var before = state.AsReadUnder(entry.Semantics);
            state = WorkflowEngine.Evolve(before, entry.Events);
            if (CaseStateSerializer.Hash(state) != entry.StateHash)
            {
                findings.Add(new(entry.Sequence, "state.differs", $"第 {entry.Sequence} 步记录的状态哈希与事件重放结果不符。", $"The state hash of step {entry.Sequence} is not that of its events."));
            }

            Decide(entry, before.Sequence == 0 ? null : before, engine, definitions, policies, findings, decided);
            previousHash = entry.Hash;
        }

        return findings;
    }

    private static void Decide(
        JournalEntry entry,
        CaseState? before,
        WorkflowEngine engine,
        Func<string, WorkflowDefinition?> definitions,
        Func<string, Policy?> policies,
        List<JournalFinding> findings,
        Action<JournalEntry, Policy, Decision>? decided)
    {
        var used = new List<PublishedDefinition>();
        foreach (var hash in entry.DefinitionHashes)
        {
            if (definitions(hash) is { } definition) used.Add(new(definition, Instant.MinValue));
            else findings.Add(new(entry.Sequence, "definition.missing", $"缺少第 {entry.Sequence} 步所用的流程版本 {hash}。", $"The definition {hash} that step {entry.Sequence} used is missing."));
        }

        var policy = policies(entry.PolicyHash);
        if (policy is null) findings.Add(new(entry.Sequence, "policy.missing", $"缺少第 {entry.Sequence} 步所用的政策快照 {entry.PolicyHash}。", $"The policy {entry.PolicyHash} that step {entry.Sequence} used is missing."));
        if (policy is null || used.Count < entry.DefinitionHashes.Count) return;
        if (entry.Semantics > Semantics.Current)
        {
            findings.Add(new(entry.Sequence, "semantics.newer",
                $"第 {entry.Sequence} 步由更新的程序按第 {entry.Semantics} 版语义判定，本程序只到第 {Semantics.Current} 版：请用新版程序核验。",
                $"Step {entry.Sequence} was decided under semantics {entry.Semantics} by a newer program, this one knows up to {Semantics.Current}: verify it with the newer one."));
            return;
        }

        if (engine.Step(DefinitionSet.Of(used), before, entry.Stimulus, policy) is not Decided { Decision: var decision })
        {
            findings.Add(new(entry.Sequence, "step.refused", $"第 {entry.Sequence} 步的输入重放时被拒绝。", $"The input of step {entry.Sequence} is refused when decided again."));
            return;
        }

        var (again, recorded) = (decision.Events, entry.Events);
        for (var i = 0; i < Math.Max(again.Count, recorded.Count); i++)
        {
            if (i < again.Count && i < recorded.Count && again[i].WritesSameAs(recorded[i])) continue;
            findings.Add(new(entry.Sequence, "step.events",
                $"第 {entry.Sequence} 步重新判定的结果从第 {i + 1} 个事件起与记录不同。",
                $"Decided again, step {entry.Sequence} differs from event {i + 1} on: {(i < again.Count ? again[i].Type : "nothing")} instead of {(i < recorded.Count ? recorded[i].Type : "nothing")}."));
            return;
        }

        if (CaseStateSerializer.Hash(decision.State) != entry.StateHash)
        {
            findings.Add(new(entry.Sequence, "step.state", $"第 {entry.Sequence} 步重新判定后的状态与记录不同。", $"Decided again, the state after step {entry.Sequence} is another."));
            return;
        }

        decided?.Invoke(entry, policy, decision);
    }
}
