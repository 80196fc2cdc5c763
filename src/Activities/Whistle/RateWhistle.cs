using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Whistle;

/// <summary>
/// Double assessment (双考核, Art. 33): the street rates the department, the department rates the street, each by the
/// city's criteria and scale. Whoever says nothing within the limit has not rated; that is recorded, never invented.
/// </summary>
public sealed class RateWhistle : Activity, ICityTasks
{
    private const string Rated = "Rated";
    private const string Unrated = "Unrated";
    private const string DepartmentTag = "department";
    private const string StreetTag = "street";
    private const string LimitTag = "limit";

    private static readonly TaskField[] Fields =
    [
        new("speed", FieldType.Number, "响应速度", "Speed"),
        new("quality", FieldType.Number, "履职质量", "Quality"),
        new("comment", FieldType.LongText, "评价说明", "Comment", Text: TextKind.OfficialWords, MaxLength: 1000),
    ];

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.RateWhistle",
        Category = "接诉即办",
        DisplayName = "双向评价",
        Description = "吹哨的街道（乡镇）评价报到部门，报到部门评价街道（乡镇），按政策规定的指标和分值；逾期未评的如实记为未评价。",
        Sources = [LegalDuty.MutualRating],
        Inputs =
        [
            WhistleContext.NumberInput,
            WhistleContext.UnitInput,
            Limits.Input("LimitStep", "评价时限步骤", "评价的期限取自时限表的哪一步骤", new("WhistleRating")),
        ],
        Ports = [new(Rated, "双方已评价", IsOptional: true), new(Unrated, "有一方未评价", IsOptional: true)],
        Task = new(
            "RateDepartment",
            "评价报到部门",
            "Rate the department",
            "按评价指标如实评价部门报到和履职情况，纳入区对部门的考核。",
            [new(Rated, "提交评价", "Rate")],
            Fields)
        { Subject = Subjects.Of("RateDepartment") },
        MoreTasks =
        [
            new(
                "RateStreet",
                "评价吹哨街道",
                "Rate the street",
                "按评价指标如实评价街道（乡镇）吹哨和调度情况，纳入区对街道（乡镇）的考核。",
                [new(Rated, "提交评价", "Rate")],
                Fields) { Subject = Subjects.Of("RateStreet") },
        ],
    };

    /// <inheritdoc/>
    IEnumerable<TaskDeclaration> ICityTasks.TasksOf(CityPolicy city)
    {
        var scale = $"（{city.Whistle.Lowest}–{city.Whistle.Highest}分）";
        TaskField[] fields =
        [
            .. city.Whistle.Criteria.Select(criterion => new TaskField(criterion.Code, FieldType.Number, criterion.Name + scale, $"{criterion.English} ({city.Whistle.Lowest}–{city.Whistle.Highest})", IsRequired: true)),
            Fields[^1],
        ];
        return Descriptor.Tasks.Select(task => task with { Fields = fields });
    }

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!WhistleContext.TryRead(context, out var whistle, out var department) || !Limits.TryRead(context, "LimitStep", out var step)) return;
        var due = WhistleContext.DueAt(context, step, department.Unit);
        var scale = Value.Of($"{context.City().Whistle.Lowest}–{context.City().Whistle.Highest}");
        context.OpenTask(TicketRoles.Handler, whistle.Street, due, WhistleContext.SummaryOf(context, whistle, ("department", Value.Of(context.NameOf(department.Unit))), ("scale", scale)), DepartmentTag, title: $"评价{context.NameOf(department.Unit)}");
        context.OpenTask(TicketRoles.Handler, department.Unit, due, WhistleContext.SummaryOf(context, whistle, ("scale", scale)), StreetTag, "RateStreet", title: $"评价{context.NameOf(whistle.Street)}");
        if (due is { } limit) context.SetTimer(limit, LimitTag);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (!WhistleContext.TryRead(context, out var whistle, out var department)) return null;
        if (resumption.Bookmark.Tag == LimitTag)
        {
            context.Record(new WhistleUnrated(whistle.Number, department.Unit, context.Now));
            context.Complete(Unrated);
            return null;
        }

        if (Wrong(context.City().Whistle, resumption.Payload) is { } wrong) return wrong;
        var ofStreet = resumption.Bookmark.Tag == StreetTag;
        var rating = resumption.Payload.With("at", Value.Of(context.Now)).With("by", Value.Of(context.Actor.Id));
        if (ofStreet) context.Record(new StreetRated(whistle.Number, department.Unit, rating));
        else context.Record(new DepartmentRated(whistle.Number, department.Unit, rating));
        var rated = WhistleFacts.Of(context.Facts, whistle.Number).Department(department.Unit);
        if (!rated.RatingOfStreet.IsNull && !rated.RatingByStreet.IsNull) context.Complete(Rated);
        return null;
    }

    private static Rejection? Wrong(WhistlePolicy policy, Value result)
    {
        foreach (var criterion in policy.Criteria)
        {
            if (result[criterion.Code].AsInt64() is { } points && points >= policy.Lowest && points <= policy.Highest) continue;
            return Refusal.Content("whistle.rating.outOfScale", $"result.{criterion.Code}", $"“{criterion.Name}”请打 {policy.Lowest} 至 {policy.Highest} 的整数分",
                $"Expected a whole number from {policy.Lowest} to {policy.Highest} for '{criterion.English}', so rate it again", LegalDuty.MutualRating);
        }

        return null;
    }
}
