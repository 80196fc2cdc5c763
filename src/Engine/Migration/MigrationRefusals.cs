using System.Globalization;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Migration;

/// <summary>The sentences with which a migration is refused.</summary>
internal static class MigrationRefusals
{
    public static Rejection TargetUnknown(string hash) => new(RejectionKind.NotFound, "definition.unknown",
        "没有这个流程版本；请选择一个已发布的版本。",
        $"Expected a published definition to go on with, but there is none with hash {hash}, so nothing was moved: choose a published one.",
        Field: "toHash");

    public static Rejection NothingToMove(WorkflowDefinition target) => new(RejectionKind.State, "migration.nothingToMove",
        string.Create(CultureInfo.InvariantCulture, $"该工单没有在运行所选的原版本（可能已是“{target.DefinitionId}”第 {target.Version} 版），无需迁移。"),
        string.Create(CultureInfo.InvariantCulture, $"Expected an open instance of the version to leave, but the case runs none (perhaps it is at version {target.Version} of '{target.DefinitionId}' already), so nothing was moved."));

    public static Rejection OtherDefinition(WorkflowDefinition source, WorkflowDefinition target) => new(RejectionKind.Content, "migration.otherDefinition",
        $"只能迁移到同一流程的另一版本：原流程是“{source.DefinitionId}”，目标是“{target.DefinitionId}”。",
        $"Expected another version of '{source.DefinitionId}', but the target is one of '{target.DefinitionId}', so nothing was moved: choose a version of the same definition.",
        Field: "toHash");

    public static Rejection MappingNoObject(string part) => new(RejectionKind.Content, "migration.mappingWrong",
        "对照表必须是一个对象：键为原编号，值为新编号。",
        "Expected an object of texts, the ids now with the ids in the target, but got something else: write it so.", Field: part);

    public static Rejection MappingUnknownSource(string part, string id) => new(RejectionKind.Content, "migration.mappingUnknownSource",
        $"原版本中没有“{id}”；请改正对照表。",
        $"Expected an id of the version to leave, but it has no '{id}': correct the mapping.", Field: $"{part}.{id}");

    public static Rejection MappingUnknownTarget(string part, string id, Value to) => new(RejectionKind.Content, "migration.mappingUnknownTarget",
        $"“{id}”对照的目标“{ValueConverter.ToText(to)}”在新版本中不存在；请改正对照表。",
        $"Expected an id of the target for '{id}', but it has no '{ValueConverter.ToText(to)}': correct the mapping.", Field: $"{part}.{id}");

    public static Rejection MappingTwice(string part, string id) => new(RejectionKind.Content, "migration.mappingTwice",
        $"对照表中有两项都指向“{id}”；每个目标只能用一次。",
        $"Expected each id of the target once, but two are mapped to '{id}': correct the mapping.", Field: part);

    public static Rejection Blocked(WorkflowDefinition target, IEnumerable<InstancePlan> plans)
    {
        var blocks = plans.SelectMany(plan => plan.Blocks).ToArray();
        var (chinese, english) = (string.Concat(blocks.Take(3).Select(block => block.Chinese)), string.Join(' ', blocks.Take(3).Select(block => block.English)));
        return new(RejectionKind.State, "migration.blocked",
            string.Create(CultureInfo.InvariantCulture, $"不能迁移到第 {target.Version} 版，共 {blocks.Length} 处不符：{chinese}"),
            string.Create(CultureInfo.InvariantCulture, $"Expected every open position to have its place in version {target.Version}, but {blocks.Length} have not, so nothing was moved. {english}"));
    }

    public static MigrationBlock PlaceGone(ActivityNode node) => Block("migration.placeGone", node,
        name => $"正停在“{name}”，新版中没有它；请在对照表中指明它对应的活动，或等工单过了这里再迁移。",
        name => $"It stands at '{name}', which the target lacks: map it to an activity there, or migrate after it has passed.");

