using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>
/// One run of one script: gives it the globals that it mentions, and keeps what it writes until it has succeeded,
/// so that a script that fails half-way changes nothing.
/// </summary>
internal sealed class ScriptSession(Jint.Engine engine, IExpressionScope scope, ulong salt, bool isBounded)
{
    private readonly Dictionary<string, Draft> drafts = new(StringComparer.Ordinal);
    private ulong chance = unchecked(scope.Seed ^ salt);

    private readonly List<(JsValue Error, string Chinese, string English)> own = [];
    private ScriptGuards? guards;

    public Jint.Engine Engine => engine;

    /// <summary>Whether numbers that JavaScript cannot hold stay what they are.</summary>
    public bool IsExact { get; } = scope.Semantics >= Semantics.ValuesStayWhole;

    /// <summary>What the run has asked of built-in calls; null under the meaning before.</summary>
    public ScriptMeter? Meter { get; } = isBounded ? new() : null;

    public IExpressionScope Scope => scope;

    /// <summary>A value as the script sees it; it may change its copy.</summary>
    public JsValue Copy(Value value) => ScriptValues.Copy(value, this);

    /// <summary>Whether the script is one that an activity is left by: an expression gives a value and chooses no outcome.</summary>
    public bool MayChooseOutcomes { get; init; }

    /// <summary>The outcomes that the script set.</summary>
    public List<string> Outcomes { get; } = [];

    public string? CorrelationId { get; set; } = scope.CorrelationId;

    public string? InstanceName { get; set; } = scope.InstanceName;

    /// <summary>Makes the names that the script mentions mean something.</summary>
    public void Install(PreparedScript script)
    {
        if (Meter is { } meter)
        {
            guards = new(engine, meter);
            guards.Install(script);
        }

        foreach (var name in script.Names) Install(name);
        if (!script.NeedsEverything) return;
        foreach (var name in ScriptFunctions.Names) Install(name);
        foreach (var name in (ReadOnlySpan<string>)["variables", "ticket", "policy", "Math"]) Install(name);
        foreach (var name in ScriptFunctions.Hidden) engine.Global.FastSetDataProperty(name, JsValue.Undefined);
    }

    /// <summary>Applies what the script wrote. Called once, after it succeeded.</summary>
    /// <exception cref="ScriptValueException">A variable was set to something that is no data.</exception>
    public void Apply()
    {
        var changes = new List<(string Id, Value Value)>();
        foreach (var (id, draft) in drafts)
        {
            if (ReferenceEquals(draft.Current, draft.Given) && draft.Current is not Jint.Native.Object.ObjectInstance) continue;
            var value = ScriptValues.Read(draft.Current, Meter, IsExact);
            if (draft.Given is not null && ScriptValues.IsUnchanged(draft.Original, value, IsExact)) continue;
            var converted = ValueConverter.ConvertDeclared(value, draft.Variable.FullType, new(scope.Semantics, scope.Zone));
            if (converted.Error is { } error)
            {
                throw new ScriptValueException($"变量“{draft.Variable.Name}”：{error.Chinese.TrimEnd('。')}", $"variable '{draft.Variable.Name}': {error.English.TrimEnd('.')}");
            }

            changes.Add((id, converted.Value));
        }

        foreach (var (id, value) in changes) scope.SetVariable(id, value);

        if (CorrelationId != scope.CorrelationId) scope.CorrelationId = CorrelationId;
        if (InstanceName != scope.InstanceName) scope.InstanceName = InstanceName;
    }

    public VariableDefinition? FindVariable(string name)
    {
        foreach (var variable in scope.Variables)
        {
            if (variable.Name == name) return variable;
        }

        return drafts.GetValueOrDefault(name)?.Variable;
    }

    public IEnumerable<string> VariableNames() => scope.Variables.Select(variable => variable.Name).Concat(drafts.Values.Select(draft => draft.Variable.Name)).Distinct(StringComparer.Ordinal);

    public JsValue GetVariable(VariableDefinition variable)
    {
        if (drafts.TryGetValue(variable.Id, out var draft)) return draft.Current;
        var original = scope.GetVariable(variable.Id) ?? Value.Null;
        var given = Copy(original);
        drafts[variable.Id] = new(variable, original, given, given);
        return given;
    }

    /// <summary>As in Elsa, a name that nobody declared becomes a variable of the workflow.</summary>
    public void SetVariable(string name, JsValue value) => SetVariable(FindVariable(name) ?? new(name, name, "Object", false, Value.Null), value);

