using System.Security.Cryptography;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Serialization;

/// <summary>
/// A case state as canonical bytes (RFC 8785) and back: equal states have equal bytes, so the SHA-256 of them names the
/// state in the journal.
/// </summary>
public static class CaseStateSerializer
{
    private const int FormatVersion = 1;

    /// <summary>The canonical bytes.</summary>
    public static byte[] ToBytes(CaseState state) => MemberList.ToBytes(state, Write);

    /// <summary>The state that <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are no state, or of a newer format.</exception>
    public static CaseState FromBytes(ReadOnlyMemory<byte> bytes) => FromValue(CanonicalJson.Parse(bytes));

    /// <summary>SHA-256 of the canonical bytes, lower-case hexadecimal.</summary>
    public static string Hash(CaseState state) => Measure(state).Hash;

    /// <summary>SHA-256 of the canonical bytes, and how many they are, without keeping them.</summary>
    public static (string Hash, int Length) Measure(CaseState state) => MemberList.Read(state, Write, static bytes => (Hash(bytes), bytes.Length));

    /// <summary>SHA-256 of the canonical bytes, lower-case hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> stateBytes) => Convert.ToHexStringLower(SHA256.HashData(stateBytes));

    /// <summary>As data.</summary>
    public static Value ToValue(CaseState state) => MemberList.ToValue(state, Write);

    /// <summary>The state that <see cref="ToValue"/> wrote.</summary>
    /// <exception cref="FormatException">The data are no state, or of a newer format.</exception>
    public static CaseState FromValue(Value value)
    {
        if (value.Number("format") != FormatVersion) throw new FormatException($"Expected state format {FormatVersion}, but found {value["format"]}: the state was written by a newer program.");
        return new()
        {
            CaseId = new(Guid.Parse(value.Text("caseId"))),
            Sequence = value.Number("sequence"),
            StartedAt = value.Moment("startedAt"),
            UpdatedAt = value.Moment("updatedAt"),
            Facts = value.ObjectOrEmpty("facts"),
            Status = value.Choice<WorkflowStatus>("status"),
            SubStatus = value.Choice<WorkflowSubStatus>("subStatus"),
            CorrelationId = value.OptionalText("correlationId"),
            Name = value.OptionalText("name"),
            Instances = List(value["instances"], Instance),
            Activities = List(value["activities"], Activity),
            Bookmarks = List(value["bookmarks"], BookmarkFormat.Read),
            Incidents = List(value["incidents"], IncidentFormat.Read),
        };
    }

    private static void Write(MemberList members, CaseState state)
    {
        members.AddUnlessEmpty("activities", state.Activities, Write);
        members.AddUnlessEmpty("bookmarks", state.Bookmarks, BookmarkFormat.Write);
        members.Add("caseId", state.CaseId.Value);
        members.Add("correlationId", state.CorrelationId);
        members.AddUnlessEmpty("facts", state.Facts);
        members.Add("format", FormatVersion);
        members.AddUnlessEmpty("incidents", state.Incidents, IncidentFormat.Write);
        members.AddUnlessEmpty("instances", state.Instances, Write);
        members.Add("name", state.Name);
        members.Add("sequence", state.Sequence);
        members.Add("startedAt", state.StartedAt);
        members.Add("status", state.Status.ToString());
        members.Add("subStatus", state.SubStatus.ToString());
        members.Add("updatedAt", state.UpdatedAt);
    }

    private static T[] List<T>(Value value, Func<Value, T> read)
    {
        var items = new T[value.Items.Count];
        for (var i = 0; i < items.Length; i++) items[i] = read(value[i]);
        return items;
    }

