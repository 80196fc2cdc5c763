using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Inbox;

namespace JieSuJiBan.Host.Designer;

/// <summary>
/// The editors that Elsa does not know: an activity names one as its input's hint, and Studio is given one of its own with what the policy
/// in force offers. A list is a check list where the input is a list.
/// </summary>
internal static class PolicyPickers
{
    /// <summary>Hint: a unit of the organisation.</summary>
    public const string Unit = "unit-picker";

    /// <summary>Hint: a class of the class tree.</summary>
    public const string Class = "class-picker";

    /// <summary>Hint: a district or street.</summary>
    public const string Area = "area-picker";

    /// <summary>Hint: a role of the house.</summary>
    public const string Role = "role-picker";

    /// <summary>Hint: a type of request.</summary>
    public const string RequestType = "request-type-picker";

    /// <summary>Hint: a channel.</summary>
    public const string Channel = "channel-picker";

    /// <summary>Hint: a span of time.</summary>
    public const string Duration = "duration";

    /// <summary>The editor that Studio shows and its settings.</summary>
    public static (string Hint, Value Specifications) For(InputDescriptor input, CityPolicy? policy)
    {
        var stated = input.UiSpecifications ?? Value.EmptyObject;
        var type = TypeAlias.Parse(input.TypeName);
        if (input.UiHint == Duration || (type is { Name: "TimeSpan", IsList: false } && input.UiHint == "singleline"))
        {
            return ("singleline", stated.With("singleline", Value.Object(("adornmentText", Value.Of("天.时:分:秒")), ("enableCopyAdornment", Value.False))));
        }

        if (Options(input.UiHint, policy) is { } options)
        {
            return type.IsList
                ? ("checklist", stated.With("checklist", Value.Object(("checkList", Value.Object(("isFlagsEnum", Value.False), ("items", Value.Of(options.Select(CheckItem))))))))
                : ("dropdown", stated.With("dropdown", Value.Object(("selectList", Value.Object(("isFlagsEnum", Value.False), ("items", Value.Of(options.Select(Item))))))));
        }

        return type is { Name: "Boolean", IsList: false } && input.UiHint == "singleline" ? ("checkbox", stated) : (input.UiHint, stated);
    }

    private static IEnumerable<(string Text, string Value)>? Options(string hint, CityPolicy? policy) => hint switch
    {
        Unit => policy?.Organisation.Units.Select(unit => ($"{unit.Name}（{unit.Code}）", unit.Code)) ?? [],
        Class => policy?.Classes.All.Select(one => ($"{policy.Classes.FullName(one.Code)}（{one.Code}）", one.Code)) ?? [],
        Area => policy?.Organisation.Units.Where(unit => unit.IsStreet || unit.Kind == UnitKind.District).Select(unit => ($"{unit.PlaceName}（{unit.Code}）", unit.Code)) ?? [],
        Role => RoleNames.All.Select(role => (RoleWord(role), role)),
        RequestType => policy?.RequestTypes.All.Select(one => (one.Name, one.Code)) ?? [],
        Channel => policy?.Channels.All.Select(one => (one.Name, one.Code)) ?? [],
        _ => null,
    };

    private static Value Item((string Text, string Value) option) => Value.Object(("text", Value.Of(option.Text)), ("value", Value.Of(option.Value)));

    private static Value CheckItem((string Text, string Value) option) => Item(option).With("isChecked", Value.False);

    private static string RoleWord(string role) => role switch
    {
        RoleNames.Operator => "话务员",
        RoleNames.Dispatcher => "派单员",
        RoleNames.Handler => "承办人员",
        RoleNames.CallbackAgent => "回访员",
        RoleNames.Supervisor => "督办员",
        RoleNames.Auditor => "审计员",
        RoleNames.PolicyAdministrator => "政策管理员",
        RoleNames.SystemAdministrator => "系统管理员",
        _ => role,
    };
}
