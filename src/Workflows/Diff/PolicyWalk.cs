using System.Globalization;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Diff;

/// <summary>Walks two contents of a policy file side by side.</summary>
internal sealed class PolicyWalk(string file, PolicyDiffNames names)
{
    private readonly List<Change> changes = [];
    private readonly Stack<(string Chinese, string English)> places = new([MemberLabels.File(file)]);

    public IReadOnlyList<Change> Changes => changes;

    public void Compare(string member, string path, Value before, Value after)
    {
        if (before.Equals(after)) return;
        if (MemberLabels.Span(before) is not null && MemberLabels.Span(after) is not null && Without(before, "amount", "unit").Equals(Without(after, "amount", "unit")))
        {
            // Amount and unit are one thing to whoever reads it.
            Changed(member, path, before, after);
        }
        else if (before.Kind == ValueKind.Object && after.Kind == ValueKind.Object)
        {
            foreach (var name in before.MembersByName.Select(one => one.Key).Union(after.MembersByName.Select(one => one.Key))) Compare(name, $"{path}.{name}", before[name], after[name]);
        }
        else if (IsList(before) && IsList(after) && PolicyDiff.KeyOf(before.Items, after.Items) is { } key && (before.Items.Count > 0 || after.Items.Count > 0))
        {
            CompareRows(member, path, key, before.Items, after.Items);
        }
        else if (before.Kind == ValueKind.Array && after.Kind == ValueKind.Array && before.Items.Concat(after.Items).All(item => item.Kind == ValueKind.Object))
        {
            CompareSteps(member, path, before.Items, after.Items);
        }
        else if (before.Kind == ValueKind.Array && after.Kind == ValueKind.Array && before.Items.Except(after.Items).Any() != after.Items.Except(before.Items).Any())
        {
            CompareWords(member, path, before.Items, after.Items);
        }
        else
        {
            Changed(member, path, before, after);
        }
    }

    /// <summary>Rows without a name of their own are told by their place: the second level, the third.</summary>
    private void CompareSteps(string member, string path, IReadOnlyList<Value> before, IReadOnlyList<Value> after)
    {
        // What is the same in both needs no word, wherever it stands now.
        var gone = before.Select((row, at) => (Row: row, At: at)).Where(one => !after.Contains(one.Row)).ToArray();
        var come = after.Select((row, at) => (Row: row, At: at)).Where(one => !before.Contains(one.Row)).ToArray();
        for (var at = 0; at < Math.Max(gone.Length, come.Length); at++)
        {
            var place = at < come.Length ? come[at].At : gone[at].At;
            var (step, number) = ($"{path}[{place.ToString(CultureInfo.InvariantCulture)}]", (place + 1).ToString(CultureInfo.InvariantCulture));
            places.Push(($"{MemberLabels.Of(member, isEnglish: false)}第{number}项", $"{MemberLabels.Of(member, isEnglish: true)} no. {number}"));
            if (at >= gone.Length) Add(ChangeKind.Added, step, "新增（" + names.Say(member, come[at].Row, isEnglish: false) + "）", "added (" + names.Say(member, come[at].Row, isEnglish: true) + ")");
            else if (at >= come.Length) Add(ChangeKind.Removed, step, "删除（" + names.Say(member, gone[at].Row, isEnglish: false) + "）", "removed (" + names.Say(member, gone[at].Row, isEnglish: true) + ")");
            else Compare(member, step, gone[at].Row, come[at].Row);
            _ = places.Pop();
        }

        if (gone.Length == 0 && come.Length == 0) Add(ChangeKind.Changed, path, $"{MemberLabels.Of(member, isEnglish: false)} 的次序有变化", $"{MemberLabels.Of(member, isEnglish: true)}: in another order");
    }

    /// <summary>A list that only grew or only shrank is told by what came or went.</summary>
    private void CompareWords(string member, string path, IReadOnlyList<Value> before, IReadOnlyList<Value> after)
    {
        var (gone, come) = (before.Except(after).ToArray(), after.Except(before).ToArray());
        var (kind, some) = gone.Length > 0 ? (ChangeKind.Removed, gone) : (ChangeKind.Added, come);
        Add(kind, path,
            $"{MemberLabels.Of(member, isEnglish: false)} {(kind == ChangeKind.Removed ? "去掉" : "增加")} {names.Say(member, Value.Of(some), isEnglish: false)}",
            $"{MemberLabels.Of(member, isEnglish: true)}: {(kind == ChangeKind.Removed ? "without" : "also")} {names.Say(member, Value.Of(some), isEnglish: true)}");
    }

