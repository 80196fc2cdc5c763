using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.State;

/// <summary>A bookmark as data, its task included.</summary>
internal static class BookmarkFormat
{
    public static void Write(MemberList members, Bookmark bookmark)
    {
        members.Add("id", bookmark.Id);
        members.Add("kind", bookmark.Kind.ToString());
        members.Add("name", bookmark.Name);
        members.Add("hash", bookmark.Hash);
        members.AddUnlessEmpty("payload", bookmark.Payload);
        members.Add("activityInstanceId", bookmark.ActivityInstanceId);
        members.Add("tag", bookmark.Tag);
        members.Add("autoBurn", bookmark.AutoBurn);
        members.Add("createdAt", bookmark.CreatedAt);
        members.Add("dueAt", bookmark.DueAt);
        if (bookmark.Task is { } task) members.Add("task", task, Task);
        if (bookmark.Round > 0) members.Add("round", bookmark.Round);
    }

    public static Bookmark Read(Value value) => new(
        value.Text("id"),
        value.Choice<BookmarkKind>("kind"),
        value.Text("name"),
        value.Text("hash"),
        value.ObjectOrEmpty("payload"),
        value.Text("activityInstanceId"),
        value.Text("tag"),
        value.Flag("autoBurn"),
        value.Moment("createdAt"),
        value["dueAt"].AsInstant(),
        value.Has("task") ? Task(value["task"]) : null)
    {
        Round = value.Has("round") ? (int)value.Number("round") : 0,
    };

    private static void Task(MemberList members, HumanTask task)
    {
        members.Add("id", task.Id);
        members.Add("kind", task.Kind);
        members.Add("title", task.Title);
        members.Add("role", task.Role);
        members.Add("unitCode", task.UnitCode);
        members.Add("assignee", task.Assignee);
        members.Add("openedAt", task.OpenedAt);
        members.Add("dueAt", task.DueAt);
        members.Add("payload", task.Payload);
        if (task.Outcomes is { } outcomes) members.Add("outcomes", outcomes);
        if (task.NotBy is { } notBy) members.Add("notBy", notBy);
    }

    private static IReadOnlyList<string>? Names(Value list) => list.IsNull ? null : [.. list.Items.Select(item => item.AsString() ?? "")];

    private static HumanTask Task(Value value) => new(
        value.Text("id"),
        value.Text("kind"),
        value.Text("title"),
        value.Text("role"),
        value.OptionalText("unitCode"),
        value.OptionalText("assignee"),
        value.Moment("openedAt"),
        value["dueAt"].AsInstant(),
        value["payload"],
        Names(value["outcomes"]),
        Names(value["notBy"]));
}

/// <summary>An incident as data.</summary>
internal static class IncidentFormat
{
    public static void Write(MemberList members, Incident incident)
    {
        members.Add("id", incident.Id);
        members.Add("workflowInstanceId", incident.WorkflowInstanceId);
        members.Add("activityInstanceId", incident.ActivityInstanceId);
        members.Add("activityId", incident.ActivityId);
        members.Add("activityType", incident.ActivityType);
        members.Add("code", incident.Code);
        members.Add("message", incident.Message);
        members.Add("at", incident.At);
    }

    public static Incident Read(Value value) => new(
        value.Text("id"),
        value.Text("workflowInstanceId"),
        value.Text("activityInstanceId"),
        value.Text("activityId"),
        value.Text("activityType"),
        value.Text("code"),
        value.Text("message"),
        value.Moment("at"));
}

/// <summary>Tokens as data.</summary>
internal static class TokenFormat
{
    public static void Write(MemberList members, FlowToken token)
    {
        members.Add("from", token.From);
        members.Add("isBlocked", token.IsBlocked);
        members.Add("isConsumed", token.IsConsumed);
        if (token.Of is not null) members.Add("of", token.Of);
        members.Add("outcome", token.Outcome);
        members.Add("to", token.To);
    }

    public static IReadOnlyList<FlowToken> Read(Value value)
    {
        var tokens = new FlowToken[value.Items.Count];
        for (var i = 0; i < tokens.Length; i++)
        {
            var item = value[i];
            tokens[i] = new(item.Text("from"), item.Text("outcome"), item.Text("to"), item.Flag("isConsumed"), item.Flag("isBlocked"), item.OptionalText("of"));
        }

        return tokens;
    }
}
