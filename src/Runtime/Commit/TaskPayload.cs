using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Commit;

/// <summary>
/// The payload column of a task: what the person is shown and, under names that no activity uses, which outcomes are
/// offered and who may not do it.
/// </summary>
internal static class TaskPayload
{
    private const string Offered = "$offered";
    private const string NotBy = "$notBy";

    public static string ToRow(HumanTask task)
    {
        var payload = task.Payload.Kind == ValueKind.Object || (task.Outcomes is null && task.NotBy is null)
            ? task.Payload
            : Value.Object(("content", task.Payload));
        if (task.Outcomes is { } outcomes) payload = payload.With(Offered, Value.Of(outcomes));
        if (task.NotBy is { } others) payload = payload.With(NotBy, Value.Of(others));
        return SafeText.ForJson(payload.ToString());
    }

    public static (Value Payload, IReadOnlyList<string>? Outcomes, IReadOnlyList<string> NotBy) FromRow(Value column)
    {
        if (column.Kind != ValueKind.Object || (!column.Has(Offered) && !column.Has(NotBy))) return (column, null, []);
        var shown = Value.Object(column.MembersByName.Where(member => member.Key is not (Offered or NotBy)));
        return (shown, column.Has(Offered) ? Names(column[Offered]) : null, Names(column[NotBy]));
    }

    private static string[] Names(Value list) => [.. list.Items.Select(item => item.AsString() ?? "")];
}
