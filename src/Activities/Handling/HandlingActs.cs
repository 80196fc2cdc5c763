using System.Collections.Immutable;
using JieSuJiBan.Engine.Activities;

namespace JieSuJiBan.Activities.Handling;

/// <summary>All that a unit may do with a ticket it handles.</summary>
internal static class HandlingActs
{
    /// <summary>In the order in which the form offers them: one act a line.</summary>
    public static ImmutableArray<HandlingAct> All { get; } =
    [
        new Reply(),
        new RecordContact(),
        new ObjectToDispatch(),
        new AddCoUnit(),
        new RequestExtension(),
        new PauseClock(),
        new ResumeClock(),
        new WhistleForDepartments(),
        new AskLevelsAbove(),
        new CarryOver(),
    ];

    /// <summary>The act of that outcome.</summary>
    public static HandlingAct Of(string outcome) => All.First(act => act.Name == outcome);

    /// <summary>The outcomes offered now.</summary>
    public static string[] Offered(ActivityContext context) =>
        [.. All.Where(act => (!act.NeedsPort || context.IsDrawn(act.Name)) && act.IsOffered(context)).Select(act => act.Name)];
}
