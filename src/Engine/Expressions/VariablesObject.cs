using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>What scripts see as <c>variables</c>: one member per visible variable, read and written through the session.</summary>
internal sealed class VariablesObject : ObjectInstance
{
    private readonly ScriptSession session;

    public VariablesObject(ScriptSession session)
        : base(session.Engine)
    {
        this.session = session;
        Prototype = ReadOnlyObject.PlainPrototype(session.Engine);
        // A variable may be set between two reads, so no read may be answered from an earlier one.
        SetPropertyAccessSemantics(PropertyAccessSemantics.Exotic);
    }

    public override PropertyDescriptor GetOwnProperty(JsValue property) =>
        property.Type == Types.String && session.FindVariable(property.ToString()) is { } variable
            ? new(session.GetVariable(variable), PropertyFlag.ConfigurableEnumerableWritable)
            : PropertyDescriptor.Undefined;

    public override List<JsValue> GetOwnPropertyKeys(Types types = Types.Empty | Types.String | Types.Symbol) =>
        (types & Types.String) == 0 ? [] : session.VariableNames().Select(JsValue (name) => JsString.Create(name)).ToList();

    public override IEnumerable<KeyValuePair<JsValue, PropertyDescriptor>> GetOwnProperties() =>
        GetOwnPropertyKeys().Select(key => KeyValuePair.Create(key, GetOwnProperty(key)));

    public override bool Set(JsValue property, JsValue value, JsValue receiver)
    {
        session.SetVariable(property.ToString(), value);
        return true;
    }

    public override bool DefineOwnProperty(JsValue property, PropertyDescriptor desc) =>
        desc.Value is { } value ? Set(property, value, this) : throw session.TypeError("变量只能保存值，不能定义访问器，请直接赋值", "variables hold values, not accessors: assign a value");

    public override bool Delete(JsValue property) => throw session.TypeError("变量不能删除，请改为赋空值", "variables cannot be deleted: set them to null");
}
