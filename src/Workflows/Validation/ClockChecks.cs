using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>
/// The limit of the unit's work runs wherever the unit works: on every way to the sign-in and to the handling a clock has been started that has
/// not been stopped since. A ticket that is sent back after its reply gets the clock again that is drawn for it. A must-analysis over the
/// connections: what holds at an activity holds on every way to it.
/// </summary>
internal sealed class ClockChecks
{
    private const string Any = "*";
    private const string Replied = "replied";
    private const string Asked = "asked";
    private const string Rehandling = "rehandling:";
    private readonly CheckList list;
    private readonly Dictionary<string, ActivityNode> children;
    private readonly ILookup<string, Connection> outgoing;
    private readonly Dictionary<string, HashSet<string>> reached = new(StringComparer.Ordinal);

    private ClockChecks(ActivityNode flow, CheckList list)
    {
        this.list = list;
        children = flow.Children.Where(child => child.Port == "Activities").DistinctBy(child => child.Id).ToDictionary(child => child.Id, StringComparer.Ordinal);
        outgoing = flow.Connections.Where(connection => children.ContainsKey(connection.Source) && children.ContainsKey(connection.Target)).ToLookup(connection => connection.Source, StringComparer.Ordinal);
    }

    public static void Check(WorkflowDefinition definition, CheckList list)
    {
        var accept = definition.Nodes.First(node => node.Type == TicketTypes.Accept);
        if (accept.Parent is { Type: "Elsa.Flowchart" } flow)
        {
            var checks = new ClockChecks(flow, list);
            checks.Spread(accept);
            checks.Report();
            return;
        }

        foreach (var handle in definition.Nodes.Where(node => node.Type == TicketTypes.Handle && !definition.Nodes.Any(other => other.Type == TicketTypes.Clock))) Missing(list, handle, LimitStep.Feedback.Code, null);
    }

    private void Spread(ActivityNode start)
    {
        reached[start.Id] = [];
        var pending = new Queue<string>([start.Id]);
        while (pending.TryDequeue(out var id))
        {
            foreach (var connection in outgoing[id])
            {
                var holds = After(children[id], connection.SourcePort);
                if (!reached.TryGetValue(connection.Target, out var before)) reached[connection.Target] = holds;
                else if (before.IsSubsetOf(holds)) continue;
                else before.IntersectWith(holds);
                pending.Enqueue(connection.Target);
            }
        }
    }

    private void Report()
    {
        var drawn = children.Values.Where(node => node.Type == TicketTypes.Clock && reached.ContainsKey(node.Id)).Select(StepOf).ToHashSet(StringComparer.Ordinal);
        foreach (var node in children.Values.Where(node => node.Type is TicketTypes.Handle or TicketTypes.SignIn))
        {
            var into = outgoing.SelectMany(from => from).Where(connection => connection.Target == node.Id && reached.ContainsKey(connection.Source));
            foreach (var connection in into)
            {
                if (MissingOn(node, After(children[connection.Source], connection.SourcePort), drawn) is not { } step) continue;
                Missing(list, node, step, children[connection.Source]);
                break;
            }
        }
    }

    /// <summary>The step whose clock does not run on a way into an activity, or null.</summary>
    private static string? MissingOn(ActivityNode node, HashSet<string> holds, HashSet<string> drawn)
    {
        bool Runs(string step) => holds.Contains(step) || holds.Contains(Any);
        bool IsDrawn(string step) => drawn.Contains(step) || drawn.Contains(Any);
        var feedback = LimitStep.Feedback.Code;
        if (node.Type == TicketTypes.SignIn) return Runs(feedback) || Runs(LimitStep.SignIn.Code) || (holds.Contains(Replied) && IsDrawn(feedback)) ? null : feedback;
        if (holds.FirstOrDefault(one => one.StartsWith(Rehandling, StringComparison.Ordinal)) is { } round) return Runs(round[Rehandling.Length..]) ? null : round[Rehandling.Length..];
        var own = Literal(node, "LimitStep") ?? feedback;
        if (!holds.Contains(Replied)) return Runs(own) || Runs(feedback) ? null : own;

        // Sent back after its reply: the handling runs the clock that is drawn for it.
        if (Runs(feedback) || Runs(LimitStep.Rehandle.Code)) return null;
        var needed = holds.Contains(Asked) ? LimitStep.Rehandle.Code : feedback;
        return IsDrawn(needed) ? null : needed;
    }

    /// <summary>What holds once an activity was left by a port: the clocks that run, and what has been done.</summary>
    private HashSet<string> After(ActivityNode node, string port)
    {
        var holds = new HashSet<string>(reached[node.Id], StringComparer.Ordinal);
        if (node.Type == TicketTypes.Clock && port != "Stopped") holds.Add(StepOf(node));
        if (node.Type == TicketTypes.Handle)
        {
            // Whatever way led here was looked at by itself: while the unit works, the clock of its work runs.
            holds.RemoveWhere(one => one is Replied or Asked || one.StartsWith(Rehandling, StringComparison.Ordinal));
            holds.Add(LimitStep.Feedback.Code);
        }

        if ((node.Type == TicketTypes.Handle && port is TicketTypes.Replied or "CarryOver") || node.Type == TicketTypes.CarryOver)
        {
            holds.RemoveWhere(one => one == Asked || one == LimitStep.Feedback.Code || one == LimitStep.Rehandle.Code || one == LimitStep.FirstContact.Code || one.StartsWith(Rehandling, StringComparison.Ordinal));
            holds.Add(Replied);
        }
        else if (node.Type == TicketTypes.SignIn && port == "SignedIn")
        {
            holds.Remove(LimitStep.SignIn.Code);
        }
        else if (node.Type == TicketTypes.Callback)
        {
            holds.Add(Asked);
        }
        else if (node.Type == TicketTypes.Rehandle && port == "Rehandle")
        {
            holds.Add(Rehandling + (Literal(node, "LimitStep") ?? LimitStep.Rehandle.Code));
        }

        // A clock that starts from the same port runs beside.
        foreach (var beside in outgoing[node.Id].Where(connection => connection.SourcePort == port).Select(connection => children[connection.Target]).Where(target => target.Type == TicketTypes.Clock)) holds.Add(StepOf(beside));
        return holds;
    }

    private static string StepOf(ActivityNode clock) => clock.Inputs.TryGetValue("Step", out var stated) && stated.Expression.Type != "Literal" ? Any : Literal(clock, "Step") ?? LimitStep.Feedback.Code;

    private static string? Literal(ActivityNode node, string input) =>
        (node.Inputs.TryGetValue(input, out var stated) ? stated.Expression.Value : node.Raw[char.ToLowerInvariant(input[0]) + input[1..]]).AsString() is { Length: > 0 } text ? text : null;

    private static void Missing(CheckList list, ActivityNode node, string step, ActivityNode? from)
    {
        var (chinese, english) = from is null ? ("", "") : ($"从“{list.LabelOf(from)}”", $" from '{list.LabelOf(from)}'");
        list.Error(node, "wait.noClock",
            $"{chinese}走到这里时，“{step}”没有计时在运行：不预警、不标记超期、不催办督办。请画一个该步骤的“时限计时”，与本环节从同一上一步引出。",
            $"on the way{english} no clock of the step '{step}' is running here, so nothing warns, marks what is overdue or climbs the ladder: draw a DeadlineClock of that step from the same port.");
    }
}