    private static bool IsList(Value value) => value.Kind is ValueKind.Array or ValueKind.Null;

    private void CompareRows(string member, string path, string key, IReadOnlyList<Value> before, IReadOnlyList<Value> after)
    {
        var old = before.ToDictionary(row => ValueConverter.ToText(row[key]), StringComparer.Ordinal);
        foreach (var row in after)
        {
            var id = ValueConverter.ToText(row[key]);
            var place = $"{path}[{key}={id}]";
            if (!old.Remove(id, out var was)) Tell(ChangeKind.Added, place, "新增 ", "added ", row, key, member);
            else if (!was.Equals(row)) CompareRow(place, key, was, row);
        }

        foreach (var row in old.Values) Tell(ChangeKind.Removed, $"{path}[{key}={ValueConverter.ToText(row[key])}]", "删除 ", "removed ", row, key, member);
    }

    private void CompareRow(string place, string key, Value was, Value row)
    {
        places.Push((Name(was, key, isEnglish: false), Name(was, key, isEnglish: true)));
        var rest = (Before: was, After: row);
        if (LimitWordsOf(was) is { } oldLimit && LimitWordsOf(row) is { } newLimit && oldLimit != newLimit)
        {
            // Amount and unit are one thing to whoever reads it.
            Add(ChangeKind.Changed, place, $"{oldLimit.Chinese} → {newLimit.Chinese}", $"{oldLimit.English} → {newLimit.English}");
            rest = (Without(was, "amount", "unit"), Without(row, "amount", "unit"));
        }
        else if (file == "dispatch-catalog.json" && TargetOf(was) is var from && TargetOf(row) is var to && from != to)
        {
            Add(ChangeKind.Changed, place, $"改派 {from.Chinese} → {to.Chinese}", $"goes to {to.English} instead of {from.English}");
            rest = (Without(was, "unit", "duty", "place"), Without(row, "unit", "duty", "place"));
        }

        Compare("", place, rest.Before, rest.After);
        _ = places.Pop();
    }

    private void Tell(ChangeKind kind, string place, string chinese, string english, Value row, string key, string member)
    {
        var (name, englishName) = (Name(row, key, isEnglish: false), Name(row, key, isEnglish: true));
        var details = Details(row, key, isEnglish: false);
        var englishDetails = Details(row, key, isEnglish: true);
        var list = MemberLabels.Of(member, isEnglish: false);
        Add(kind, place, $"{chinese}{(member is "rows" or "limits" ? "" : list + " ")}{name}{(details.Length > 0 ? $"（{details}）" : "")}",
            $"{english}{(member is "rows" or "limits" ? "" : MemberLabels.Of(member, isEnglish: true) + " ")}{englishName}{(englishDetails.Length > 0 ? $" ({englishDetails})" : "")}");
    }

    /// <summary>What a row is called: by its conditions where it is a rule, else by its name, else by its key.</summary>
    private string Name(Value row, string key, bool isEnglish)
    {
        if (file == "dispatch-catalog.json" && row["class"].AsString() is { } classCode)
        {
            var area = row["area"].AsString() is { } code and not "*" ? names.Say("area", row["area"], isEnglish) : null;
            return names.Say("class", row["class"], isEnglish) + (area is null ? "" : isEnglish ? " in " + area : $" 在{area}") + (names.Of("class", classCode) is null ? "" : $"（{row[key].AsString()}）");
        }

        if (!row["step"].IsNull && row["amount"].AsInt64() is not null)
        {
            var conditions = string.Join(isEnglish ? ", " : "、", row["match"].MembersByName.Select(one => names.Say(one.Key, one.Value, isEnglish)));
            var step = isEnglish ? MemberLabels.Spaced(row["step"].AsString() ?? "") : StepName(row["step"].AsString() ?? "");
            return (conditions.Length > 0 ? conditions : isEnglish ? "general" : "一般") + " " + step + (isEnglish ? " limit" : "时限");
        }

        var text = row["name"].AsString() ?? row["text"].AsString() ?? row["displayName"].AsString();
        var id = ValueConverter.ToText(row[key]);
        if (key == "year") return isEnglish ? id : id + "年";
        if (key == "clock") return isEnglish ? $"{MemberLabels.Spaced(id)} clock" : $"{MemberLabels.Choice(id) ?? id}计时";
        return text is null || text == id ? id : isEnglish ? $"{row["english"].AsString() ?? text} ({id})" : $"{text}（{id}）";
    }

