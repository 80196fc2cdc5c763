using System.Globalization;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>Draws definitions in a few words.</summary>
internal static class Draw
{
    public static ActivityRegistry Catalog { get; } = new ActivityRegistry(BuiltInActivities.All).With([new AskActivity()]);

    public static Value Activity(string type, string id, params (string Name, Value Value)[] members) =>
        Value.Object([("type", Value.Of(type.Contains('.', StringComparison.Ordinal) ? type : "Elsa." + type)), ("id", Value.Of(id)), ("name", Value.Of(id)), .. members]);

    public static Value Line(string id) => Activity("WriteLine", id, ("text", Text(id)));

    public static Value Text(string literal) => Wrapped("Literal", Value.Of(literal));

    public static Value Script(string script) => Wrapped("JavaScript", Value.Of(script));

    public static Value Wrapped(string type, Value value) =>
        Value.Object(("typeName", Value.Null), ("expression", Value.Object(("type", Value.Of(type)), ("value", value))));

    /// <summary>A flowchart. Connections are written <c>A-&gt;B</c> or <c>A:Outcome-&gt;B</c>.</summary>
    public static Value Chart(string id, Value[] activities, params string[] connections) => Activity("Flowchart", id,
        ("activities", Value.Of(activities)), ("connections", Value.Of(connections.Select(Connection))));

    public static Value Sequence(string id, params Value[] activities) => Activity("Sequence", id, ("activities", Value.Of(activities)));

    public static WorkflowDefinition Definition(Value root, string id = "flow", params (string Name, Value Value)[] members)
    {
        var reading = WorkflowDefinition.Read(Value.Object(
            [("id", Value.Of(id + "-v1")), ("definitionId", Value.Of(id)), ("name", Value.Of(Naming.Pascal(id))), ("version", Value.Of(1)), ("root", root), .. members]).ToString());
        Assert.NotNull(reading.Definition);
        return reading.Definition;
    }

    public static DefinitionSet Set(params WorkflowDefinition[] definitions) =>
        DefinitionSet.Of(definitions.Select(definition => new PublishedDefinition(definition, Instant.MinValue)));

    public static VirtualRun Run(Value root, WorkflowEngine? engine = null) => Run(Definition(root), engine);

    public static VirtualRun Run(WorkflowDefinition definition, WorkflowEngine? engine = null, params WorkflowDefinition[] others)
    {
        var run = new VirtualRun(engine ?? new WorkflowEngine(Catalog), Set([definition, .. others]));
        Assert.IsType<Decided>(run.Start(definition.DefinitionId));
        return run;
    }

    public static Value Variables(params (string Id, string Type, string Default)[] variables) => Value.Of(variables.Select(variable => Value.Object(
        ("id", Value.Of(variable.Id)), ("name", Value.Of(variable.Id)), ("typeName", Value.Of(variable.Type)), ("isArray", Value.False), ("value", Value.Of(variable.Default)))));

    private static Value Connection(string drawn)
    {
        var ends = drawn.Split("->");
        var source = ends[0].Split(':');
        return Value.Object(
            ("source", Value.Object(("activity", Value.Of(source[0])), ("port", Value.Of(source.Length > 1 ? source[1] : "Done")))),
            ("target", Value.Object(("activity", Value.Of(ends[1])), ("port", Value.Of("In")))));
    }

    public static string At(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A task with outcomes, required, personal and conditional fields.</summary>
    private sealed class AskActivity : Activity
    {
        public override ActivityDescriptor Descriptor { get; } = new()
        {
            TypeName = "Test.Ask",
            Category = "测试",
            DisplayName = "询问",
            Inputs = [new("Unit", "String", "单位")],
            Task = new("Ask", "询问", "Ask", "", [new("Yes", "是", "Yes"), new("No", "否", "No")],
            [
                new("note", FieldType.Text, "备注", "Note", IsRequired: true, Text: TextKind.Code, MaxLength: 10),
                new("reason", FieldType.Text, "理由", "Reason", IsRequired: true, Text: TextKind.Code, OnlyFor: ["No"]),
                new("phone", FieldType.Text, "电话", "Phone", Text: TextKind.Person, MaxLength: 20),
                new("kind", FieldType.Choice, "种类", "Kind", Options: [("a", "甲"), ("b", "乙")]),
                new("when", FieldType.Instant, "时间", "When"),
                new("count", FieldType.Number, "数量", "Count"),
                new("sure", FieldType.Boolean, "确定", "Sure"),
            ]),
        };

        public override void Execute(ActivityContext context)
        {
            context.Record("Asked", Value.Object(("asked", Value.True)));
            context.OpenTask("asker", context.Input("Unit").AsString(), context.Now + Duration.FromHours(1), Value.EmptyObject);
            context.SetTimer(context.Now + Duration.FromHours(1), "overdue");
        }

        public override Rejection? Resume(ActivityContext context, Resumption resumption)
        {
            if (resumption.Bookmark.Tag == "overdue")
            {
                context.Record("Overdue", Value.Object(("overdue", Value.True)));
                return null;
            }

            if (resumption.Payload["note"].AsString() == "refuse") return new(RejectionKind.Content, "ask.refused", "不行。", "No.");
            return base.Resume(context, resumption);
        }
    }
}
