using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Web.Designer;

/// <summary>
/// The editors that Elsa does not know: an activity names one as its input's hint, and Studio is given one of its own. The list itself comes
/// when the panel opens (Studio's <c>Refresh</c>), so that it holds what was published a moment ago, and so that the descriptors, which
/// Studio reads after every save, do not repeat seven hundred units for each input.
/// </summary>
internal static class StudioPickers
{
    /// <summary>The editor that Studio shows and its settings as the descriptor states them: a list of the policy's is asked for when the panel opens.</summary>
    public static (string Hint, Value Specifications) For(InputDescriptor input, CityPolicy? policy)
    {
        var stated = input.UiSpecifications ?? Value.EmptyObject;
        var type = TypeAlias.Parse(input.TypeName);
        if (input.UiHint == Pickers.Duration || (type is { Name: "TimeSpan", IsList: false } && input.UiHint == "singleline"))
        {
            return ("singleline", stated.With("singleline", Value.Object(("adornmentText", Value.Of("天.时:分:秒")), ("enableCopyAdornment", Value.False))));
        }

        if (Options(input, policy)?.Any() is { } any)
        {
            // A city that has none of them writes the text itself.
            return any ? (Editor(input), stated.With(Editor(input), List(input, [])).With("Refresh", Value.True)) : ("singleline", stated);
        }

        return type is { Name: "Boolean", IsList: false } && input.UiHint == "singleline" ? ("checkbox", stated) : (input.UiHint, stated);
    }

    /// <summary>
    /// What the panel offers now. It does not say <c>Refresh</c> again: with it Studio would ask for every list once for every other list of
    /// the panel; the descriptors, which come anew after each save, say it for the next time.
    /// </summary>
    public static Value Choices(InputDescriptor input, CityPolicy? policy)
    {
        var (hint, asked) = For(input, policy);
        var specifications = asked.Without("Refresh");
        return Options(input, policy)?.ToArray() is { Length: > 0 } options ? specifications.With(hint, List(input, options)) : specifications;
    }

    private static string Editor(InputDescriptor input) => input.UiHint == Pickers.Act || TypeAlias.Parse(input.TypeName).IsList ? "checklist" : "dropdown";

    private static Value List(InputDescriptor input, IEnumerable<(string Text, string Value)> options)
    {
        if (Editor(input) == "checklist") return Value.Object(("checkList", Value.Object(("isFlagsEnum", Value.False), ("items", Value.Of(options.Select(CheckItem))))));
        var items = options.Select(Item).ToList();
        // Once chosen, Studio's list cannot be emptied otherwise.
        if (items.Count > 0 && !input.IsRequired && input.DefaultValue is null) items.Insert(0, Item(("（不指定）", "")));
        return Value.Object(("selectList", Value.Object(("isFlagsEnum", Value.False), ("items", Value.Of(items)))));
    }

    private static IEnumerable<(string Text, string Value)>? Options(InputDescriptor input, CityPolicy? policy) => input.UiHint switch
    {
        Pickers.Unit => Units(policy),
        Pickers.UnitReference => [.. UnitReference.Words.Select(word => (word.Chinese, word.Word)), .. Duties(policy), .. Units(policy)],
        Pickers.LimitStep => policy?.TimeLimits.Steps.Select(step => (step.Name, step.Code)) ?? [],
        Pickers.Signal => Vocabulary.Signals.Select(signal => (signal.Name, signal.Code)),
        Pickers.Act => (policy is null ? Vocabulary.Acts : Vocabulary.ActsOf(policy)).Select(act => (act.Name, act.Code)),
        Pickers.Class => policy?.Classes.All.Select(one => ($"{policy.Classes.FullName(one.Code)}（{one.Code}）", one.Code)) ?? [],
        Pickers.Area => policy?.Organisation.Units.Where(unit => unit.IsStreet || unit.Kind == UnitKind.District).Select(unit => ($"{unit.PlaceName}（{unit.Code}）", unit.Code)) ?? [],
        Pickers.Role => [.. (policy is null ? ProductRoles.All : ProductRoles.Of(policy)).Select(role => (role.Name, role.Code))],
        Pickers.TaskKind => policy?.Tasks.Kinds.Values.OrderBy(kind => kind.Declaration.Kind, StringComparer.Ordinal).Select(kind => (kind.Declaration.DisplayName, kind.Declaration.Kind)) ?? [],
        Pickers.Level => policy?.Coordination.Levels.Select(level => (level.Name, level.Code)) ?? [],
        Pickers.RequestType => policy?.RequestTypes.All.Select(one => (one.Name, one.Code)) ?? [],
        Pickers.Channel => policy?.Channels.All.Select(one => (one.Name, one.Code)) ?? [],
        _ => null,
    };

    private static IEnumerable<(string Text, string Value)> Units(CityPolicy? policy) => policy?.Organisation.Units.Select(unit => ($"{unit.Name}（{unit.Code}）", unit.Code)) ?? [];

    private static IEnumerable<(string Text, string Value)> Duties(CityPolicy? policy) =>
        policy?.Organisation.Units.SelectMany(unit => unit.Duties).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(duty => ($"区内职责单位：{duty}", "Duty:" + duty)) ?? [];

    private static Value Item((string Text, string Value) option) => Value.Object(("text", Value.Of(option.Text)), ("value", Value.Of(option.Value)));

    private static Value CheckItem((string Text, string Value) option) => Item(option).With("isChecked", Value.False);
}
