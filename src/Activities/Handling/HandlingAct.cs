using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// One thing that the unit may do with a ticket it handles: an outcome of <see cref="HandleTicket"/> and the port of the same
/// name. One file per act. It is offered only where its port is drawn (unless it needs none) and its rule allows it now.
/// </summary>
internal abstract class HandlingAct
{
    /// <summary>The outcome and the port.</summary>
    public abstract TaskOutcome Outcome { get; }

    /// <summary>Name of outcome and port.</summary>
    public string Name => Outcome.Name;

    /// <summary>False where the act is complete in itself, so that nothing need be drawn.</summary>
    public virtual bool NeedsPort => true;

    /// <summary>True where the ticket leaves handling; else the task stays open and the port is followed beside it.</summary>
    public virtual bool Leaves => false;

    /// <summary>What it asks; each field is for this outcome only. With a city, its lists are the options.</summary>
    public abstract IReadOnlyList<TaskField> Fields(CityPolicy? city);

    /// <summary>Whether it may be done now.</summary>
    public virtual bool IsOffered(ActivityContext context) => true;

    /// <summary>Checks what was filled in, then records it: a refusal changes nothing.</summary>
    public abstract Rejection? Take(ActivityContext context, Value result);
}
