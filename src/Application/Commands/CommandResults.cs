using JieSuJiBan.Runtime.Cases;

namespace JieSuJiBan.Application.Commands;

/// <summary>Results of the runtime in the words of the product.</summary>
public static class CommandResults
{
    /// <summary>The same of a command that is on its way.</summary>
    public static async Task<CommandResult> Worded(Task<CommandResult> result) => Worded(await result);

    /// <summary>What the engine calls a signal that nobody awaits is, for people, a step that does not take the act.</summary>
    public static CommandResult Worded(CommandResult result) => result is CommandResult.Refused { Rejection: { Code: "signal.notAwaited" } raw }
        ? CommandResult.Refuse(raw with { Chinese = "该工单现在的环节不接受这一操作，请刷新后查看工单所处的环节。", English = "The ticket's present step does not take this, so nothing was done: reload and see where it stands." })
        : result;
}
