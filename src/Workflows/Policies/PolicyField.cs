using System.Collections.Concurrent;
using System.Text;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Diff;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>How a member of a policy file is filled in.</summary>
public enum FieldKind
{
    /// <summary>Text.</summary>
    Text,
    /// <summary>A number between bounds.</summary>
    Number,
    /// <summary>Yes or no.</summary>
    Flag,
    /// <summary>One of a few words.</summary>
    Choice,
    /// <summary>A date, <c>2026-02-28</c>.</summary>
    Date,
    /// <summary>A time of day, <c>09:00</c>.</summary>
    Time,
    /// <summary>Several texts.</summary>
    Texts,
    /// <summary>An object with fields of its own.</summary>
    Group,
    /// <summary>A list of objects, each with fields of its own.</summary>
    Rows,
    /// <summary>An object whose members are the city's own names.</summary>
    Open,
}

/// <summary>A member of a policy file as a field of a form: what the schema of the file says about it.</summary>
public sealed class PolicyField
{
    private static readonly ConcurrentDictionary<string, Value> Schemas = new(StringComparer.Ordinal);
    private readonly Value schema;
    private readonly PolicyField? holder;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> orders;

    private PolicyField(string name, string path, Value schema, PolicyField? holder, bool isRequired, IReadOnlyDictionary<string, IReadOnlyList<string>> orders)
    {
        (Name, Path, this.holder, IsRequired, this.orders) = (name, path, holder, isRequired, orders);
        Kind = KindOf(schema);
        this.schema = Kind == FieldKind.Rows ? RowSchema(name, schema, holder) : schema;
    }

    /// <summary>The member's name.</summary>
    public string Name { get; }

    /// <summary>Where such members stand, elements of lists as <c>[]</c>: <c>limits[].match.class</c>; empty for the file itself.</summary>
    public string Path { get; }

    /// <summary>How it is filled in.</summary>
    public FieldKind Kind { get; }

    /// <summary>True where it must be there.</summary>
    public bool IsRequired { get; }

    /// <summary>What holds where nothing is said; <see cref="Value.Null"/> where that depends on the rest.</summary>
    public Value Default => schema["default"];

    /// <summary>Least number, or null.</summary>
    public decimal? Least => schema["minimum"].AsDecimal();

    /// <summary>Greatest number, or null.</summary>
    public decimal? Most => schema["maximum"].AsDecimal();

    /// <summary>True where the number has no fraction.</summary>
    public bool IsWhole => schema["type"].AsString() == "integer";

    /// <summary>The words to choose from; empty where it is no choice.</summary>
    public IReadOnlyList<string> Choices => [.. schema["enum"].Items.Select(item => item.AsString() ?? "")];

    /// <summary>The fields of the object, or of each object of the list: in the order in which the file writes them, remarks last.</summary>
    public IReadOnlyList<PolicyField> Fields => field ??= ReadFields();

    /// <summary>True where each row of the list fits on a line: a handful of plain members.</summary>
    public bool IsFlat => Kind == FieldKind.Rows && Columns.Count is > 0 and <= MostColumns && Columns.All(column => column.Kind is not (FieldKind.Rows or FieldKind.Open));

    /// <summary>The members of a row with those of the groups in it, but for remarks.</summary>
    public IReadOnlyList<PolicyField> Columns => field ??= [.. Fields.SelectMany(one => one.Kind == FieldKind.Group ? one.Fields : [one]).Where(one => one.Name != "note")];

    private const int MostColumns = 6;

    /// <summary>The file as one field; null where no schema is known for it.</summary>
    /// <param name="file">Its name, e.g. <c>time-limits.json</c>.</param>
    /// <param name="text">Its text, for the order of members; valid JSON, or null.</param>
    public static PolicyField? OfFile(string file, string? text)
    {
        var schema = Schemas.GetOrAdd(file, ReadSchema);
        return schema.IsNull ? null : new("", "", schema, null, true, text is null ? new Dictionary<string, IReadOnlyList<string>>() : FormattedJson.OrderOf(text)) { File = file };
    }

