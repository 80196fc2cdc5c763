using JieSuJiBan.Activities;
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
    // The words by which definitions name a unit's part in the ticket.
    private static readonly (string Text, string Value)[] UnitWords =
    [
        ("主办单位", "LeadUnit"), ("主办单位的上级", "Superior"), ("主办单位所在的区", "District"), ("事发地的区", "PlaceDistrict"), ("事发地的街道（乡镇）", "PlaceStreet"), ("热线中心", "HotlineCenter"), ("不限单位", "Anyone"),
    ];

    /// <summary>The editor that Studio shows and its settings.</summary>
    public static (string Hint, Value Specifications) For(InputDescriptor input, CityPolicy? policy)
    {
        var stated = input.UiSpecifications ?? Value.EmptyObject;
        var type = TypeAlias.Parse(input.TypeName);
        if (input.UiHint == Pickers.Duration || (type is { Name: "TimeSpan", IsList: false } && input.UiHint == "singleline"))
        {
            return ("singleline", stated.With("singleline", Value.Object(("adornmentText", Value.Of("天.时:分:秒")), ("enableCopyAdornment", Value.False))));
        }

        if (Options(input.UiHint, policy)?.ToArray() is { } options)
        {
            // A city that has none of them writes the text itself.
            if (options.Length == 0) return ("singleline", stated);
            return type.IsList
                ? ("checklist", stated.With("checklist", Value.Object(("checkList", Value.Object(("isFlagsEnum", Value.False), ("items", Value.Of(options.Select(CheckItem))))))))
                : ("dropdown", stated.With("dropdown", Value.Object(("selectList", Value.Object(("isFlagsEnum", Value.False), ("items", Value.Of(options.Select(Item))))))));
        }

        return type is { Name: "Boolean", IsList: false } && input.UiHint == "singleline" ? ("checkbox", stated) : (input.UiHint, stated);
    }

    private static IEnumerable<(string Text, string Value)>? Options(string hint, CityPolicy? policy) => hint switch
    {
        Pickers.Unit => Units(policy),
        Pickers.UnitChoice => [.. UnitWords, .. Units(policy)],
        Pickers.Class => policy?.Classes.All.Select(one => ($"{policy.Classes.FullName(one.Code)}（{one.Code}）", one.Code)) ?? [],
        Pickers.Area => policy?.Organisation.Units.Where(unit => unit.IsStreet || unit.Kind == UnitKind.District).Select(unit => ($"{unit.PlaceName}（{unit.Code}）", unit.Code)) ?? [],
        Pickers.Role => [.. RoleNames.All.Select(role => (RoleWord(role), role)), .. policy?.Tasks.Roles.Select(role => (role.Name, role.Code)) ?? []],
        Pickers.TaskKind => policy?.Tasks.Kinds.Values.OrderBy(kind => kind.Declaration.Kind, StringComparer.Ordinal).Select(kind => (kind.Declaration.DisplayName, kind.Declaration.Kind)) ?? [],
        Pickers.Level => policy?.Coordination.Levels.Select(level => (level.Name, level.Code)) ?? [],
        Pickers.RequestType => policy?.RequestTypes.All.Select(one => (one.Name, one.Code)) ?? [],
        Pickers.Channel => policy?.Channels.All.Select(one => (one.Name, one.Code)) ?? [],
        _ => null,
    };

    private static IEnumerable<(string Text, string Value)> Units(CityPolicy? policy) => policy?.Organisation.Units.Select(unit => ($"{unit.Name}（{unit.Code}）", unit.Code)) ?? [];

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
