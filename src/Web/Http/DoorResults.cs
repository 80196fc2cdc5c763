using JieSuJiBan.Application.Commands;
using JieSuJiBan.Engine;
using JieSuJiBan.Web.Api;

namespace JieSuJiBan.Web.Http;

/// <summary>Answers of the door as HTTP.</summary>
internal static class DoorResults
{
    public static CommandAccepted Of(DoorAnswer.Accepted accepted) => new(
        accepted.CaseId.Value, accepted.Answer["number"].AsString(), accepted.Answer["status"].AsString(), accepted.Sequence, accepted.Repeated);

    public static IResult Result(DoorAnswer answer) => answer switch
    {
        DoorAnswer.Accepted accepted => Results.Ok(Of(accepted)),
        DoorAnswer.Refused refused => Refused(refused.Rejections),
        DoorAnswer.Busy busy => Problems.Overloaded(busy.RetryAfter),
        _ => throw new InvalidOperationException($"No HTTP answer is known for {answer.GetType().Name}."),
    };

    /// <summary>One refusal as it is, several as one that lists them.</summary>
    public static IResult Refused(IReadOnlyList<Rejection> rejections) => rejections is [var only]
        ? Problems.Of(only)
        : Problems.Of(
            422,
            rejections.Select(rejection => rejection.Code).Distinct().ToArray() is [var same] ? same : "request.invalid",
            string.Join(" ", rejections.Select(rejection => rejection.Chinese).Distinct()),
            string.Join(" ", rejections.Select(rejection => rejection.English).Distinct()),
            rejections.Select(rejection => rejection.Source).FirstOrDefault(source => source is not null),
            [.. rejections.Select(rejection => new FieldProblem(rejection.Field ?? "", rejection.Chinese, rejection.English))]);
}
