using JieSuJiBan.Host.Door;

namespace JieSuJiBan.Host.Endpoints;

/// <summary>Answers of the door as HTTP.</summary>
internal static class DoorResults
{
    public static CommandAccepted Of(DoorAnswer.Accepted accepted) => new(
        accepted.CaseId.Value, accepted.Answer["number"].AsString(), accepted.Answer["status"].AsString(), accepted.Sequence, accepted.Repeated);

    public static IResult Result(DoorAnswer answer) => answer switch
    {
        DoorAnswer.Accepted accepted => Results.Ok(Of(accepted)),
        DoorAnswer.Refused { Rejections: [var only] } => Problems.Of(only),
        DoorAnswer.Refused { Rejections: var several } => Problems.Of(
            422,
            several.Select(rejection => rejection.Code).Distinct().ToArray() is [var same] ? same : "request.invalid",
            string.Join(" ", several.Select(rejection => rejection.Chinese).Distinct()),
            string.Join(" ", several.Select(rejection => rejection.English).Distinct()),
            several.Select(rejection => rejection.Source).FirstOrDefault(source => source is not null),
            [.. several.Select(rejection => new FieldProblem(rejection.Field ?? "", rejection.Chinese, rejection.English))]),
        DoorAnswer.Busy busy => Problems.Overloaded(busy.RetryAfter),
        _ => throw new InvalidOperationException($"No HTTP answer is known for {answer.GetType().Name}."),
    };
}
