using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.RunTask: a task for whoever the host gives it to; any result is taken.</summary>
internal sealed class RunTaskActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("RunTask", Describe.Primitives, "执行任务", "请人或外部程序完成一项任务。") with
    {
        Inputs = [Describe.Input("TaskName", "String", "任务名称", isRequired: true), Describe.Input("Payload", "Object", "内容", "multiline")],
        Outputs = [new("TaskId", "String", "任务编号"), new("Result", "Object", "结果")],
    };

    internal override void Run(RunContext context)
    {
        var name = ValueConverter.ToText(context.Input("TaskName"));
        if (name.Length == 0)
        {
            context.Fault("task.noName", $"{context.DisplayText} ({context.ActivityId}): 请填写任务名称。 / Give the name of the task.");
            return;
        }

        var id = context.OpenTask(name, context.Node.Node.DisplayText ?? name, role: "", unitCode: null, dueAt: null, context.Input("Payload"), "task");
        context.SetOutput("TaskId", Value.Of(RunContext.TaskIdOf(context.CaseId, id)));
    }

    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        context.SetOutput("Result", resumption.Payload);
        context.Complete();
        return null;
    }
}
