using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Execution;

/// <summary>Who may do a task, and whether what is handed in is what the task asks for.</summary>
internal static class Admission
{
    /// <summary>Why the actor may not do the task, or null.</summary>
    public static Rejection? Forbids(HumanTask task, Actor actor)
    {
        if (actor.IsSystem) return null;
        if (task.Role.Length > 0 && !actor.Roles.Contains(task.Role)) return Refusals.RoleMissing(task.Role);
        if (task.UnitCode is not null && task.UnitCode != actor.UnitCode) return Refusals.UnitWrong(task.UnitCode);
        return task.NotBy?.Contains(actor.Id) == true ? Refusals.NotByOwner() : null;
    }

    /// <summary>What a kind of task asks: as the city says, else as the activity does; null: anything (Elsa's RunTask).</summary>
    public static TaskDeclaration? DeclarationOf(string kind, Policy policy, ActivityDescriptor? descriptor)
    {
        if (policy.FindTask(kind) is { } own) return own;
        if (descriptor?.Task?.Kind == kind) return descriptor.Task;
        foreach (var further in descriptor?.MoreTasks ?? [])
        {
            if (further.Kind == kind) return further;
        }

        return null;
    }

    /// <summary>What is wrong with a result, or null.</summary>
    /// <param name="declaration">What the task asks; null: anything (Elsa's RunTask).</param>
    /// <param name="task">The task: it may offer fewer outcomes than its kind declares.</param>
    /// <param name="complete">What is handed in.</param>
    /// <param name="semantics">The meaning it is decided under: before words were sealed, those of officials came in clear.</param>
    /// <param name="outcome">The outcome chosen.</param>
    public static Rejection? Checks(TaskDeclaration? declaration, HumanTask task, CompleteTask complete, int semantics, out string outcome)
    {
        outcome = complete.Outcome ?? "Done";
        if (declaration is null) return null;
        if (complete.Outcome is null)
        {
            var offered = OfferedOf(declaration, task);
            if (offered.Length != 1) return Refusals.OutcomeRequired(declaration);
            outcome = offered[0];
        }
        else if (!Offers(declaration, complete.Outcome) || task.Outcomes?.Contains(complete.Outcome) == false)
        {
            return Refusals.OutcomeUnknown(complete.Outcome, OfferedOf(declaration, task));
        }

        if (complete.Result.Kind is not (ValueKind.Object or ValueKind.Null)) return Refusals.ResultNoObject();
        foreach (var (name, given) in complete.Result.MembersByName)
        {
            var field = Find(declaration, name);
            if (field is null) return Refusals.FieldUnknown(name, declaration);
            if (IsBlank(given)) continue;
            if (!IsAsked(field, outcome)) return Refusals.FieldNotAsked(field, outcome);
            if (Wrong(field, given, semantics) is { } wrong) return wrong;
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

    private static string[] OfferedOf(TaskDeclaration declaration, HumanTask task) =>
        [.. declaration.Outcomes.Select(outcome => outcome.Name).Where(name => task.Outcomes?.Contains(name) != false)];

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

    private static Rejection? Wrong(TaskField field, Value given, int semantics)
    {
        var words = Sealed.From(given);
        if (field.IsSealed)
        {
            if (words is null && semantics < Semantics.WordsAreSealed) return WrongText(field, given.AsString());
            if (words is null) return Refusals.FieldNotSealed(field);
            return words.Length > field.MaxLength ? Refusals.FieldTooLong(field, words.Length) : null;
        }

        return field.Type switch
        {
            FieldType.Boolean => given.AsBoolean() is null ? Refusals.FieldWrong(field, "是或否", "true or false") : null,
            FieldType.Number => given.AsDecimal() is null ? Refusals.FieldWrong(field, "数字", "a number") : null,
            FieldType.Instant => given.AsInstant() is null ? Refusals.FieldWrong(field, "带时区的时间", "an ISO-8601 instant with offset") : null,
            FieldType.Date => given.AsString() is { } date && NodaTime.Text.LocalDatePattern.Iso.Parse(date).Success ? null : Refusals.FieldWrong(field, "日期（如 2026-03-02）", "a date such as 2026-03-02"),
            FieldType.Units or FieldType.Attachments => IsTextList(given) ? null : Refusals.FieldWrong(field, "代码列表", "a list of at most 50 codes"),
            FieldType.Choice => IsOption(field, given.AsString()) ? null : Refusals.FieldWrong(field, "所列选项之一", "one of the options"),
            _ => WrongText(field, given.AsString()),
        };
    }

    private static Rejection? WrongText(TaskField field, string? text) =>
        text is null ? Refusals.FieldWrong(field, "文字", "text")
        : text.Length > field.MaxLength ? Refusals.FieldTooLong(field, text.Length)
        : null;

    private static bool IsTextList(Value value) =>
        value.Kind == ValueKind.Array && value.Count <= 50 && value.Items.All(item => item.AsString() is { Length: > 0 and <= 128 });

    private static bool IsOption(TaskField field, string? value)
    {
        foreach (var option in field.Options ?? [])
        {
            if (option.Value == value) return true;
        }

        return value is not null && field.Options is null;
    }
}
