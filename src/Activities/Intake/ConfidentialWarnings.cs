using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Intake;

/// <summary>Something to look at in a request that was taken in all the same.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Field">The member of the request.</param>
/// <param name="Chinese">What is to be looked at, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record IntakeWarning(string Code, string Field, string Chinese, string English);

/// <summary>Tells whoever takes a confidential report in that its words say who reports: a unit reads them covered, and the matter may suffer.</summary>
public static class ConfidentialWarnings
{
    private static readonly (string Field, string Chinese)[] Read = [("title", "标题"), ("body", "诉求内容")];

    /// <summary>The warnings; none for a request that is not confidential.</summary>
    /// <param name="request">The request as it came.</param>
    /// <param name="city">The policies.</param>
    public static IReadOnlyList<IntakeWarning> Of(Value request, CityPolicy city)
    {
        ArgumentNullException.ThrowIfNull(city);
        if (!Confidentiality.Applies(request, city)) return [];
        var traces = PersonTraces.OfFacts(PersonTraces.PersonFields.Concat(PersonTraces.AccusedFields).Select(field => (field, request[field].AsString())));
        return
        [
            .. Read.Where(read => traces.IsIn(request[read.Field].AsString(), isStrict: true)).Select(read => new IntakeWarning(
                "intake.namesReporter",
                read.Field,
                $"保密工单的{read.Chinese}中含有举报人的姓名、号码或者住址等身份信息，承办单位看到的是遮盖后的文字；请核对，必要时改写后补充登记。",
                $"The {read.Field} of a confidential request says who reports (name, number, home): units read it covered, so check that it still says what is to be done.")),
        ];
    }
}
