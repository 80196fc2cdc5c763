using System.Collections.Immutable;
using System.Text.Json;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Workflows.Diff;

/// <summary>An activity in the drawn difference.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Label">What the designer shows.</param>
/// <param name="X">Left, in the designer's pixels.</param>
/// <param name="Y">Top, in the designer's pixels.</param>
/// <param name="Kind">What happened to it; null: nothing.</param>
public sealed record DrawnActivity(string Id, string Label, int X, int Y, ChangeKind? Kind);

/// <summary>A connection in the drawn difference.</summary>
/// <param name="Source">Id of its source.</param>
/// <param name="Port">The outcome.</param>
/// <param name="Target">Id of its target.</param>
/// <param name="Kind">What happened to it; null: nothing.</param>
public sealed record DrawnConnection(string Source, string Port, string Target, ChangeKind? Kind);

/// <summary>Both versions in one drawing: what is gone stands where it stood.</summary>
/// <param name="Activities">The activities of the root flowchart.</param>
/// <param name="Connections">Its connections.</param>
public sealed record Drawing(ImmutableArray<DrawnActivity> Activities, ImmutableArray<DrawnConnection> Connections)
{
    /// <summary>Where each activity stands, by its id.</summary>
    internal static Dictionary<string, (int X, int Y)> Positions(WorkflowDefinition definition)
    {
        var positions = new Dictionary<string, (int, int)>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(definition.ToJson(), new() { MaxDepth = 4096 });
        Collect(document.RootElement, positions);
        return positions;
    }

    private static void Collect(JsonElement element, Dictionary<string, (int, int)> positions)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Collect(item, positions);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
                && Member(Member(Member(element, "metadata"), "designer"), "position") is { ValueKind: JsonValueKind.Object } position)
            {
                positions[id.GetString()!] = (Number(position, "x"), Number(position, "y"));
            }

            foreach (var member in element.EnumerateObject()) Collect(member.Value, positions);
        }
    }

    private static JsonElement? Member(JsonElement? owner, string name) =>
        owner is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var member) ? member : null;

    private static int Number(JsonElement position, string name) =>
        position.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetDecimal(out var value) && Math.Abs(value) < 1_000_000 ? (int)value : 0;
}
