using JieSuJiBan.Application.Commands;
using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JieSuJiBan.Web.Api;

/// <summary>Results of commands as HTTP.</summary>
internal static class CommandAnswers
{
    public static CommandAccepted Of(CommandResult.Accepted accepted) => new(
        accepted.CaseId.Value, accepted.Number, accepted.Answer["status"].AsString(), accepted.Sequence, accepted.Repeated);

    public static Results<Ok<CommandAccepted>, ProblemResult> Result(CommandResult answer) => answer is CommandResult.Accepted accepted
        ? TypedResults.Ok(Of(accepted))
        : NotAccepted(answer);

    /// <summary>The problem that any other result than an accepted one is.</summary>
    public static ProblemResult NotAccepted(CommandResult answer) => answer switch
    {
        CommandResult.Refused refused => Refused(refused.Rejections),
        CommandResult.Overloaded busy => Problems.Overloaded(busy.RetryAfter),
        // What is said of a database that went away stands in one place, for pages and programs.
        CommandResult.Unknown lost => throw new OutcomeUnknownException(lost.Cause),
        _ => throw new InvalidOperationException($"No HTTP answer is known for {answer.GetType().Name}."),
    };

    /// <summary>The result; where nobody knows it, what was lost is thrown, so that the page of failures keeps what was typed.</summary>
    public static async Task<CommandResult> KnownAsync(Task<CommandResult> asked)
    {
        var result = await asked;
        return result is CommandResult.Unknown lost ? throw new OutcomeUnknownException(lost.Cause) : result;
    }

    /// <summary>One refusal as it is, several as one that lists them.</summary>
    public static ProblemResult Refused(IReadOnlyList<Rejection> rejections) => rejections is [var only]
        ? Problems.Of(only)
        : Problems.Of(
            422,
            rejections.Select(rejection => rejection.Code).Distinct().ToArray() is [var same] ? same : "request.invalid",
            string.Join(" ", rejections.Select(rejection => rejection.Chinese).Distinct()),
            string.Join(" ", rejections.Select(rejection => rejection.English).Distinct()),
            rejections.Select(rejection => rejection.Source).FirstOrDefault(source => source is not null),
            [.. rejections.Select(rejection => new FieldProblem(rejection.Field ?? "", rejection.Chinese, rejection.English))]);
}
