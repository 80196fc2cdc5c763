using JieSuJiBan.Activities.Projections;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Commit;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>
/// The rows that a case should have, made by deciding each recorded step again and handing its effects to what hands them to the database
/// when they are decided the first time.
/// </summary>
internal sealed class ExpectedRows
{
    private readonly CaseWriteBuilder builder;
    private readonly CaseProjections projections;
    private IReadOnlyList<object?> lastRows = [];

    private ExpectedRows(CaseState state, CaseProjections projections)
    {
        (State, this.projections) = (state, projections);
        builder = new(CaseHead.New, projections);
        Rows = projections.RowsOf(state);
    }

    /// <summary>The state that the recorded events lead to.</summary>
    public CaseState State { get; }

    /// <summary>False where a step could not be decided again: then only what the state tells is known.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The list row by each projection; null where the case is not of its kind.</summary>
    public IReadOnlyList<object?> Rows { get; }

    /// <summary>That of a ticket; null for a case that is none.</summary>
    public TicketProjection? Ticket => Rows.OfType<TicketProjection>().FirstOrDefault();

    /// <summary>The step that changed the row of each table last.</summary>
    public Dictionary<string, long> ChangedAt { get; } = new(StringComparer.Ordinal);

    /// <summary>Units that took part at some step.</summary>
    public HashSet<string> Units { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of <see cref="Units"/> that must have a row: before units of every step of a run were written, only those at its end were.</summary>
    public HashSet<string> NeededUnits { get; } = new(StringComparer.Ordinal);

    /// <summary>Every task that was opened, as it stands now.</summary>
    public IReadOnlyDictionary<string, TaskWrite> Tasks => builder.Tasks;

    /// <summary>Every message that was to go out, and whether its content is held to its step (<see cref="Semantics.EffectsAreDecided"/>).</summary>
    public Dictionary<string, (OutboxRow Row, bool IsHeld)> Messages { get; } = new(StringComparer.Ordinal);

    /// <summary>The ids of tasks whose content is held to the steps that made it.</summary>
    public HashSet<string> HeldTasks { get; } = new(StringComparer.Ordinal);

    /// <summary>Decides the entries again.</summary>
    public static ExpectedRows Of(IReadOnlyList<JournalEntry> entries, WorkflowEngine engine, CaseProjections projections, PublishedTexts texts, Findings findings)
    {
        var expected = new ExpectedRows(Replayer.Rebuild(entries), projections);
        var steps = 0;
        var found = Replayer.Verify(entries, engine, texts.Definition, texts.Policy, (entry, _, decision) =>
        {
            steps++;
            expected.Take(entry, decision);
        });
        foreach (var finding in found)
        {
            // The chain was looked at row by row already.
            if (finding.Code is "sequence.gap" or "chain.broken") continue;
            findings.Add(finding.Code, finding.Chinese, finding.English, finding.Sequence);
        }

        expected.IsWhole = steps == entries.Count;
        expected.NeededUnits.UnionWith(TicketUnits.Of(expected.State));
        return expected;
    }

    private void Take(JournalEntry entry, Decision decision)
    {
        var isHeld = entry.Semantics >= Semantics.EffectsAreDecided;
        var before = builder.Messages.Count;
        builder.Follow(entry.Stimulus, decision);
        foreach (var message in builder.Messages.Skip(before)) Messages[message.EffectId] = (message, isHeld);
        var rows = projections.RowsOf(decision.State);
        var ticket = rows.OfType<TicketProjection>().FirstOrDefault();
        foreach (var effect in decision.Effects)
        {
            if (effect is OpenTask { Task: var task })
            {
                if (isHeld) HeldTasks.Add(task.Id);
                if (task.UnitCode is not { } unit) continue;
                Units.Add(unit);
                if (isHeld && ticket is not null) NeededUnits.Add(unit);
            }
            else if (effect is ChangeTask change && !isHeld)
            {
                HeldTasks.Remove(change.TaskId);
            }
        }

        var units = TicketUnits.Of(decision.State);
        Units.UnionWith(units);
        if (isHeld && ticket is not null) NeededUnits.UnionWith(units);
        foreach (var (projection, _) in projections.Changes(lastRows, rows)) ChangedAt[projection.Table] = entry.Sequence;
        lastRows = rows;
    }
}