    /// <summary>The file's name; of a member too.</summary>
    public string File { get => holder?.File ?? field; private init; } = "";

    /// <summary>What it is called.</summary>
    public string Label(bool isEnglish)
    {
        if (Name.Length == 0) return isEnglish ? MemberLabels.File(File).English : MemberLabels.File(File).Chinese;
        var words = MemberLabels.Of(holder is { Name.Length: > 0 } ? holder.Name : File.Split('.')[0], Name, isEnglish);
        return isEnglish && words.Length > 0 ? char.ToUpperInvariant(words[0]) + words[1..] : words;
    }

    /// <summary>What a choice is called.</summary>
    public static string Say(string choice, bool isEnglish)
    {
        ArgumentNullException.ThrowIfNull(choice);
        if (!isEnglish) return MemberLabels.Choice(choice) ?? choice;
        if (MemberLabels.ChoiceInEnglish(choice) is { } registered) return registered;
        var words = new StringBuilder(choice.Length + 4);
        foreach (var letter in choice) words.Append(words.Length > 0 && char.IsUpper(letter) ? " " + char.ToLowerInvariant(letter) : letter);
        return words.ToString();
    }

    /// <summary>The field of that name, or null.</summary>
    public PolicyField? Find(string name) => Fields.FirstOrDefault(one => one.Name == name);

    private static FieldKind KindOf(Value schema) => schema["type"].AsString() switch
    {
        "object" => schema["properties"].Count > 0 && Real(schema) ? FieldKind.Group : FieldKind.Open,
        "array" => schema["items"]["type"].AsString() == "object" ? FieldKind.Rows : FieldKind.Texts,
        "integer" or "number" => FieldKind.Number,
        "boolean" => FieldKind.Flag,
        _ when schema["enum"].Count > 0 => FieldKind.Choice,
        _ when schema["format"].AsString() == "date" => FieldKind.Date,
        _ when schema["pattern"].AsString() is { } pattern && pattern.Contains(":[0-5]", StringComparison.Ordinal) => FieldKind.Time,
        _ => FieldKind.Text,
    };

    private static bool Real(Value schema) => schema["properties"].MembersByName.Any(member => member.Key is not ("note" or "$schema"));

    /// <summary>The schema of the rows; in a tree that was read only so deep, that of the rows above.</summary>
    private static Value RowSchema(string name, Value schema, PolicyField? holder)
    {
        for (var above = holder; above is not null && !Real(schema["items"]); above = above.holder)
        {
            if (above.Kind == FieldKind.Rows && (above.Name == name || above.schema["properties"].Has(name))) return above.schema;
        }

        return schema["items"];
    }

    private PolicyField[] ReadFields()
    {
        if (Kind is not (FieldKind.Group or FieldKind.Rows)) return [];
        var required = schema["required"].Items.Select(item => item.AsString()).ToHashSet(StringComparer.Ordinal);
        var path = Kind == FieldKind.Rows ? Path + "[]" : Path;
        var order = orders.GetValueOrDefault(path) ?? [];
        return
        [
            .. schema["properties"].MembersByName.Where(member => member.Key != "$schema")
                .Select(member => new PolicyField(member.Key, path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value, this, required.Contains(member.Key), orders))
                .OrderBy(one => one.Name == "note").ThenBy(one => one.Kind == FieldKind.Rows).ThenBy(one => At(order, one.Name)).ThenBy(one => one.Name == "english").ThenBy(one => one.Name, StringComparer.Ordinal),
        ];
    }

    private static int At(IReadOnlyList<string> order, string name)
    {
        for (var at = 0; at < order.Count; at++)
        {
            if (order[at] == name) return at;
        }

        return int.MaxValue;
    }

    private static Value ReadSchema(string file)
    {
        using var stream = typeof(PolicyField).Assembly.GetManifestResourceStream("schema/" + file.Replace(".json", ".schema.json", StringComparison.Ordinal));
        if (stream is null) return Value.Null;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return CanonicalJson.Parse(reader.ReadToEnd());
    }
}