    private string StepName(string step) => names.StepOf(step) ?? MemberLabels.Choice(step) ?? step;

    private string Details(Value row, string key, bool isEnglish)
    {
        if (LimitWordsOf(row) is { } limit) return isEnglish ? limit.English : limit.Chinese;
        if (file == "dispatch-catalog.json") return isEnglish ? "to " + TargetOf(row).English : "派 " + TargetOf(row).Chinese;
        if (row["from"].AsString() is { } from && row["to"].AsString() is { } to) return $"{from} — {to}";
        return string.Join(isEnglish ? ", " : "，", row.MembersByName
            .Where(one => one.Key != key && one.Key is not ("name" or "english" or "note") && one.Value.Kind is not (ValueKind.Object or ValueKind.Array))
            .Take(4)
            .Select(one => $"{MemberLabels.Of(one.Key, isEnglish)} {names.Say(one.Key, one.Value, isEnglish)}"));
    }

    private static (string Chinese, string English)? LimitWordsOf(Value row) =>
        row["amount"].AsInt64() is { } amount && row["unit"].AsString() is { } unit && !row["step"].IsNull
            ? MemberLabels.Span(row) ?? ($"{amount.ToString(CultureInfo.InvariantCulture)}{unit}", $"{amount.ToString(CultureInfo.InvariantCulture)} {unit}")
            : null;

    private (string Chinese, string English) TargetOf(Value row)
    {
        foreach (var member in (string[])["unit", "duty", "place"])
        {
            if (!row[member].IsNull) return (Say(member, row[member], false), Say(member, row[member], true));
        }

        return ("区政府", "the district");
    }

    private string Say(string member, Value value, bool isEnglish) => member == "unit" ? names.Say(member, value, isEnglish) : $"{MemberLabels.Of(member, isEnglish)} {names.Say(member, value, isEnglish)}";

    private static Value Without(Value row, params ReadOnlySpan<string> members)
    {
        var left = new List<KeyValuePair<string, Value>>();
        foreach (var member in row.MembersByName)
        {
            if (!members.Contains(member.Key)) left.Add(member);
        }

        return Value.Object(left);
    }

    private void Changed(string member, string path, Value before, Value after)
    {
        var kind = before.IsNull ? ChangeKind.Added : after.IsNull ? ChangeKind.Removed : ChangeKind.Changed;
        Add(kind, path,
            $"{MemberLabels.Of(member, isEnglish: false)} {names.Say(member, before, isEnglish: false)} → {names.Say(member, after, isEnglish: false)}",
            $"{MemberLabels.Of(member, isEnglish: true)} {names.Say(member, before, isEnglish: true)} → {names.Say(member, after, isEnglish: true)}");
    }

    private void Add(ChangeKind kind, string path, string chinese, string english) => changes.Add(new(
        ChangeGroup.Rows,
        kind,
        path,
        $"{places.Last().Chinese}：{string.Concat(places.Reverse().Skip(1).Select(place => place.Chinese + " "))}{chinese}",
        $"{places.Last().English}: {string.Concat(places.Reverse().Skip(1).Select(place => place.English + ": "))}{english}"));
}

/// <summary>Names of the well-known limit steps, zh-CN.</summary>
internal static class LimitStepWords
{
    /// <summary>Null where nobody has named it.</summary>
    public static string? Chinese(string step) => step switch
    {
        "Feedback" => "办理反馈",
        "Dispatch" => "派单",
        "SignIn" => "签收",
        "Reply" => "答复",
        "FirstContact" => "首次联系",
        "Callback" => "回访",
        "Return" => "退单",
        "ObjectionReview" => "异议审核",
        "CoHandling" => "协办",
        "StageReport" => "阶段性反馈",
        "ReportIn" => "部门报到",
        "ExtensionReview" => "延期审核",
        "Rehandle" => "重新办理",
        _ => null,
    };
}