    private static void Write(MemberList members, WorkflowInstance instance)
    {
        members.AddUnlessEmpty("activityOutputs", instance.ActivityOutputs);
        members.Add("correlationId", instance.CorrelationId);
        members.Add("definitionHash", instance.DefinitionHash);
        members.Add("definitionId", instance.DefinitionId);
        members.Add("id", instance.Id);
        members.AddUnlessEmpty("input", instance.Input);
        members.Add("isComposite", instance.IsComposite);
        members.Add("lastResult", instance.LastResult);
        members.Add("name", instance.Name);
        members.AddUnlessEmpty("output", instance.Output);
        members.Add("parentActivityId", instance.ParentActivityId);
        members.Add("parentId", instance.ParentId);
        members.Add("status", instance.Status.ToString());
        members.Add("subStatus", instance.SubStatus.ToString());
        members.AddUnlessEmpty("variables", instance.Variables);
        members.Add("version", instance.Version);
    }

    private static WorkflowInstance Instance(Value value) => new(
        value.Text("id"),
        value.Text("definitionHash"),
        value.Text("definitionId"),
        (int)value.Number("version"),
        value.OptionalText("parentId"),
        value.OptionalText("parentActivityId"),
        value.Flag("isComposite"),
        value.ObjectOrEmpty("input"))
    {
        CorrelationId = value.OptionalText("correlationId"),
        Name = value.OptionalText("name"),
        Output = value.ObjectOrEmpty("output"),
        Variables = value.ObjectOrEmpty("variables"),
        ActivityOutputs = value.ObjectOrEmpty("activityOutputs"),
        LastResult = value["lastResult"],
        Status = value.Choice<WorkflowStatus>("status"),
        SubStatus = value.Choice<WorkflowSubStatus>("subStatus"),
    };

    private static void Write(MemberList members, ActivityInstance activity)
    {
        members.Add("activityId", activity.ActivityId);
        members.Add("activityType", activity.ActivityType);
        if (activity.Counters is { } counters)
        {
            var connections = Trim(counters.AllConnections);
            members.Add("connections", connections);
            AddFollowed(members, counters.AllFollowed[..connections.Length]);
        }

        members.Add("id", activity.Id);
        members.Add("isBackward", activity.IsBackward);
        members.Add("parentId", activity.ParentId);
        members.AddUnlessEmpty("properties", activity.Properties);
        members.Add("status", activity.Status.ToString());
        members.AddUnlessEmpty("tokens", activity.Tokens, TokenFormat.Write);
        members.AddUnlessEmpty("variables", activity.Variables);
        if (activity.Counters is { } visited) members.Add("visits", Trim(visited.AllVisits));
        members.Add("workflowInstanceId", activity.WorkflowInstanceId);
    }

    private static void AddFollowed(MemberList members, ReadOnlySpan<bool> followed)
    {
        Span<int> positions = followed.Length <= 128 ? stackalloc int[followed.Length] : new int[followed.Length];
        var count = 0;
        for (var i = 0; i < followed.Length; i++)
        {
            if (followed[i]) positions[count++] = i;
        }

        members.Add("followed", positions[..count]);
    }

    private static ActivityInstance Activity(Value value)
    {
        var activity = new ActivityInstance(
            value.Text("id"), value.Text("workflowInstanceId"), value.Text("activityId"), value.Text("activityType"),
            value.OptionalText("parentId"), value.Flag("isBackward"), value.ObjectOrEmpty("variables"))
        {
            Status = value.Choice<ActivityStatus>("status"),
            Properties = value.ObjectOrEmpty("properties"),
            Tokens = TokenFormat.Read(value["tokens"]),
        };
        if (value.Has("visits") || value.Has("connections"))
        {
            var connections = value.Numbers("connections");
            var followed = new bool[connections.Length];
            foreach (var connection in value.Numbers("followed")) followed[connection] = true;
            activity.Counters = new FlowCounters(value.Numbers("visits"), connections, followed);
        }

        return activity;
    }

    /// <summary>Without trailing zeros: how large the arrays grew is no part of the state.</summary>
    private static ReadOnlySpan<int> Trim(ReadOnlySpan<int> numbers) => numbers.TrimEnd(0);
}
