using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Activities.Whistle;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Coordination;

/// <summary>
/// One level of the ladder (分级协调, Art. 20): it settles the matter, returns it with advice, or passes it up. Its silence
/// passes the matter up at its limit, where that is drawn. A level that the ticket has no unit for, that lies below the
/// one asked for, or that is the asking unit itself is passed over.
/// </summary>
public sealed class Coordinate : Activity, ICityTasks
{
    private const string Resolved = "Resolved";
    private const string Returned = "Returned";
    private const string PassUp = "PassUp";
    private const string Outside = "Outside";
    private const string LimitTag = "limit";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.Coordinate",
        Category = "接诉即办",
        DisplayName = "分级协调",
        Description = "一级协调：协调解决、退回并提出意见，或者提请上一级；逾期未协调的自动提请上一级并留痕。",
        Sources = [LegalDuty.Coordination],
        Inputs =
        [
            CoordinationContext.NumberInput,
            new("Level", "String", "层级", "城市分级协调规则中的层级", UiHint: Pickers.Level, IsRequired: true),
            new("Unit", "String", "由谁协调", "事发地的社区、街道、区，热线中心、上级、主办单位、区内职责单位，或者指定单位", UiHint: Pickers.UnitReference, IsRequired: true),
            new("Role", "String", "由什么角色协调", "系统角色，或者城市自设的角色", Value.Of(TicketRoles.Handler), Pickers.Role),
            Limits.Input("LimitStep", "协调时限步骤", "本级协调的期限取自时限表的哪一步骤", new("Coordination")),
        ],
        Ports =
        [
            new(Resolved, "已协调解决", IsOptional: true),
            new(Returned, "退回并提出意见", IsOptional: true),
            new(PassUp, "提请上一级", IsOptional: true),
            new(Outside, "商请外部单位", IsOptional: true),
        ],
        Task = new(
            "Coordinate",
            "协调办理",
            "Coordinate",
            "召集有关单位研究，明确责任和办法；本级不能解决的，及时提请上一级协调，不得搁置。",
            [new(Resolved, "已协调解决", "Settled"), new(Returned, "退回并提出意见", "Return with advice"), new(PassUp, "提请上一级", "Pass up"), new(Outside, "商请外部单位", "Ask an outside party")],
            [
                new("party", FieldType.Choice, "外部单位", "Outside party", IsRequired: true, OnlyFor: [Outside]),
                new("decision", FieldType.LongText, "协调意见", "Decision", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 2000),
            ])
        { Subject = Subjects.Of("Coordinate") },
    };

    /// <inheritdoc/>
    IEnumerable<TaskDeclaration> ICityTasks.TasksOf(CityPolicy city)
    {
        var parties = city.Coordination.Parties.Select(party => (party.Code, $"{party.Name}（{party.Sort}）")).ToArray();
        yield return Descriptor.Task! with { Fields = [.. Descriptor.Task.Fields.Select(field => field.Name == "party" ? field with { Options = parties } : field)] };
    }

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!CoordinationContext.TryRead(context, out var request) || !Limits.TryRead(context, "LimitStep", out var step)) return;
        var level = context.Input("Level").AsString() ?? "";
        var unit = context.FindUnit(context.Input("Unit").AsString());
        if (unit is null || unit.Code == request.Unit || IsBelowStart(context.City().Coordination, request, level))
        {
            context.Complete(PassUp);
            return;
        }

        context.Record(new CoordinationBegun(request.Ordinal, context.Now, level, unit.Code));
        var due = WhistleContext.DueAt(context, step, unit.Code);
        var offered = new List<string> { Resolved, Returned };
        if (context.IsDrawn(PassUp)) offered.Add(PassUp);
        if (context.IsDrawn(Outside) && !context.City().Coordination.Parties.IsEmpty) offered.Add(Outside);
        var cityWide = unit.Kind == UnitKind.HotlineCenter;
        context.OpenTask(
            context.Input("Role").AsString() ?? TicketRoles.Handler,
            cityWide ? null : unit.Code,
            due,
            context.Summary(("asker", Value.Of(context.NameOf(request.Unit))), ("level", Value.Of(level))),
            outcomes: offered,
            title: $"{context.DisplayText}：{unit.Name}");
        if (due is { } limit) context.SetTimer(limit, LimitTag);
        if (!cityWide) Notices.Send(context, OutgoingMessages.CoordinationBegun, unit.Code, ("asker", context.NameOf(request.Unit)));
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (!CoordinationContext.TryRead(context, out var request)) return null;
        if (resumption.Bookmark.Tag == LimitTag)
        {
            Decide(context, request, "Silent", Value.Null, Value.Null);
            if (context.IsDrawn(PassUp)) context.Complete(PassUp);
            return null;
        }

        var result = resumption.Payload;
        if (Sealed.From(result["decision"]) is null or { Length: 0 })
        {
            return Refusal.Content("coordination.decision.missing", "result.decision", "请填写协调意见", "Expected the decision in words, but it is missing, so write it", LegalDuty.Coordination);
        }

        if (resumption.Outcome == Outside && context.City().Coordination.FindParty(result["party"].AsString()) is null)
        {
            return Refusal.Content("coordination.party.unknown", "result.party", "没有这个外部单位，请从清单中选择", "Expected an outside party of the city's list, so choose one", LegalDuty.OutsideParty);
        }

        Decide(context, request, resumption.Outcome!, result["decision"], result["party"]);
        if (request.Unit is { } asker && resumption.Outcome is Resolved or Returned)
        {
            Notices.Send(context, OutgoingMessages.CoordinationDecided, asker);
        }

        context.Complete(resumption.Outcome!);
        return null;
    }

    private static void Decide(ActivityContext context, CoordinationRequest request, string decision, Value text, Value party) =>
        context.Record(new CoordinationDecided(
            request.Ordinal,
            decision is Resolved or Returned ? decision : CoordinationEvents.Open,
            new(context.Input("Level").AsString() ?? "", context.Now, context.Actor.Id, decision, text, party.IsNull ? Value.Of(request.Party) : party)));

    /// <summary>True where the asker wanted a higher level to begin.</summary>
    private static bool IsBelowStart(CoordinationPolicy policy, CoordinationRequest request, string level)
    {
        if (request.StartLevel is not { } start) return false;
        foreach (var known in policy.Levels)
        {
            if (known.Code == start) return false;
            if (known.Code == level) return true;
        }

        return false;
    }
}
