using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Triage;

/// <summary>The proposal to treat a request as unreasonable.</summary>
internal static class Unreasonable
{
    public static Rejection? Propose(ActivityContext context, Value result)
    {
        var grounds = context.City().Triage.Unreasonable.Grounds;
        var ground = result["unreasonableGround"].AsString();
        if (grounds.All(known => known.Code != ground))
        {
            var known = string.Join("、", grounds.Select(one => $"{one.Code}（{one.Name}）"));
            return Refusal.Content("unreasonable.ground.unknown", "result.unreasonableGround", $"没有认定理由“{ground}”，可选：{known}", $"Expected a ground of the city, but '{ground}' is none, so choose one of the list", LegalDuty.Unreasonable);
        }

        if (!result["unreasonableText"].HasWords()) return Refusal.Content("unreasonable.text.missing", "result.unreasonableText", "请写明事实和说明", "Expected the facts, but there are none, so write them", LegalDuty.Unreasonable);
        context.Record(new UnreasonableProposed(context.Now, context.Actor.Id, ground, result["unreasonableText"]));
        return null;
    }
}
