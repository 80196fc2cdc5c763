using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Descriptors;

/// <summary>Short ways to describe Elsa's activities.</summary>
internal static class Describe
{
    public const string Flow = "流程控制";
    public const string Branching = "分支";
    public const string Looping = "循环";
    public const string Composition = "子流程";
    public const string Primitives = "基础";
    public const string Events = "事件与时间";
    public const string Outside = "外部调用";

    public static ActivityDescriptor Activity(string name, string category, string displayName, string description) => new()
    {
        TypeName = "Elsa." + name,
        Category = category,
        DisplayName = displayName,
        Description = description,
    };

    public static InputDescriptor Input(string name, string type, string displayName, string hint = "singleline", Value? byDefault = null, bool isRequired = false) =>
        new(name, type, displayName, DefaultValue: byDefault, UiHint: hint, IsRequired: isRequired);

    public static InputDescriptor Raw(string name, string type, string displayName, string hint, Value? byDefault = null, Value? specifications = null) =>
        new(name, type, displayName, DefaultValue: byDefault, UiHint: hint, UiSpecifications: specifications, IsWrapped: false);

    public static OutcomeDescriptor Port(string name, string displayName) => new(name, displayName);

    public static OutcomeDescriptor Slot(string name, string displayName) => new(name, displayName, IsEmbedded: true);

    /// <summary>A drop-down's settings.</summary>
    public static Value Options(params ReadOnlySpan<(string Value, string Text)> items)
    {
        var listed = new List<Value>();
        foreach (var (value, text) in items) listed.Add(Value.Object(("text", Value.Of(text)), ("value", Value.Of(value))));
        return Value.Object(("dropdown", Value.Object(("selectList", Value.Object(("items", Value.Of(listed)))))));
    }
}
