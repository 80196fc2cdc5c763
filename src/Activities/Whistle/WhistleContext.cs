using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Whistle;

/// <summary>What the activities of a whistle share: which whistle, which department, by when.</summary>
internal static class WhistleContext
{
    /// <summary>The input that names the whistle; the definition binds it to what BlowWhistle gave.</summary>
    public static InputDescriptor NumberInput { get; } = new("Whistle", "Int64", "第几次吹哨", "取自“吹哨”活动的输出", IsRequired: true);

    /// <summary>The input that names the department.</summary>
    public static InputDescriptor UnitInput { get; } = new("Unit", "String", "部门", "通常用表达式取逐项并行的当前项", UiHint: Pickers.Unit, IsRequired: true);

    /// <summary>The whistle that the definition names; false, with an incident, where the ticket has none such.</summary>
    public static bool TryRead(ActivityContext context, out WhistleFacts whistle)
    {
        whistle = WhistleFacts.Of(context.Facts, (int)(context.Input("Whistle").AsInt64() ?? 0));
        if (!whistle.Facts.IsNull) return true;
        context.Fault("whistle.unknown", $"“{context.DisplayText}”所指的吹哨不存在：请把输入“第几次吹哨”绑定到“吹哨”活动的输出 / The whistle that '{context.DisplayText}' names does not exist: bind its input Whistle to the output of BlowWhistle");
        return false;
    }

    /// <summary>The whistle and the department that the definition names.</summary>
    public static bool TryRead(ActivityContext context, out WhistleFacts whistle, out DepartmentFacts department)
    {
        department = default;
        if (!TryRead(context, out whistle)) return false;
        department = whistle.Department(context.Input("Unit").AsString() ?? "");
        if (!department.Facts.IsNull) return true;
        context.Fault("whistle.department.unknown", $"部门“{department.Unit}”没有被点名：请修改“{context.DisplayText}”的输入“部门” / The department '{department.Unit}' was not named: change the input Unit of '{context.DisplayText}'");
        return false;
    }

    /// <summary>The limit of a step for that unit, from now; where the table has none, the ticket's own.</summary>
    public static Instant? DueAt(ActivityContext context, LimitStep step, string? unit)
    {
        var (city, ticket) = (context.City(), context.Ticket());
        var kind = unit is null ? null : city.Organisation.Find(unit)?.Kind;
        var choice = city.TimeLimits.For(step, ticket.ClassCode, ticket.RequestType, ticket.Channel, ticket.Urgency, kind);
        return choice is null ? ticket.FeedbackDueAt : city.Deadlines.Calculate(choice.Limit, context.Now).DueAt;
    }

    /// <summary>The unit's name, zh-CN.</summary>
    public static string NameOf(this ActivityContext context, string? unit) =>
        unit is null ? "" : context.City().Organisation.Find(unit)?.Name ?? unit;

    /// <summary>What a person sees of the whistle.</summary>
    public static Value SummaryOf(ActivityContext context, WhistleFacts whistle, params ReadOnlySpan<(string Name, Value Value)> more) => context.Summary(
    [
        ("whistle", Value.Of(whistle.Number)),
        ("whistleKind", Value.Of(context.City().Whistle.FindKind(whistle.Kind)?.Name ?? whistle.Kind)),
        ("whistleStreet", Value.Of(context.NameOf(whistle.Street))),
        .. more,
    ]);
}
