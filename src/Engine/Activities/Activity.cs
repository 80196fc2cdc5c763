using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities;

/// <summary>
/// A kind of activity: one stateless object per type, shared by all cases and threads. All it knows of an instance
/// comes in, and all it does goes out, through the <see cref="ActivityContext"/>.
/// </summary>
public abstract class Activity
{
    /// <summary>Type name, inputs, outputs, ports and task: what the designer, the validator and the form show.</summary>
    public abstract ActivityDescriptor Descriptor { get; }

    /// <summary>
    /// Runs the instance until it completes, waits or faults. An activity that neither completes nor waits nor schedules
    /// a child is completed with <c>Done</c>.
    /// </summary>
    public abstract void Execute(ActivityContext context);

    /// <summary>
    /// Goes on after a wait. Returning a rejection refuses the input as a whole: nothing of the step remains.
    /// The default completes with the outcome that the person chose, else <c>Done</c>.
    /// </summary>
    public virtual Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        context.Complete(resumption.Outcome ?? "Done");
        return null;
    }
}

/// <summary>Why an activity goes on.</summary>
/// <param name="Bookmark">The wait that ended; its <see cref="Bookmark.Tag"/> tells which.</param>
/// <param name="Input">The input that ended it.</param>
/// <param name="Outcome">For tasks, the outcome chosen.</param>
/// <param name="Payload">For tasks the result fields, for signals the payload, for results the answer.</param>
public sealed record Resumption(Bookmark Bookmark, Input Input, string? Outcome, Value Payload);
