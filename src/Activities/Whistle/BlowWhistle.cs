using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Whistle;

/// <summary>
/// The street blows the whistle (街乡吹哨, Art. 16): it says what kind and what for, and names the departments. Each gets
/// its own limit for reporting in, by the kind of whistle and of unit.
/// </summary>
public sealed class BlowWhistle : Activity, ICityTasks
{
    internal const string Blown = "Blown";
    internal const string Withdrawn = "Withdrawn";
    private const string RepliedTag = "replied";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.BlowWhistle",
        Category = "接诉即办",
        DisplayName = "吹哨",
        Description = "街道（乡镇）说明哨类型、事项，点名部门报到；各部门的报到时限按哨类型分别计算。",
        Sources = [LegalDuty.Whistle],
        Inputs = [Limits.Input("LimitStep", "吹哨时限步骤", "街道填写吹哨单的期限取自时限表的哪一步骤", new("BlowWhistle"))],
        Outputs = [new("Number", "Int64", "第几次吹哨"), new("Departments", "Object", "点名的部门", "单位代码列表")],
        Ports = [new(Blown, "已吹哨"), new(Withdrawn, "不再吹哨", IsOptional: true)],
        Task = new(
            "BlowWhistle",
            "吹哨",
            "Blow the whistle",
            "需要有关部门到场共同处置的，说明事项、点名部门；部门应当按时报到，服从街道（乡镇）调度。",
            [new(Blown, "吹哨", "Blow it"), new(Withdrawn, "不再吹哨", "Do not")],
            [
                new("whistleKind", FieldType.Choice, "哨类型", "Kind of whistle", IsRequired: true, OnlyFor: [Blown]),
                new("departments", FieldType.Units, "点名部门", "Departments", IsRequired: true, OnlyFor: [Blown]),
                new("matter", FieldType.LongText, "需要共同处置的事项", "What is to be done together", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 2000, OnlyFor: [Blown]),
            ])
        { Subject = Subjects.Of("BlowWhistle") },
    };

    /// <inheritdoc/>
    IEnumerable<TaskDeclaration> ICityTasks.TasksOf(CityPolicy city)
    {
        var kinds = city.Whistle.Kinds.Select(kind => (kind.Code, kind.Name)).ToArray();
        yield return Descriptor.Task! with { Fields = [.. Descriptor.Task.Fields.Select(field => field.Name == "whistleKind" ? field with { Options = kinds } : field)] };
    }

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        var unit = context.Ticket().LeadUnit;
        context.OpenTask(TicketRoles.Handler, unit, WhistleContext.DueAt(context, step, unit), context.Summary());
        context.WaitForSignal("ticket.replied", RepliedTag);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (resumption.Bookmark.Tag == RepliedTag || resumption.Outcome == Withdrawn)
        {
            context.Complete(Withdrawn);
            return null;
        }

        var (city, result, street) = (context.City(), resumption.Payload, context.Ticket().LeadUnit);
        if (city.Whistle.FindKind(result["whistleKind"].AsString()) is not { } kind)
        {
            var known = string.Join("、", city.Whistle.Kinds.Select(one => $"{one.Code}（{one.Name}）"));
            return Refusal.Content("whistle.kind.unknown", "result.whistleKind", $"没有这种哨类型，可选：{known}",
                $"Expected a kind of whistle, one of {string.Join(", ", city.Whistle.Kinds.Select(one => one.Code))}, so choose one", LegalDuty.Whistle);
        }

        if (street is null || !WhistleRules.MayBlow(city, street) || city.Organisation.Find(street) is not { } unit)
        {
            return Refusal.Content("whistle.notAStreet", "outcome", "只有街道（乡镇）可以吹哨；其他单位需要协调的，请提请上级协调",
                "Expected a street or township, because only these may whistle: ask for coordination instead", LegalDuty.Whistle);
        }

        string[] named = [.. result["departments"].Items.Select(item => item.AsString() ?? "")];
        if (WhistleRules.CheckNamed(city, unit, named) is { } wrong) return wrong;
        if (Sealed.From(result["matter"]) is null or { Length: 0 })
        {
            return Refusal.Content("whistle.matter.missing", "result.matter", "请说明需要部门共同处置的事项", "Expected what the departments are needed for, but it is missing, so state it", LegalDuty.Whistle);
        }

        Blow(context, kind, unit, named, result["matter"]);
        return null;
    }

    private static void Blow(ActivityContext context, WhistleKind kind, HandlingUnit street, string[] named, Value matter)
    {
        var number = WhistleFacts.Of(context.Facts).Count() + 1;
        context.Record(new WhistleBlown(
            number, context.Now, context.Actor.Id, kind.Code, matter, street.Code, [.. named.Select(code => (code, WhistleContext.DueAt(context, kind.ArrivalStep, code)))]));
        foreach (var code in named)
        {
            Notices.Send(context, OutgoingMessages.WhistleBlown, code, ("street", street.Name), ("kind", kind.Name));
        }

        context.SetOutput("Number", Value.Of(number));
        context.SetOutput("Departments", Value.Of(named));
        context.Complete(Blown);
    }
}