    public void SetVariable(VariableDefinition variable, JsValue value) =>
        drafts[variable.Id] = drafts.TryGetValue(variable.Id, out var draft)
            ? draft with { Current = value }
            : new(variable, Value.Null, null, value);

    /// <summary>The next 64 bits derived from the seed (SplitMix64).</summary>
    public ulong NextBits()
    {
        unchecked
        {
            chance += 0x9E3779B97F4A7C15UL;
            var bits = chance;
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBUL;
            return bits ^ (bits >> 31);
        }
    }

    /// <summary>Takes what a value would be as JSON, before it is written.</summary>
    public void Measure(JsValue value) => guards?.Measure(value);

    /// <summary>The words of an error that are ours or the script's own; null where they are a library's.</summary>
    public (string Chinese, string English)? OwnWords(JsValue error)
    {
        foreach (var (known, chinese, english) in own)
        {
            if (ReferenceEquals(known, error)) return (chinese, english);
        }

        return guards?.IsOwn(error) == true && ScriptErrors.Words(error) is var words ? (words, words) : null;
    }

    public JavaScriptException TypeError(string chinese, string english)
    {
        var error = new JavaScriptException(engine.Intrinsics.TypeError, english);
        own.Add((error.Error, chinese, english));
        guards?.Keep(error.Error);
        return error;
    }

    private void Install(string name)
    {
        switch (name)
        {
            case "variables":
                engine.SetValue(name, new VariablesObject(this));
                break;
            case "ticket":
                engine.SetValue(name, ScriptValues.View(engine, scope.Facts, name, this));
                break;
            case "policy":
                engine.SetValue(name, ScriptValues.View(engine, scope.PolicyView, name, this));
                break;
            case "Math":
                ((Jint.Native.Object.ObjectInstance)engine.GetValue(name)).FastSetProperty("random", new PropertyDescriptor(
                    Function("random", (_, _) => JsNumber.Create((NextBits() >> 11) * (1.0 / (1UL << 53)))), PropertyFlag.NonEnumerable));
                break;
            default:
                if (ScriptFunctions.Find(name) is { } function) engine.SetValue(name, Function(name, (_, arguments) => function(this, arguments)));
                else if (Accessor(name) is { } accessor) engine.SetValue(name, Function(name, accessor));
                break;
        }
    }

    private ClrFunction Function(string name, Func<JsValue, JsValue[], JsValue> body) => new(engine, name, body, 0, PropertyFlag.Configurable);

    /// <summary><c>getX</c>, <c>setX</c> for variables; <c>getX</c> for workflow inputs; <c>getXFromY</c> for outputs.</summary>
    private Func<JsValue, JsValue[], JsValue>? Accessor(string name)
    {
        if (name.Length <= 3) return null;
        var rest = name[3..];
        if (name.StartsWith("set", StringComparison.Ordinal))
        {
            return VariableNamed(rest) is { } target
                ? (_, arguments) =>
                {
                    SetVariable(target, arguments.Length > 0 ? arguments[0] : JsValue.Undefined);
                    return JsValue.Undefined;
                }
            : null;
        }

        if (!name.StartsWith("get", StringComparison.Ordinal)) return null;
        if (VariableNamed(rest) is { } variable) return (_, _) => GetVariable(variable);
        foreach (var input in scope.Definition.Inputs)
        {
            if (Naming.Pascal(input.Name) == rest) return (_, _) => Copy(scope.WorkflowInput[input.Name]);
        }

        // An output's or activity's name may itself contain "From": the first split that names an activity counts.
        for (var at = rest.IndexOf("From", 1, StringComparison.Ordinal); at > 0; at = rest.IndexOf("From", at + 1, StringComparison.Ordinal))
        {
            if (scope.Definition.NodeByName(rest[(at + 4)..]) is not { } node) continue;
            var output = rest[..at];
            return (_, _) => Copy(scope.GetOutput(node.Id, output) ?? Value.Null);
        }

        return null;
    }

    private VariableDefinition? VariableNamed(string pascal)
    {
        foreach (var variable in scope.Variables)
        {
            if (Naming.Pascal(variable.Name) == pascal) return variable;
        }

        return null;
    }

    /// <param name="Variable">The variable.</param>
    /// <param name="Original">Its value before the script.</param>
    /// <param name="Given">What the script was given, or null where it never read it.</param>
    /// <param name="Current">What it is now.</param>
    private sealed record Draft(VariableDefinition Variable, Value Original, JsValue? Given, JsValue Current);
}
