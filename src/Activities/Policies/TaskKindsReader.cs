using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Policies;

/// <summary>Reads <c>tasks.json</c>.</summary>
internal static class TaskKindsReader
{
    /// <summary>Facts that say what the ticket is and who it is about: no outcome may rewrite them.</summary>
    private static readonly FrozenSet<string> Protected = new[]
    {
        "acceptedAt", "account", "address", "archivedAt", "body", "callback", "channel", "clocks", "feedbackDueAt", "historic", "number", "overdueAt",
        "petitioner", "phone", "repliedAt", "subjectId", "title", "warnedAt",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static TaskKinds Read(PolicyNode root, IReadOnlyList<Activity> activities)
    {
        var roleNodes = root.ItemsOrEmpty("roles");
        ImmutableArray<NamedCode> roles = [.. roleNodes.Select(NamedCode.Read)];
        Duplicates.Check(roleNodes, roles.Select(role => role.Code), "task.role", "角色代码", "Role code");
        foreach (var (node, role) in roleNodes.Zip(roles).Where(role => ProductRoles.Find(role.Second.Code) is not null))
        {
            node.Mistake("task.role.builtIn", "code", $"“{role.Code}”是系统自带的角色，请另取代码", $"'{role.Code}' is a role of the product: choose another code");
        }

        var builtIn = activities.SelectMany(activity => activity.Descriptor.Tasks)
            .DistinctBy(task => task.Kind).ToDictionary(task => task.Kind, StringComparer.Ordinal);
        var kindNodes = root.ItemsOrEmpty("kinds");
        var kinds = kindNodes.Select(node => ReadKind(node, builtIn)).ToArray();
        Duplicates.Check(kindNodes, kinds.Select(kind => kind.Declaration.Kind), "task.kind", "任务种类", "Kind of task");
        var changeNodes = root.ItemsOrEmpty("changes");
        var changes = changeNodes.Select(node => ReadChange(node, builtIn, activities)).OfType<TaskChange>().ToArray();
        Duplicates.Check(changeNodes, changes.Select(change => change.Kind), "task.change", "任务种类", "Kind of task");
        root.Close();
        return new(
            roles,
            kinds.DistinctBy(kind => kind.Declaration.Kind).ToFrozenDictionary(kind => kind.Declaration.Kind, StringComparer.Ordinal),
            changes.DistinctBy(change => change.Kind).ToFrozenDictionary(change => change.Kind, StringComparer.Ordinal));
    }

    /// <summary>What the file names must exist: units, facts, fields.</summary>
    public static void Check(TaskKinds tasks, CityPolicy city, PolicyNode root)
    {
        var facts = FactNames.Of(city);
        foreach (var node in root.ItemsOrEmpty("kinds")) CheckOne(node, city, facts, tasks.Kinds.GetValueOrDefault(node.Text("kind")) is { } kind ? kind.Fields.All : []);
        foreach (var node in root.ItemsOrEmpty("changes"))
        {
            var declared = tasks.Changes.TryGetValue(node.Text("kind"), out var change) ? city.FindTask(change.Kind)?.Fields ?? [] : [];
            CheckOne(node, city, facts, [.. declared]);
        }
    }

    private static void CheckOne(PolicyNode node, CityPolicy city, IReadOnlyDictionary<string, FactName> facts, ImmutableArray<TaskField> fields)
    {
        foreach (var about in node.ItemsOrEmpty("subject"))
        {
            // An ordinal of a list stands for whichever is meant.
            var path = about.Text("fact");
            CheckFact(about, "fact", string.Join('.', path.Split('.').Select(step => step is "#" or "*" ? "1" : step)), facts);
        }

        foreach (var outcome in node.ItemsOrEmpty("outcomes"))
        {
            foreach (var notice in outcome.ItemsOrEmpty("notify")) UnitReference.Check(notice, "to", city, notice.Text("to"), "task.notice.to");
            foreach (var text in Texts(outcome.ObjectOrEmpty("set")).Where(text => text.StartsWith('='))) CheckLookup(outcome, text, facts, fields);
        }

        foreach (var field in node.ItemsOrEmpty("fields"))
        {
            foreach (var member in (string[])["notBefore", "notAfter"])
            {
                if (field.TextOrNull(member) is { } fact && fact != "now") CheckFact(field, member, fact, facts);
            }
        }
    }

    private static void CheckLookup(PolicyNode node, string text, IReadOnlyDictionary<string, FactName> facts, ImmutableArray<TaskField> fields)
    {
        if (text is "=now" or "=actor" or "=unit") return;
        if (text.StartsWith("=facts.", StringComparison.Ordinal))
        {
            CheckFact(node, "set", text["=facts.".Length..], facts);
        }
        else if (!text.StartsWith("=result.", StringComparison.Ordinal))
        {
            node.Mistake("task.set.lookup", "set", $"不认识“{text}”；可写 =now、=actor、=unit、=result.字段、=facts.事实", $"'{text}' means nothing: write =now, =actor, =unit, =result.FIELD or =facts.FACT");
        }
        else if (text["=result.".Length..] is var name && fields.All(field => field.Name != name))
        {
            node.Mistake("task.set.field", "set", $"任务没有字段“{name}”{Meant(name, fields.Select(field => field.Name)).Chinese}", $"The task has no field '{name}'{Meant(name, fields.Select(field => field.Name)).English}");
        }
    }

    private static void CheckFact(PolicyNode node, string member, string path, IReadOnlyDictionary<string, FactName> facts)
    {
        if (FactNames.Unknown(facts, path.Split('.')) is not var (unknown, known)) return;
        var (chinese, english) = Meant(unknown.Split('.')[^1], known);

        // A drawing may keep the result of a task under a name of its own: what comes near no known fact may be one.
        if (chinese.Length > 0) node.Mistake("task.fact.unknown", member, $"工单没有事实“{unknown}”{chinese}", $"A ticket has no fact '{unknown}'{english}");
        else node.Warning("task.fact.unknown", member, $"工单没有事实“{unknown}”，除非流程把某个环节的结果记入该名称", $"A ticket has no fact '{unknown}', unless a drawing keeps a result under that name");
    }

    private static (string Chinese, string English) Meant(string name, IEnumerable<string> known) =>
        NearestName.Of(name, known) is { } near ? ($"（是否指“{near}”）", $" (did you mean '{near}'?)") : ("", "");

    private static IEnumerable<string> Texts(Value value) => value.Kind == ValueKind.Object ? value.MembersByName.SelectMany(member => Texts(member.Value)) : value.AsString() is { } text ? [text] : [];

    private static CityTask ReadKind(PolicyNode node, Dictionary<string, TaskDeclaration> builtIn)
    {
        var kind = node.Text("kind");
        if (builtIn.ContainsKey(kind)) node.Error("task.kind.builtIn", "kind", $"“{kind}”是系统自带的任务，请写入 changes", $"'{kind}' is built in: change it under 'changes'");
        CheckName(node, "kind", kind);
        var outcomeNodes = node.Items("outcomes");
        var outcomes = outcomeNodes.Select(ReadOutcome).ToArray();
        if (outcomes.Length == 0) node.Error("task.outcomes", "outcomes", "任务至少要有一个处理结果", "Expected at least one outcome");
        Duplicates.Check(outcomeNodes, outcomes.Select(outcome => outcome.Outcome.Name), "task.outcome", "处理结果", "Outcome");
        var fields = ReadFields(node, [], outcomes.Select(outcome => outcome.Outcome.Name));
        var task = new CityTask(
            new(kind, node.Text("name"), node.Text("english"), node.Text("duty"), [.. outcomes.Select(outcome => outcome.Outcome)], fields.All)
            {
                Subject = node.Has("subject") ? [.. Subjects.Matter, .. ReadSubject(node)] : Subjects.OfCity,
            },
            fields,
            outcomes.DistinctBy(outcome => outcome.Outcome.Name).ToFrozenDictionary(outcome => outcome.Outcome.Name, outcome => outcome.Rule, StringComparer.Ordinal));
        node.Close();
        return task;
    }

    private static TaskChange? ReadChange(PolicyNode node, Dictionary<string, TaskDeclaration> builtIn, IReadOnlyList<Activity> activities)
    {
        var kind = node.Text("kind");
        if (!builtIn.TryGetValue(kind, out var declared))
        {
            node.Error("task.kind.unknown", "kind", $"没有自带的任务“{kind}”；可选：{string.Join("、", builtIn.Keys.Order(StringComparer.Ordinal))}",
                $"No built-in task is called '{kind}'; there are {string.Join(", ", builtIn.Keys.Order(StringComparer.Ordinal))}");
            return null;
        }

        var required = node.Texts("require");
        foreach (var unknown in required.Where(name => declared.Fields.All(field => field.Name != name)))
        {
            node.Error("task.field.unknown", "require", $"“{declared.DisplayName}”没有字段“{unknown}”", $"'{kind}' has no field '{unknown}'");
        }

        var outcomeNodes = node.ItemsOrEmpty("outcomes");
        var outcomes = outcomeNodes.Select(ReadOutcome).ToArray();
        Duplicates.Check(outcomeNodes, outcomes.Select(outcome => outcome.Outcome.Name), "task.outcome", "处理结果", "Outcome", "name");
        var taken = PortsOf(kind, activities).Concat(declared.Outcomes.Select(outcome => outcome.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var (own, (outcome, _)) in outcomeNodes.Zip(outcomes).Where(one => taken.Contains(one.Second.Outcome.Name)))
        {
            own.Error("task.outcome.taken", "name", $"“{declared.DisplayName}”已有结果或者出口“{outcome.Name}”，请另取名称", $"'{kind}' has an outcome or a port '{outcome.Name}' already: choose another name");
        }

        var change = new TaskChange(
            kind,
            node.TextOrNull("name"),
            node.TextOrNull("english"),
            node.TextOrNull("duty"),
            required,
            ReadFields(node, declared.Fields, declared.Outcomes.Select(outcome => outcome.Name).Concat(outcomes.Select(outcome => outcome.Outcome.Name))))
        {
            Subject = ReadSubject(node),
            Outcomes = [.. outcomes.Select(outcome => outcome.Outcome).DistinctBy(outcome => outcome.Name)],
            Rules = outcomes.DistinctBy(outcome => outcome.Outcome.Name).ToFrozenDictionary(outcome => outcome.Outcome.Name, outcome => outcome.Rule, StringComparer.Ordinal),
        };
        node.Close();
        return change;
    }

    /// <summary>The ports of every activity that opens tasks of that kind.</summary>
    private static IEnumerable<string> PortsOf(string kind, IReadOnlyList<Activity> activities) => activities
        .Where(activity => activity.Descriptor.Tasks.Any(task => task.Kind == kind))
        .SelectMany(activity => activity.Descriptor.Ports.Select(port => port.Name)).Append("Done");

    /// <summary>The facts that the city says its task is about, beside the matter.</summary>
    private static ImmutableArray<SubjectFact> ReadSubject(PolicyNode parent) =>
    [
        .. parent.ItemsOrEmpty("subject").Select(node =>
        {
            var fact = new SubjectFact(node.Text("fact"), node.Text("display"), node.Text("english"), node.ChoiceOr("type", FieldType.LongText), !node.FlagOr("always", false));
            node.Close();
            return fact;
        }),
    ];

    private static (TaskOutcome Outcome, OutcomeRule Rule) ReadOutcome(PolicyNode node)
    {
        var name = node.Text("name");
        CheckName(node, "name", name);
        var set = node.ObjectOrEmpty("set");
        foreach (var (fact, _) in set.MembersByName)
        {
            if (Protected.Contains(fact)) node.Error("task.set.protected", "set", $"“{fact}”由系统记录，不能由任务结果改写", $"The fact '{fact}' is recorded by the system and cannot be set");
        }

        var rule = new OutcomeRule(set, [.. node.ItemsOrEmpty("notify").Select(ReadNotice)], node.TextOrNull("tell"))
        {
            ReleasesReply = node.FlagOr("releaseReply", false),
            WithoutCallback = node.TextOrNull("withoutCallback"),
        };
        TextFields.Check(node, "tell", "task.text", OutgoingMessage.Number.Name);
        var outcome = new TaskOutcome(name, node.Text("display"), node.Text("english"));
        node.Close();
        return (outcome, rule);
    }

    private static TaskNotice ReadNotice(PolicyNode node)
    {
        var notice = new TaskNotice(node.Text("to"), node.Text("text"));
        TextFields.Check(node, "text", "task.text", OutgoingMessage.Number.Name);
        node.Close();
        return notice;
    }

    private static FieldRules ReadFields(PolicyNode parent, IReadOnlyList<TaskField> taken, IEnumerable<string> outcomes)
    {
        var known = outcomes.ToHashSet(StringComparer.Ordinal);
        var nodes = parent.ItemsOrEmpty("fields");
        var fields = ImmutableArray.CreateBuilder<TaskField>();
        var checks = new Dictionary<string, FieldCheck>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var field = ReadField(node, known);
            if (taken.Any(other => other.Name == field.Name)) node.Error("task.field.taken", "name", $"字段“{field.Name}”已有，请另取名称", $"The field '{field.Name}' exists already: choose another name");
            fields.Add(field);
            var check = new FieldCheck(node.TextOrNull("notBefore"), node.TextOrNull("notAfter"), Number(node, "least"), Number(node, "most"));
            if (check != new FieldCheck(null, null, null, null)) checks[field.Name] = check;
            node.Close();
        }

        Duplicates.Check(nodes, fields.Select(field => field.Name), "task.field", "字段名称", "Field name");
        return new(fields.ToImmutable(), checks.ToFrozenDictionary(StringComparer.Ordinal), parent.TextOrNull("article"));
    }

    private static TaskField ReadField(PolicyNode node, HashSet<string> outcomes)
    {
        var type = node.ChoiceOr("type", FieldType.Text);
        var onlyFor = node.Texts("onlyFor");
        foreach (var unknown in onlyFor.Where(name => !outcomes.Contains(name))) node.Error("task.field.onlyFor", "onlyFor", $"没有处理结果“{unknown}”", $"There is no outcome '{unknown}'");
        var optionNodes = node.ItemsOrEmpty("options");
        var options = optionNodes.Select(option =>
        {
            var read = (option.Text("code"), option.Text("name"));
            option.Close();
            return read;
        }).ToArray();
        if (type == FieldType.Choice && options.Length < 2) node.Error("task.field.options", "options", "选择字段至少要有两个选项", "Expected at least two options for a choice");
        if (type != FieldType.Choice && options.Length > 0) node.Error("task.field.options", "options", "只有 Choice 字段可以有选项", "Only a choice has options");
        var text = ReadKindOfText(node, type);
        return new(
            node.Text("name"),
            type,
            node.Text("display"),
            node.Text("english"),
            node.FlagOr("required", false),
            text,
            node.WholeOr("maxLength", type == FieldType.LongText ? 4000 : 200, 1, 20_000),
            type == FieldType.Choice ? options : null,
            onlyFor.IsEmpty ? null : onlyFor);
    }

    /// <summary>Whose words a text is. <c>personal</c> is how older files say <c>Person</c>.</summary>
    private static TextKind? ReadKindOfText(PolicyNode node, FieldType type)
    {
        var isPersonal = node.FlagOr("personal", false);
        var said = node.ChoiceOrNull<TextKind>("textKind");
        var kind = said ?? (isPersonal ? TextKind.Person : TextKind.OfficialWords);
        if (type is not (FieldType.Text or FieldType.LongText))
        {
            if (isPersonal || said is not null) node.Error("task.field.personal", said is null ? "personal" : "textKind", "只有文字字段须写明是谁的话", "Only texts go to the vault: leave this out for other types");
            return null;
        }

        if (isPersonal && !kind.IsSealed()) node.Error("task.field.personal", "textKind", "个人信息不能以代码保存", "What is personal is no code");
        if (kind == TextKind.Choice) node.Error("task.field.text", "textKind", "文字字段不能是 Choice，请改用 Choice 类型", "A text is no choice: give the field the type Choice");
        if (kind == TextKind.Code && type == FieldType.LongText) node.Error("task.field.text", "textKind", "多行文字不能是代码", "A text of several lines is no code");
        return kind;
    }

    private static decimal? Number(PolicyNode node, string name)
    {
        if (node.TextOrNull(name) is not { } text) return null;
        if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)) return number;
        node.Error("policy.number", name, $"“{name}”应为写作文字的数字，如 \"10\"", $"Expected '{name}' to be a number written as text, such as \"10\"");
        return null;
    }

    private static void CheckName(PolicyNode node, string member, string name)
    {
        if (name.Length is > 0 and <= 64 && char.IsAsciiLetterUpper(name[0]) && name.All(char.IsAsciiLetterOrDigit)) return;
        node.Error("task.name", member, $"“{name}”应以大写英文字母开头，只含英文字母和数字，如 ReviewReply", $"Expected '{name}' to begin with a capital and to hold letters and digits only, such as ReviewReply");
    }
}