    public static MigrationBlock PlaceOtherType(ActivityNode node, ActivityNode target) => Block("migration.placeOtherType", node,
        name => $"正停在“{name}”（{node.Type}），新版中对应的活动类型是 {target.Type}；请对照到同类型的活动，或等工单过了这里再迁移。",
        name => $"It stands at '{name}' ({node.Type}), but the activity in the target is {target.Type}: map it to one of the same type, or migrate after it has passed.");

    public static MigrationBlock PlaceMoved(ActivityNode node) => Block("migration.placeMoved", node,
        name => $"正停在“{name}”，新版把它放进了另一个容器或位置；请等工单过了这里再迁移。",
        name => $"It stands at '{name}', which sits in another container or slot of the target: migrate after it has passed.");

    public static MigrationBlock StateGone(ActivityNode machine, Value current) => Block("migration.placeGone", machine,
        name => $"状态机“{name}”正处于状态“{ValueConverter.ToText(current)}”，新版中没有这个状态；请保留该状态，或等工单离开它再迁移。",
        name => $"The state machine '{name}' is in the state '{ValueConverter.ToText(current)}', which the target lacks: keep the state, or migrate after it has left it.");

    public static MigrationBlock PlaceUnreachable(ActivityNode node) => Block("migration.placeUnreachable", node,
        name => $"正停在“{name}”，新版中从起点走不到它；请在新版中把它连好。",
        name => $"It stands at '{name}', which cannot be reached from the start in the target: connect it there.");

    public static MigrationBlock OtherMode(ActivityNode node) => Block("migration.otherMode", node,
        name => $"流程图“{name}”在新版中改了执行方式（计数或令牌）；请保持原方式，或等工单出了这张图再迁移。",
        name => $"The flowchart '{name}' runs in another mode (counters or tokens) in the target: keep the mode, or migrate after it has ended.");

    public static MigrationBlock RunsAgain(ActivityNode node) => Block("migration.runsAgain", node,
        name => $"“{name}”已办过，新版中接下来还会走到它，会重复办理；请给它换一个新编号（表示再办一次），或改画连线。",
        name => $"'{name}' was done, but in the target it lies ahead and would be done again: give it a new id if that is meant, or draw the connections otherwise.");

    public static MigrationBlock StartsTwice(ActivityNode node) => Block("migration.startsTwice", node,
        name => $"正停在“{name}”，新版中另一个还没走完的分支也会再启动它；请等该分支到达后再迁移，或改画连线。",
        name => $"It stands at '{name}', and in the target a branch that is still under way leads to it and would start it again: migrate after that branch has arrived, or draw the connections otherwise.");

    public static MigrationBlock BranchLost(ActivityNode node) => Block("migration.branchLost", node,
        name => $"已有分支到达“{name}”并在那里等候汇合，新版中它不会再被触发；请在新版中保留它等候的分支，或等工单过了这里再迁移。",
        name => $"A branch has arrived at '{name}' and waits there for others, but in the target nothing would set it off any more: keep what it waits for, or migrate after it has passed.");

    public static MigrationBlock JoinStarved(ActivityNode node) => Block("migration.joinStarved", node,
        name => $"汇合“{name}”要等全部分支，新版给它加的（或断开的）分支这张工单已不会再走，汇合永远等不齐；请改汇合方式，或等工单过了这里再迁移。",
        name => $"The join '{name}' waits for all its branches, and one that the target adds or cuts off cannot come any more in this case: change its mode, or migrate after it has passed.");

    public static MigrationBlock VariableType(VariableDefinition from, VariableDefinition to, ConversionError error) => new("migration.variableType", null, from.Name,
        $"变量“{from.Name}”的现值不能转换为新版的类型 {to.TypeName}：{error.Chinese}请改回类型，或改用新变量。",
        $"The value of the variable '{from.Name}' cannot be converted to {to.TypeName}: {error.English} Keep the type, or use a new variable.");

    private static MigrationBlock Block(string code, ActivityNode node, Func<string, string> chinese, Func<string, string> english)
    {
        var name = node.DisplayText ?? node.Name ?? node.Id;
        return new(code, node.Id, name, chinese(name), english(name));
    }
}
