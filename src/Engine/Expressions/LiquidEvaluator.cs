using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>Renders Liquid templates (Fluid): <c>Variables</c>, <c>Input</c>, <c>ticket</c>, <c>policy</c> and Elsa's ids; <c>now</c> is the step's instant.</summary>
internal sealed partial class LiquidEvaluator
{
    private const int MaxSteps = 20_000;
    private const int MaxLength = 256 * 1024;
    private const int MaxCount = 1024;

    private static readonly FluidParser Parser = new();
    private static readonly TemplateOptions Options = CreateOptions();

    private readonly ConcurrentDictionary<string, (IFluidTemplate? Template, ExpressionError? Error)> templates = new(StringComparer.Ordinal);

    public ExpressionResult Evaluate(string text, IExpressionScope scope)
    {
        var (template, refused) = Get(text);
        if (template is null) return new(refused!);
        try
        {
            var context = new TemplateContext(Options, StringComparer.Ordinal) { Now = () => scope.Now.ToDateTimeOffset() };
            LiquidTime.Install(context, scope);
            Install(context, scope);
            using var output = new LiquidOutput();
            // The overload that the compiler recommends instead is not in Fluid 2.41; the other one is asynchronous.
#pragma warning disable CS0618
            template.Render(context, NullEncoder.Default, output);
#pragma warning restore CS0618
            return new(Value.Of(output.ToString()));
        }
        catch (Exception error)
        {
            // Whatever a template does must end as data: an incident that names it, never a lost instance.
            if (scope.Semantics >= Semantics.BoundedScripts) return new(Describe(error));
            return ExpressionResult.Fail("liquid.failed", $"Liquid 模板无法渲染：{error.Message}。请改正模板。", $"The Liquid template cannot be rendered: {error.Message}. Correct the template.");
        }
    }

    /// <summary>In our own words: those of Fluid and .NET change with their versions.</summary>
    private static ExpressionError Describe(Exception error)
    {
        if (error is not (ScriptLimitException or LiquidSizeException)) Diagnostics.Note(error);
        return error switch
        {
            ScriptLimitException { Code: "liquid.unknownZone" } limit => new(limit.Code, limit.Chinese, limit.Message),
            ScriptLimitException => new("liquid.failed", "Liquid 模板的筛选器处理的内容过多；请减少数据量或循环次数。", "The filters of the Liquid template handle too much: let it handle less data, or loop less often."),
            LiquidSizeException size => new("liquid.failed", $"Liquid 模板产生的内容过多：{size.Chinese}；请减少数据量。", $"The Liquid template makes too much: {size.Message}. Let it handle less data."),
            RegexMatchTimeoutException => new("script.safetyTime", "Liquid 模板渲染时间过长，已被安全保护停止；请简化模板。", "The Liquid template was stopped by the time safety net: simplify it."),
            _ => new("liquid.failed", $"Liquid 模板无法渲染：循环超过 {MaxSteps} 步，或筛选器的参数与值不合适。请改正模板。",
                $"The Liquid template cannot be rendered: its loops take more than {MaxSteps} steps, or a filter was given what it cannot take. Correct the template."),
        };
    }

    /// <summary>Parses without rendering; null where the template is sound.</summary>
    public static ExpressionError? Check(string text) => Parse(text).Error;

    private (IFluidTemplate? Template, ExpressionError? Error) Get(string text)
    {
        if (templates.TryGetValue(text, out var known)) return known;
        if (templates.Count >= MaxCount) templates.Clear();
        return templates.GetOrAdd(text, Parse);
    }

