using System.Text;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Diff;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>
/// Writes changed content into the text it came from: what did not change keeps its characters, members keep their order,
/// and new rows are laid out like their neighbours, so that the difference between two texts is the change that was made.
/// </summary>
public sealed class FormattedJson
{
    private readonly string text;
    private readonly Dictionary<string, List<string>> orders;
    private readonly StringBuilder output = new();

    private FormattedJson(string text, Dictionary<string, List<string>> orders)
    {
        this.text = text;
        this.orders = orders;
    }

    /// <summary>The text with that content.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="content">What it shall say.</param>
    /// <exception cref="System.Text.Json.JsonException">Where the text is no JSON.</exception>
    public static string Rewrite(string text, Value content)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Rewrite(text, CanonicalJson.Parse(text), content);
    }

    /// <summary>The text with that content.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="before">What it says, as it was read.</param>
    /// <param name="content">What it shall say.</param>
    /// <exception cref="System.Text.Json.JsonException">Where the text is no JSON.</exception>
    public static string Rewrite(string text, Value before, Value content)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(content);
        var root = JsonPlace.Of(text);
        var writer = new FormattedJson(text, Orders(root));
        writer.output.Append(text, 0, root.Start);
        writer.Change(root, before, content, "");
        return writer.output.Append(text, root.End, text.Length - root.End).ToString();
    }

    /// <summary>The names of the members of each kind of object, in the order in which the text has them.</summary>
    /// <param name="text">The JSON.</param>
    /// <exception cref="System.Text.Json.JsonException">Where the text is no JSON.</exception>
    /// <returns>Names by the path of the object, elements of lists as <c>[]</c>: <c>limits[].match</c>.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> OrderOf(string text) =>
        Orders(JsonPlace.Of(text)).ToDictionary(order => order.Key, order => (IReadOnlyList<string>)order.Value, StringComparer.Ordinal);

    private static Dictionary<string, List<string>> Orders(JsonPlace root)
    {
        var orders = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        Learn("", root);
        return orders;

        void Learn(string path, JsonPlace place)
        {
            foreach (var item in place.Items) Learn(path + "[]", item);
            if (place.Members.Count == 0) return;
            if (!orders.TryGetValue(path, out var order)) orders[path] = order = [];
            var after = -1;
            foreach (var member in place.Members)
            {
                var at = order.IndexOf(member.Name);
                if (at < 0) order.Insert(at = after + 1, member.Name);
                after = at;
                Learn(Inner(path, member.Name), member.Value);
            }
        }
    }

    private static string Inner(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private void Change(JsonPlace place, Value before, Value after, string path)
    {
        if (before.Equals(after)) output.Append(text, place.Start, place.End - place.Start);
        else if (before.Kind == ValueKind.Object && after.Kind == ValueKind.Object && place.Members.Count > 0) ChangeObject(place, before, after, path);
        else if (before.Kind == ValueKind.Array && after.Kind == ValueKind.Array) ChangeList(place, before, after, path);
        else output.Append(OneLine(after, path));
    }

    private void ChangeObject(JsonPlace place, Value before, Value after, string path)
    {
        var names = place.Members.Select(member => member.Name).Where(after.Has).ToList();
        var order = orders.GetValueOrDefault(path) ?? [];
        foreach (var name in Ordered(after, path).Where(name => !before.Has(name)))
        {
            var place1 = order.IndexOf(name);
            var earlier = place1 < 0 ? -1 : names.FindLastIndex(other => order.IndexOf(other) is var at && at >= 0 && at < place1);
            names.Insert(earlier >= 0 ? earlier + 1 : place1 >= 0 ? 0 : names.Count, name);
        }

        var leads = Leads(place, place.Members.Select(member => member.KeyStart));
        output.Append('{');
        var last = (JsonPlace?)null;
        for (var index = 0; index < names.Count; index++)
        {
            var name = names[index];
            var known = place.Members.FindIndex(member => member.Name == name);
            if (index > 0) Comma(last);
            last = known < 0 ? null : place.Members[known].Value;
            output.Append(index == 0 ? leads.First : known > 0 ? leads.All[known] : leads.Next);
            if (known < 0)
            {
                output.Append(CanonicalJson.Write(Value.Of(name))).Append(": ").Append(OneLine(after[name], Inner(path, name)));
                continue;
            }

            var member = place.Members[known];
            output.Append(text, member.KeyStart, member.Value.Start - member.KeyStart);
            Change(member.Value, before[name], after[name], Inner(path, name));
        }

        output.Append(leads.Last).Append('}');
    }

    private void ChangeList(JsonPlace place, Value before, Value after, string path)
    {
        if (after.Count == 0)
        {
            output.Append("[]");
            return;
        }

        var sources = Match(before.Items, after.Items);
        var leads = place.Items.Count > 0 ? Leads(place, place.Items.Select(item => item.Start)) : LeadsOfNew(place, after);
        output.Append('[');
        for (var index = 0; index < after.Count; index++)
        {
            var source = sources[index];
            if (index > 0) Comma(sources[index - 1] >= 0 ? place.Items[sources[index - 1]] : null);
            output.Append(index == 0 ? leads.First : source > 0 ? leads.All[source] : leads.Next);
            if (source >= 0) Change(place.Items[source], before.Items[source], after.Items[index], path + "[]");
            else output.Append(LikeNeighbour(after.Items[index], NeighbourOf(place, sources, index), path + "[]"));
        }

        output.Append(leads.Last).Append(']');
    }

    /// <summary>The comma behind a value, with the white space that stood before it.</summary>
    private void Comma(JsonPlace? behind)
    {
        var end = behind?.End ?? 0;
        var comma = end;
        while (behind is not null && char.IsWhiteSpace(text[comma])) comma++;
        if (behind is not null && text[comma] == ',') output.Append(text, end, comma - end);
        output.Append(',');
    }

    private static JsonPlace? NeighbourOf(JsonPlace place, int[] sources, int index)
    {
        for (var before = index - 1; before >= 0; before--)
        {
            if (sources[before] >= 0) return place.Items[sources[before]];
        }

        return place.Items.Count > 0 ? place.Items[0] : null;
    }

    /// <summary>A new object: over several lines where its neighbour is.</summary>
    private string LikeNeighbour(Value value, JsonPlace? neighbour, string path)
    {
        if (value.Kind != ValueKind.Object || neighbour is not { Members.Count: > 0 } || text.IndexOf('\n', neighbour.Start, neighbour.Members[0].KeyStart - neighbour.Start) < 0) return OneLine(value, path);
        var leads = Leads(neighbour, neighbour.Members.Select(member => member.KeyStart));
        return "{" + string.Join(",", Ordered(value, path).Select(name => $"{leads.First}{CanonicalJson.Write(Value.Of(name))}: {OneLine(value[name], Inner(path, name))}")) + leads.Last + "}";
    }

    private string OneLine(Value value, string path) => value.Kind switch
    {
        ValueKind.Object => "{" + string.Join(", ", Ordered(value, path).Select(name => $"{CanonicalJson.Write(Value.Of(name))}: {OneLine(value[name], Inner(path, name))}")) + "}",
        ValueKind.Array => "[" + string.Join(", ", value.Items.Select(item => OneLine(item, path + "[]"))) + "]",
        _ => CanonicalJson.Write(value),
    };

    private IEnumerable<string> Ordered(Value value, string path)
    {
        var order = orders.GetValueOrDefault(path) ?? [];
        return value.MembersByName.Select(member => member.Key).OrderBy(name => order.IndexOf(name) is var at and >= 0 ? at : int.MaxValue);
    }

    private (string First, string Next, string Last, string[] All) Leads(JsonPlace place, IEnumerable<int> starts)
    {
        string[] all = [.. starts.Select(start => text[Blank(start)..start])];
        var next = all.Length > 1 ? all[^1] : all[0].Contains('\n', StringComparison.Ordinal) ? all[0] : " ";
        return (all[0], next, text[Blank(place.End - 1)..(place.End - 1)], all);
    }

    private (string First, string Next, string Last, string[] All) LeadsOfNew(JsonPlace place, Value after)
    {
        if (after.Items.All(item => item.Kind != ValueKind.Object)) return ("", " ", "", []);
        var line = place.Start == 0 ? 0 : text.LastIndexOf('\n', place.Start - 1) + 1;
        var indent = new string(' ', text.AsSpan(line).Length - text.AsSpan(line).TrimStart(' ').Length);
        return ($"\n{indent}  ", $"\n{indent}  ", "\n" + indent, []);
    }

    /// <summary>Where the white space before that place begins.</summary>
    private int Blank(int place)
    {
        while (place > 0 && char.IsWhiteSpace(text[place - 1])) place--;
        return place;
    }

    /// <summary>For each new element the old one it comes from, or -1: the equal one, else the one of the same key, else, in a list as long as before, the one in its place.</summary>
    private static int[] Match(IReadOnlyList<Value> before, IReadOnlyList<Value> after)
    {
        var sources = new int[after.Count];
        Array.Fill(sources, -1);
        var isUsed = new bool[before.Count];
        for (var index = 0; index < Math.Min(before.Count, after.Count); index++)
        {
            if (before[index].Equals(after[index])) Use(index, index);
        }

        Take(value => value);
        if (PolicyDiff.KeyOf(before, after) is { } key) Take(value => value[key]);
        if (before.Count == after.Count)
        {
            for (var index = 0; index < after.Count; index++)
            {
                if (sources[index] < 0 && !isUsed[index]) Use(index, index);
            }
        }

        return sources;

        void Use(int index, int source) => (sources[index], isUsed[source]) = (source, true);

        void Take(Func<Value, Value> by)
        {
            var free = Enumerable.Range(0, before.Count).Where(source => !isUsed[source]).GroupBy(source => by(before[source])).ToDictionary(group => group.Key, group => new Queue<int>(group));
            for (var index = 0; index < after.Count; index++)
            {
                if (sources[index] < 0 && free.TryGetValue(by(after[index]), out var same) && same.TryDequeue(out var source)) Use(index, source);
            }
        }
    }
}
