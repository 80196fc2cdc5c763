using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.PolicyFiles;

/// <summary>What the readers ask of one kind of object in a policy file: the source of its JSON Schema.</summary>
internal sealed class PolicyShape
{
    private readonly SortedDictionary<string, Member> members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> seen = new(StringComparer.Ordinal);
    private int objects;

    /// <summary>The shape of a file's root; null where nobody wants to know.</summary>
    public static PolicyShape? In(IDictionary<string, PolicyShape>? shapes, string file)
    {
        if (shapes is null) return null;
        if (!shapes.TryGetValue(file, out var shape)) shapes[file] = shape = new();
        return shape;
    }

    /// <summary>An object of this kind was read.</summary>
    public void See(Value value)
    {
        objects++;
        foreach (var (name, _) in value.MembersByName) seen[name] = seen.GetValueOrDefault(name) + 1;
    }

    public void Require(string name) => Of(name).IsRequired = true;

    /// <summary>What holds where the member is missing; nothing is said where that depends on the rest of the object.</summary>
    public void Default(string name, Value value)
    {
        var member = Of(name);
        member.HasManyDefaults |= member.Default is { } other && !other.Equals(value);
        member.Default = value;
    }

    public void Text(string name, string? format = null, string? pattern = null)
    {
        var member = Of(name);
        member.Schema = member.Schema.With("type", Value.Of("string"));
        if (format is null && pattern is null) member.Schema = member.Schema.With("minLength", Value.Of(1));
        if (format is not null) member.Schema = member.Schema.With("format", Value.Of(format));
        if (pattern is not null) member.Schema = member.Schema.With("pattern", Value.Of(pattern));
    }

    public void Texts(string name) => Of(name).Schema = Value.Object(
        ("items", Value.Object(("minLength", Value.Of(1)), ("type", Value.Of("string")))), ("type", Value.Of("array")));

    public void Number(string name, string type, decimal least, decimal most) => Of(name).Schema = Value.Object(
        ("maximum", Value.Of(most)), ("minimum", Value.Of(least)), ("type", Value.Of(type)));

    public void Flag(string name) => Of(name).Schema = Value.Object(("type", Value.Of("boolean")));

    public void Choice(string name, string[] choices) => Of(name).Schema = Value.Object(("enum", Value.Of(choices)), ("type", Value.Of("string")));

    public void Open(string name) => Of(name).Schema = Value.Object(("type", Value.Of("object")));

    public PolicyShape Object(string name) => Of(name).Inner ??= new();

    public PolicyShape List(string name)
    {
        var member = Of(name);
        member.IsList = true;
        return member.Inner ??= new();
    }

    /// <summary>The members that the readers ask for, with the remark that may stand everywhere.</summary>
    public IEnumerable<string> Names => members.Keys.Append("note");

    /// <summary>True for a member that holds a list.</summary>
    public bool IsListOf(string name) => members.TryGetValue(name, out var member) && member.IsList;

    /// <summary>The shape of a member that holds an object, or null.</summary>
    public PolicyShape? Below(string name) => members.TryGetValue(name, out var member) ? member.Inner : null;

    /// <summary>The schema of a file whose root has this shape.</summary>
    public Value ToSchema(string file) => ToSchema()
        .With("$id", Value.Of(file.Replace(".json", ".schema.json", StringComparison.Ordinal)))
        .With("$schema", Value.Of("https://json-schema.org/draft/2020-12/schema"))
        .With("title", Value.Of(file));

    private Value ToSchema()
    {
        var properties = members.Select(member => KeyValuePair.Create(member.Key, member.Value.ToSchema()))
            .Append(KeyValuePair.Create("note", Value.Object(("description", Value.Of("说明，不影响规则 A remark without effect")))))
            .Append(KeyValuePair.Create("$schema", Value.Object(("type", Value.Of("string")))));
        var schema = Value.Object(
            ("additionalProperties", Value.False),
            ("properties", Value.Object(properties)),
            ("type", Value.Of("object")));
        // Some members must be there only where another is missing: what a sound file lacks is not required.
        var required = members.Where(member => member.Value.IsRequired && seen.GetValueOrDefault(member.Key) == objects).Select(member => member.Key).ToArray();
        return required.Length == 0 ? schema : schema.With("required", Value.Of(required));
    }

    private Member Of(string name)
    {
        if (!members.TryGetValue(name, out var member)) members[name] = member = new();
        return member;
    }

    private sealed class Member
    {
        public Value Schema { get; set; } = Value.EmptyObject;

        public bool IsRequired { get; set; }

        public bool IsList { get; set; }

        public Value? Default { get; set; }

        public bool HasManyDefaults { get; set; }

        public PolicyShape? Inner { get; set; }

        public Value ToSchema() =>
            Inner is null ? Default is null || HasManyDefaults ? Schema : Schema.With("default", Default)
            : IsList ? Value.Object(("items", Inner.ToSchema()), ("type", Value.Of("array")))
            : Inner.ToSchema();
    }
}
