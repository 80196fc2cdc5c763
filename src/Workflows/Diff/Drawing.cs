using System.Collections.Immutable;
using System.Text.Json;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Workflows.Diff;

/// <summary>An activity in a drawing.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Label">What the designer shows.</param>
/// <param name="X">Left, in the designer's pixels.</param>
/// <param name="Y">Top, in the designer's pixels.</param>
/// <param name="Kind">What happened to it; null: nothing.</param>
/// <param name="Width">Width, in the designer's pixels. The default value is 200.</param>
/// <param name="Height">Height, in the designer's pixels. The default value is 72.</param>
public sealed record DrawnActivity(string Id, string Label, int X, int Y, ChangeKind? Kind, int Width = Drawing.StandardWidth, int Height = Drawing.StandardHeight);

/// <summary>A connection in a drawing.</summary>
/// <param name="Source">Id of its source.</param>
/// <param name="Port">The outcome.</param>
/// <param name="Target">Id of its target.</param>
/// <param name="Kind">What happened to it; null: nothing.</param>
/// <param name="Label">The outcome as policy staff call it, zh-CN.</param>
/// <param name="Bends">Where the line bends on its way, in the designer's pixels; empty: it goes straight.</param>
public sealed record DrawnConnection(string Source, string Port, string Target, ChangeKind? Kind, string Label, ImmutableArray<DrawnPoint> Bends);

/// <summary>A point in a drawing, in the designer's pixels.</summary>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
public readonly record struct DrawnPoint(int X, int Y);

/// <summary>One version, or two in one drawing: what is gone stands where it stood.</summary>
/// <param name="Activities">The activities of the root flowchart.</param>
/// <param name="Connections">Its connections.</param>
public sealed record Drawing(ImmutableArray<DrawnActivity> Activities, ImmutableArray<DrawnConnection> Connections)
{
    internal const int StandardWidth = 200;
    internal const int StandardHeight = 72;

    /// <summary>Where a definition's activities stand and its lines bend, as the designer left them.</summary>
    internal static DrawnPlaces PlacesOf(WorkflowDefinition definition)
    {
        var places = new DrawnPlaces();
        using (var document = JsonDocument.Parse(definition.ToJson(), new() { MaxDepth = 4096 })) Collect(document.RootElement, places);
        LayOut(definition, places);
        return places;
    }

    private static void Collect(JsonElement element, DrawnPlaces places)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Collect(item, places);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (Text(element, "id") is { } id && Member(Member(element, "metadata"), "designer") is { } designer && Member(designer, "position") is { ValueKind: JsonValueKind.Object } position)
            {
                var size = Member(designer, "size") ?? default;
                places.Boxes[id] = new(Number(position, "x"), Number(position, "y"), Size(size, "width", StandardWidth), Size(size, "height", StandardHeight));
            }

            if (Member(element, "source") is { } source && Member(element, "target") is { } target && Member(element, "vertices") is { ValueKind: JsonValueKind.Array } vertices
                && Text(source, "activity") is { } from && Text(target, "activity") is { } to)
            {
                places.Bends[(from, Text(source, "port") ?? "Done", to)] = [.. vertices.EnumerateArray().Where(point => point.ValueKind == JsonValueKind.Object).Take(20).Select(point => new DrawnPoint(Number(point, "x"), Number(point, "y")))];
            }

            foreach (var member in element.EnumerateObject()) Collect(member.Value, places);
        }
    }

    /// <summary>A definition that no designer has arranged is drawn in columns, by the number of steps from its start.</summary>
    private static void LayOut(WorkflowDefinition definition, DrawnPlaces places)
    {
        var children = definition.Root.Children;
        if (children.Any(child => places.Boxes.ContainsKey(child.Id))) return;
        var column = new Dictionary<string, int>(StringComparer.Ordinal);
        var pending = new Queue<string>();
        foreach (var first in children.Where(child => definition.Root.Connections.All(connection => connection.Target != child.Id)).DefaultIfEmpty(children.FirstOrDefault()))
        {
            if (first is not null && column.TryAdd(first.Id, 0)) pending.Enqueue(first.Id);
        }

        while (pending.TryDequeue(out var at))
        {
            foreach (var next in definition.Root.Connections.Where(connection => connection.Source == at).Select(connection => connection.Target))
            {
                if (column.TryAdd(next, column[at] + 1)) pending.Enqueue(next);
            }
        }

        var rows = new Dictionary<int, int>();
        foreach (var child in children)
        {
            var x = column.GetValueOrDefault(child.Id);
            var y = rows[x] = rows.GetValueOrDefault(x) + 1;
            places.Boxes[child.Id] = new(x * 290, y * 110, StandardWidth, StandardHeight);
        }
    }

    private static JsonElement? Member(JsonElement? owner, string name) =>
        owner is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement owner, string name) => Member(owner, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static int Number(JsonElement owner, string name) =>
        Member(owner, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var value) && Math.Abs(value) < 1_000_000 ? (int)value : 0;

    /// <summary>A size that somebody can see; the designer leaves zero where it has not measured yet.</summary>
    private static int Size(JsonElement size, string name, int standard) => Number(size, name) is >= 40 and <= 2000 and var known ? known : standard;
}

/// <summary>Where things stand in a designer.</summary>
internal sealed class DrawnPlaces
{
    public Dictionary<string, DrawnBox> Boxes { get; } = new(StringComparer.Ordinal);

    public Dictionary<(string Source, string Port, string Target), ImmutableArray<DrawnPoint>> Bends { get; } = [];
}

/// <summary>A box, in the designer's pixels.</summary>
internal readonly record struct DrawnBox(int X, int Y, int Width, int Height);
