using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Flow;

/// <summary>Who may do a task, and whether what is handed in is what the task asks for.</summary>
internal static class Admission
{
    /// <summary>Why the actor may not do the task, or null.</summary>
    public static Rejection? Forbids(HumanTask task, Actor actor)
    {
        if (actor.IsSystem) return null;
        if (task.Role.Length > 0 && !actor.Roles.Contains(task.Role)) return Refusals.RoleMissing(task.Role);
        return task.UnitCode is not null && task.UnitCode != actor.UnitCode ? Refusals.UnitWrong(task.UnitCode) : null;
    }

    /// <summary>What is wrong with a result, or null.</summary>
    /// <param name="declaration">What the task asks; null: anything (Elsa's RunTask).</param>
    /// <param name="complete">What is handed in.</param>
    /// <param name="outcome">The outcome chosen.</param>
    public static Rejection? Checks(TaskDeclaration? declaration, CompleteTask complete, out string outcome)
    {
        outcome = complete.Outcome ?? "Done";
        if (declaration is null) return null;
        if (complete.Outcome is null)
        {
            if (declaration.Outcomes.Count != 1) return Refusals.OutcomeRequired(declaration);
            outcome = declaration.Outcomes[0].Name;
        }
        else if (!Offers(declaration, complete.Outcome))
        {
            return Refusals.OutcomeUnknown(complete.Outcome, [.. declaration.Outcomes.Select(offered => offered.Name)]);
        }

        if (complete.Result.Kind is not (ValueKind.Object or ValueKind.Null)) return Refusals.ResultNoObject();
        foreach (var (name, given) in complete.Result.MembersByName)
        {
            var field = Find(declaration, name);
            if (field is null) return Refusals.FieldUnknown(name, declaration);
            if (IsBlank(given)) continue;
            if (!IsAsked(field, outcome)) return Refusals.FieldNotAsked(field, outcome);
            if (Wrong(field, given) is { } wrong) return wrong;
        }

        foreach (var field in declaration.Fields)
        {
            if (field.IsRequired && IsAsked(field, outcome) && IsBlank(complete.Result[field.Name])) return Refusals.FieldRequired(field);
        }

        return null;
    }

    /// <summary>The outcomes by which an activity can be left.</summary>
    public static IReadOnlyCollection<string> OutcomesOf(NodePlan node)
    {
        var outcomes = new SortedSet<string>(StringComparer.Ordinal) { "Done" };
        foreach (var port in node.Activity?.Descriptor.Ports ?? [])
        {
            if (!port.IsEmbedded) outcomes.Add(port.Name);
        }

        foreach (var connection in node.Node.Parent?.Connections ?? [])
        {
            if (connection.Source == node.Node.Id) outcomes.Add(connection.SourcePort);
        }

        return outcomes;
    }

    private static bool Offers(TaskDeclaration declaration, string outcome)
    {
        foreach (var offered in declaration.Outcomes)
        {
            if (offered.Name == outcome) return true;
        }

        return false;
    }

    private static TaskField? Find(TaskDeclaration declaration, string name)
    {
        foreach (var field in declaration.Fields)
        {
            if (field.Name == name) return field;
        }

        return null;
    }

    private static bool IsAsked(TaskField field, string outcome) => field.OnlyFor is null || field.OnlyFor.Contains(outcome);

    private static bool IsBlank(Value value) =>
        value.IsNull || (value.AsString() is { } text && string.IsNullOrWhiteSpace(text)) || Sealed.From(value) is { Length: 0 };

    private static Rejection? Wrong(TaskField field, Value given)
    {
        var words = Sealed.From(given);
        if (field.IsPersonal)
        {
            if (words is null) return Refusals.FieldNotSealed(field);
            return words.Length > field.MaxLength ? Refusals.FieldTooLong(field, words.Length) : null;
        }

        return field.Type switch
        {
            FieldType.Boolean => given.AsBoolean() is null ? Refusals.FieldWrong(field, "是或否", "true or false") : null,
            FieldType.Number => given.AsDecimal() is null ? Refusals.FieldWrong(field, "数字", "a number") : null,
            FieldType.Instant => given.AsInstant() is null ? Refusals.FieldWrong(field, "带时区的时间", "an ISO-8601 instant with offset") : null,
            FieldType.Choice => IsOption(field, given.AsString()) ? null : Refusals.FieldWrong(field, "所列选项之一", "one of the options"),
            _ => WrongText(field, given.AsString()),
        };
    }

    private static Rejection? WrongText(TaskField field, string? text) =>
        text is null ? Refusals.FieldWrong(field, "文字", "text")
        : text.Length > field.MaxLength ? Refusals.FieldTooLong(field, text.Length)
        : null;

    private static bool IsOption(TaskField field, string? value)
    {
        foreach (var option in field.Options ?? [])
        {
            if (option.Value == value) return true;
        }

        return value is not null && field.Options is null;
    }
}