    private static (IFluidTemplate? Template, ExpressionError? Error) Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return (null, new("liquid.tooLong", $"Liquid 模板过长：{text.Length} 个字符，上限为 {MaxLength}；请缩短。",
                $"The Liquid template has {text.Length} characters, the limit is {MaxLength}: shorten it."));
        }

        if (LiquidLimits.Check(text) is { } tooDeep) return (null, tooDeep);
        return Parser.TryParse(text, out var template, out var error)
            ? (new BoundedRanges().VisitTemplate(template), null)
            : (null, SyntaxError(error));
    }

    /// <summary>Fluid says the place in the text and quotes the template from the fault on, however long that is: the place is kept, the quotation is not.</summary>
    private static ExpressionError SyntaxError(string error)
    {
        var line = error.Split('\n', 2)[0].Trim();
        var at = Place().Match(line);
        var said = at.Success ? line[..at.Index].Trim() : line;
        if (said.Length > 300) said = said[..300] + "…";
        if (!at.Success) return new("liquid.syntax", $"Liquid 模板有语法错误：{said}。请改正模板。", $"The Liquid template has a syntax error: {said}. Correct the template.");
        var (row, column) = (int.Parse(at.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(at.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
        return new(
            "liquid.syntax",
            string.Create(CultureInfo.InvariantCulture, $"Liquid 模板有语法错误（第 {row} 行第 {column} 列）：{said}。请改正模板。"),
            string.Create(CultureInfo.InvariantCulture, $"The Liquid template has a syntax error (line {row}, column {column}): {said}. Correct the template."),
            row,
            column);
    }

    [GeneratedRegex(@"\sat \(([0-9]{1,6}):([0-9]{1,6})\)$")]
    private static partial Regex Place();

    private static TemplateOptions CreateOptions()
    {
        var options = new TemplateOptions
        {
            MaxSteps = MaxSteps,
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = TimeZoneInfo.Utc,
            ModelNamesComparer = StringComparer.Ordinal,
        };
        options.Filters.AddFilter("json", (input, _, _) => new StringValue(CanonicalJson.Write(ToValue(input))));
        options.Filters.AddFilter("base64", (input, _, _) => new StringValue(Convert.ToBase64String(Encoding.UTF8.GetBytes(input.ToStringValue()))));
        options.Filters.AddFilter("keys", (input, _, _) => new ArrayValue([.. ToValue(input).MembersByName.Select(member => new StringValue(member.Key))]));
        LiquidOutput.Bound(options);
        LiquidOutput.Meter(options);
        LiquidTime.Bound(options);
        return options;
    }

    private static void Install(TemplateContext context, IExpressionScope scope)
    {
        _ = context
            .SetValue("Variables", new DictionaryValue(new VariableMembers(scope)))
            .SetValue("Input", ToFluid(scope.WorkflowInput))
            .SetValue("ticket", ToFluid(scope.Facts))
            .SetValue("policy", ToFluid(scope.PolicyView))
            .SetValue("CorrelationId", ToFluid(Value.Of(scope.CorrelationId)))
            .SetValue("WorkflowInstanceId", new StringValue(scope.WorkflowInstanceId))
            .SetValue("WorkflowDefinitionId", new StringValue(scope.Definition.DefinitionId))
            .SetValue("WorkflowDefinitionVersionId", new StringValue(scope.Definition.Id))
            .SetValue("WorkflowDefinitionVersion", NumberValue.Create(scope.Definition.Version));
    }

    private static FluidValue ToFluid(Value value) => value.Kind switch
    {
        ValueKind.Boolean => value.AsBoolean()!.Value ? BooleanValue.True : BooleanValue.False,
        ValueKind.Number => value.AsDecimal() is { } exact ? NumberValue.Create(exact) : new StringValue(CanonicalJson.Write(value)),
        ValueKind.String => new StringValue(value.AsString()!),
        ValueKind.Array => new ArrayValue([.. value.Items.Select(ToFluid)]),
        ValueKind.Object => new DictionaryValue(new ObjectMembers(value)),
        _ => NilValue.Instance,
    };

    private static Value ToValue(FluidValue value) => value switch
    {
        DictionaryValue { } members when members.ToObjectValue() is ObjectMembers known => known.Source,
        BooleanValue truth => Value.Of(truth.ToBooleanValue()),
        NumberValue number => Value.Of(number.ToNumberValue()),
        ArrayValue list => Value.Of(list.Values.Select(ToValue)),
        _ when value.IsNil() => Value.Null,
        _ => Value.Of(value.ToStringValue()),
    };

    /// <summary>The members of an object, converted when a template touches them.</summary>
    private sealed class ObjectMembers(Value source) : IFluidIndexable
    {
        public Value Source => source;

        public int Count => source.Count;

        public IEnumerable<string> Keys => source.MembersByName.Select(member => member.Key);

        public bool TryGetValue(string name, out FluidValue value)
        {
            value = ToFluid(source[name]);
            return source.Has(name);
        }
    }

    private sealed class VariableMembers(IExpressionScope scope) : IFluidIndexable
    {
        public int Count => scope.Variables.Count();

        public IEnumerable<string> Keys => scope.Variables.Select(variable => variable.Name);

        public bool TryGetValue(string name, out FluidValue value)
        {
            var variable = scope.Variables.FirstOrDefault(variable => variable.Name == name);
            value = variable is null ? NilValue.Instance : ToFluid(scope.GetVariable(variable.Id) ?? Value.Null);
            return variable is not null;
        }
    }
}
