using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>Proof of handling, by kind: which kinds there are and which a result needs is the city's to say.</summary>
internal static class Evidence
{
    /// <summary>One field of attachments per kind.</summary>
    public static IReadOnlyList<TaskField> Fields(CityPolicy? city, params string[] outcomes) =>
        [.. (city?.Handling.EvidenceKinds ?? []).Select(kind => new TaskField(NameOf(kind), FieldType.Attachments, kind.Name, kind.English, OnlyFor: outcomes))];

    /// <summary>What is missing for this result, or null.</summary>
    public static Rejection? Check(ActivityContext context, Value result, string handlingResult)
    {
        var city = context.City();
        foreach (var kind in city.Handling.EvidenceKinds)
        {
            if (!kind.RequiredFor.Contains(handlingResult) || (kind.Class is { } problem && !city.Classes.LineageOf(context.Ticket().ClassCode ?? "").Contains(problem))) continue;
            if (result[NameOf(kind)].Count > 0 || context.Ticket().Evidence.HasKind(kind.Code)) continue;
            return Refusal.Content("handle.evidence.missing", "result." + NameOf(kind), $"请上传“{kind.Name}”", $"Expected the evidence {kind.English}, but there is none, so attach it", LegalDuty.Reply);
        }

        return null;
    }

    /// <summary>Records what was handed in.</summary>
    public static void Record(ActivityContext context, Value result)
    {
        foreach (var kind in context.City().Handling.EvidenceKinds)
        {
            foreach (var attachment in result[NameOf(kind)].Items)
            {
                context.Record(new EvidenceAdded(context.Ticket().Evidence.Next, context.Now, context.Actor.Id, attachment, kind.Code));
            }
        }
    }

    private static string NameOf(EvidenceKind kind) => "evidence" + kind.Code;
}
