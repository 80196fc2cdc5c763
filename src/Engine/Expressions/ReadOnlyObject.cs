using JieSuJiBan.Engine.Values;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>
/// What scripts see of facts and policy: looks like a frozen object, but converts a member only when it is touched,
/// because a condition reads one or two of them. Writing says so instead of being lost silently.
/// </summary>
internal sealed class ReadOnlyObject : ObjectInstance
{
    private readonly string name;
    private readonly ScriptSession session;
    private Dictionary<string, JsValue>? touched;

    public ReadOnlyObject(Jint.Engine engine, Value source, string name, ScriptSession session)
        : base(engine)
    {
        Source = source;
        this.name = name;
        this.session = session;
        Prototype = PlainPrototype(engine);
    }

    public Value Source { get; }

    public override PropertyDescriptor GetOwnProperty(JsValue property) =>
        Find(property) is { } value ? new(value, PropertyFlag.OnlyEnumerable) : PropertyDescriptor.Undefined;

    public override bool HasProperty(JsValue property) => Find(property) is not null || base.HasProperty(property);

    public override List<JsValue> GetOwnPropertyKeys(Types types = Types.Empty | Types.String | Types.Symbol) =>
        (types & Types.String) == 0 ? [] : Source.MembersByName.Select(JsValue (member) => JsString.Create(member.Key)).ToList();

    public override IEnumerable<KeyValuePair<JsValue, PropertyDescriptor>> GetOwnProperties() =>
        GetOwnPropertyKeys().Select(key => KeyValuePair.Create(key, GetOwnProperty(key)));

    public override bool Set(JsValue property, JsValue value, JsValue receiver) => throw ReadOnly();

    public override bool DefineOwnProperty(JsValue property, PropertyDescriptor desc) => throw ReadOnly();

    public override bool Delete(JsValue property) => throw ReadOnly();

    /// <summary>The prototype of plain objects of that engine.</summary>
    public static ObjectInstance? PlainPrototype(Jint.Engine engine) => engine.Intrinsics.Object.Get("prototype") as ObjectInstance;

    private JsValue? Find(JsValue property)
    {
        if (property.Type != Types.String) return null;
        var key = property.ToString();
        if (touched is not null && touched.TryGetValue(key, out var known)) return known;
        if (!Source.Has(key)) return null;
        var value = ScriptValues.View(Engine, Source[key], name, session);
        (touched ??= new(StringComparer.Ordinal))[key] = value;
        return value;
    }

    private JavaScriptException ReadOnly() => session.TypeError($"“{name}”在脚本中只读，请改为给变量赋值", $"'{name}' is read-only in scripts: set a variable instead");
}
