using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.RunJavaScript: a script that may set outcomes.</summary>
internal sealed class RunJavaScriptActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("RunJavaScript", Describe.Primitives, "执行脚本", "执行 JavaScript；可用 setOutcome 选择出口。") with
    {
        Inputs =
        [
            Describe.Input("Script", "String", "脚本", "code-editor") with { UiSpecifications = Value.Object(("code-editor", Value.Object(("language", Value.Of("javascript"))))) },
            Describe.Input("PossibleOutcomes", "Object", "可能的出口", "dynamic-outcomes"),
        ],
        Outputs = [new("Result", "Object", "结果")],
    };

    internal override void Run(RunContext context)
    {
        var script = ValueConverter.ToText(context.Input("Script"));
        if (script.Trim().Length == 0) return;
        var run = context.Burst.Bounded(() => context.Burst.Engine.Expressions.RunScript(script, context), static ran => ran.Result.Error, static error => new(new(error), []));
        if (run.Result.Error is { } error)
        {
            context.Fault(error.Code, $"{context.DisplayText} ({context.ActivityId}) · Script: {error.Chinese} / {error.English}");
            return;
        }

        context.SetOutput("Result", run.Result.Value);
        context.Complete([.. run.Outcomes]);
    }
}
