using System.Security.Claims;
using System.Text;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Application.Policies;

/// <summary>A place of a policy file, open in a form.</summary>
/// <param name="Text">The file as read.</param>
/// <param name="Path">The place: an object or a list.</param>
/// <param name="File">The whole file as a field.</param>
/// <param name="Field">The field of the place; of a row its list's.</param>
/// <param name="Pickers">The codes that fields may hold.</param>
public sealed record PolicyPlace(PolicyText Text, PolicyPath Path, PolicyField File, PolicyField Field, PolicyPickers Pickers)
{
    /// <summary>What the file says.</summary>
    public Value Content => Text.Content!;

    /// <summary>The text with another content: what does not change keeps its place and its layout.</summary>
    public string Rewrite(Value content) => FormattedJson.Rewrite(Text.Text, Content, content);

    /// <summary>What stands at the place.</summary>
    public Value Value => Path.In(Content);

    /// <summary>The revision that a save names: 0 where there is no draft yet.</summary>
    public long Revision => Text.IsDraft ? Text.Draft!.Revision : 0;

    /// <summary>True for the table of units, and for a unit.</summary>
    public bool IsUnits => File.File == "organisation.json" && Field.Path == "units";

    /// <summary>True where somebody may write: there is no draft, or one that is being written.</summary>
    public bool IsWritable => Text.Draft is null or { State: DraftState.Draft or DraftState.Rejected };

    /// <summary>What of those findings is about that row of the list.</summary>
    public IReadOnlyList<DraftFinding> FindingsOf(IReadOnlyList<DraftFinding> findings, int row)
    {
        var mark = $"$.{(Path.Index is null ? Path : Path.Above!).Row(row).Text}";
        return [.. findings.Where(finding => finding.Place is { } at && at.StartsWith(mark, StringComparison.Ordinal) && (at.Length == mark.Length || at[mark.Length] is '.' or '['))];
    }
}

/// <summary>What a form asks for.</summary>
/// <param name="File">The policy file.</param>
/// <param name="At">The place; of a new row its list.</param>
/// <param name="IsNew">True for a new row of the list.</param>
/// <param name="CopyOf">The row that a new one starts from, or null.</param>
/// <param name="Revision">The revision that the form showed.</param>
/// <param name="Position">Where the row shall stand, from 1, or null.</param>
/// <param name="KeepsErrors">True where the row goes into the draft though the checks find fault with it.</param>
public sealed record PolicyAct(string File, PolicyPath At, bool IsNew, int? CopyOf, long Revision, int? Position, bool KeepsErrors);

/// <summary>What came of a form.</summary>
/// <param name="Problems">Faults of single fields; nothing was saved.</param>
/// <param name="Found">Faults that the checks find in what was typed; nothing was saved.</param>
/// <param name="Refusal">Why it was not saved, or null.</param>
/// <param name="Index">The place of the row now.</param>
/// <param name="IsDone">True where the draft holds it.</param>
public sealed record PolicyEdited(IReadOnlyList<FormProblem> Problems, IReadOnlyList<DraftFinding> Found, Rejection? Refusal, int? Index, bool IsDone)
{
    public static PolicyEdited Refused(Rejection why) => new([], [], why, null, false);
}

/// <summary>Opens places of policy files in forms, and puts what was typed into the draft where the account may edit policies.</summary>
public sealed class PolicyEditor(PolicyDrafts desk, DraftChecks checks, TicketReader tickets)
{
    /// <summary>Most rows of one list.</summary>
    private const int MostRows = 50_000;

    private const string Units = "organisation.json";

    private static readonly string[] Keys = ["id", "code", "year", "kind", "name", "clock", "channel", "date", "from"];

    /// <summary>The place, in the open draft where there is one; null where there is no such file, form or place.</summary>
    public async Task<PolicyPlace?> OpenAsync(string file, string? at, CancellationToken ct)
    {
        if (PolicyPath.Of(at) is not { } path || await desk.ReadAsync(file, true, ct) is not { } read) return null;
        return WithPickers(Place(read, path));
    }

    /// <summary>The findings of the checks about the file as it stands.</summary>
    public async Task<IReadOnlyList<DraftFinding>> CheckAsync(PolicyText read, CancellationToken ct) => await checks.RunAsync(DraftKind.Policy, read.File, read.Text, ct);

    /// <summary>The findings of the checks about what the file would say.</summary>
    public async Task<IReadOnlyList<DraftFinding>> CheckAsync(string file, Value content, CancellationToken ct) => await checks.RunAsync(DraftKind.Policy, file, PolicyDrafts.Write(content), ct);

    /// <summary>What tells a row from the others, or empty.</summary>
    public static string KeyOf(Value row) => Keys.Select(key => row[key]).FirstOrDefault(value => !value.IsNull) is { } known ? PolicyForm.Show(known) : "";

    /// <summary>A row's name and what tells it from the others.</summary>
    public static string NameOf(Value row)
    {
        var key = KeyOf(row);
        return row["name"].AsString() is { } words && words != key ? $"{words} {key}" : key;
    }

    /// <summary>Saves an object: the fields that were posted, everything else as it is.</summary>
    public async Task<PolicyEdited> SaveAsync(ClaimsPrincipal by, PolicyAct edit, IReadOnlyDictionary<string, IReadOnlyList<string>> posted, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } refusal) return PolicyEdited.Refused(refusal);
        if (await BaseAsync(edit, ct) is not { } place) return PolicyEdited.Refused(Gone());
        var list = edit.IsNew ? place.Value.Items : edit.At.Index is null ? [] : edit.At.Above!.In(place.Content).Items;
        if (edit.IsNew && (place.Field.Kind != FieldKind.Rows || list.Count >= MostRows)) return PolicyEdited.Refused(TooMany());
        var before = edit.IsNew ? edit.CopyOf is { } source ? list.ElementAtOrDefault(source) ?? Value.EmptyObject : Value.EmptyObject : place.Value;
        var form = new PolicyForm(posted, place.Pickers);
        var after = form.Read(place.Field.Fields, before);
        if (form.Problems.Count > 0) return new(form.Problems, [], null, null, false);

        var rows = list.ToList();
        var index = edit.IsNew ? edit.CopyOf + 1 ?? rows.Count : edit.At.Index;
        Value content;
        if (index is { } at)
        {
            at = Math.Min(at, rows.Count);
            if (edit.IsNew) rows.Insert(at, after);
            else rows[at] = after;
            if (edit.Position is { } wanted && Math.Clamp(wanted - 1, 0, rows.Count - 1) is var to && to != at)
            {
                rows.RemoveAt(at);
                rows.Insert(to, after);
                at = to;
            }

            index = at;
            content = (edit.IsNew ? edit.At : edit.At.Above!).Put(place.Content, Value.Of(rows));
        }
        else
        {
            content = edit.At.Put(place.Content, after);
        }

        if (content.Equals(place.Content)) return PolicyEdited.Refused(new(RejectionKind.Content, "policy.noChange", "没有修改：请先改动再保存。", "Nothing was changed: change something before you save."));
        var text = place.Rewrite(content);
        var found = edit.KeepsErrors ? [] : await NewErrorsAsync(place.Text, text, ct);
        if (found.Count > 0) return new([], found, null, index, false);
        return await PutAsync(by, edit, text, index, Note(place.Field, after), ct);
    }

    /// <summary>Takes a row out, unless something refers to it: then it says what.</summary>
    public async Task<PolicyEdited> RemoveAsync(ClaimsPrincipal by, PolicyAct edit, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } refusal) return PolicyEdited.Refused(refusal);
        if (edit.At is not { Index: { } index, Above: { } list } || await BaseAsync(edit, ct) is not { } place) return PolicyEdited.Refused(Gone());
        var rows = list.In(place.Content).Items.ToList();
        var row = rows[index];
        rows.RemoveAt(index);
        var content = list.Put(place.Content, Value.Of(rows));
        if (edit.File == Units && await RefersAsync(place.Content, row, ct) is { } refers) return PolicyEdited.Refused(refers);
        var text = place.Rewrite(content);
        var found = await NewErrorsAsync(place.Text, text, ct);
        return found.Count > 0 ? new([], found, null, index, false) : await PutAsync(by, edit, text, null, "− " + Note(place.Field, row), ct);
    }

    /// <summary>Moves a row by one place.</summary>
    public async Task<PolicyEdited> MoveAsync(ClaimsPrincipal by, PolicyAct edit, int places, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } refusal) return PolicyEdited.Refused(refusal);
        if (edit.At is not { Index: { } index, Above: { } list } || await BaseAsync(edit, ct) is not { } place) return PolicyEdited.Refused(Gone());
        var rows = list.In(place.Content).Items.ToList();
        var to = index + places;
        if (to < 0 || to >= rows.Count) return PolicyEdited.Refused(new(RejectionKind.Content, "policy.noChange", "这一行已在尽头，不能再移。", "The row is at the end already."));
        (rows[index], rows[to]) = (rows[to], rows[index]);
        return await PutAsync(by, edit, place.Rewrite(list.Put(place.Content, Value.Of(rows))), to, "↕ " + Note(place.Field, rows[to]), ct);
    }

    /// <summary>Puts a whole file into the draft; null where that was done, else why not: with line and column where it is no JSON.</summary>
    public async Task<Rejection?> UploadAsync(ClaimsPrincipal by, string file, Stream content, long length, long revision, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } refusal) return refusal;
        const int Largest = 16 * 1024 * 1024;
        if (length > Largest) return new(RejectionKind.Content, "policy.fileTooLarge", "文件过大（最大 16 MB）：请分批处理。", "The file is too large (16 MB at most): split it.");
        try
        {
            using var reader = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return (await desk.PutTextAsync(by, file, (await reader.ReadToEndAsync(ct)).ReplaceLineEndings("\n"), revision, "JSON", ct)).Refusal;
        }
        catch (DecoderFallbackException fault)
        {
            return new(RejectionKind.Content, "policy.notUtf8", $"文件不是 UTF-8 编码（第 {fault.Index} 字节）：请另存为 UTF-8 再上传。", $"The file is no UTF-8 (byte {fault.Index}): save it as UTF-8 and upload it again.");
        }
    }

    private static PolicyPlace? Place(PolicyText read, PolicyPath path)
    {
        if (read.Content is not { } content || PolicyField.OfFile(read.File, read.Text.Length > 0 ? read.Text : null) is not { } file || path.In(file) is not { } field) return null;
        return path.Index is not null && path.In(content).Kind != Engine.Values.ValueKind.Object ? null : new(read, path, file, field, null!);
    }

    /// <summary>The place as the form showed it.</summary>
    private async Task<PolicyPlace?> BaseAsync(PolicyAct edit, CancellationToken ct)
    {
        return await desk.AtAsync(edit.File, edit.Revision, ct) is { } read ? WithPickers(Place(read, edit.At)) : null;
    }

    private PolicyPlace? WithPickers(PolicyPlace? place) => place is null ? null : place with { Pickers = new(place.Text.File, place.Content, desk.Policy) };

    private async Task<IReadOnlyList<DraftFinding>> NewErrorsAsync(PolicyText before, string text, CancellationToken ct)
    {
        var known = (await CheckAsync(before, ct)).Select(finding => (finding.Code, finding.Chinese)).ToHashSet();
        return [.. (await checks.RunAsync(DraftKind.Policy, before.File, text, ct)).Where(finding => finding.IsError && !known.Contains((finding.Code, finding.Chinese)))];
    }

    private async Task<PolicyEdited> PutAsync(ClaimsPrincipal by, PolicyAct edit, string text, int? index, string note, CancellationToken ct)
    {
        var answer = await desk.PutTextAsync(by, edit.File, text, edit.Revision, note, ct);
        return new([], [], answer.Refusal, index, answer.IsDone);
    }

    /// <summary>Why a unit cannot be taken out: whoever names it, and the tickets it has or had.</summary>
    private async Task<Rejection?> RefersAsync(Value organisation, Value unit, CancellationToken ct)
    {
        const int Told = 5;
        var refers = PolicyReferences.OfUnit(desk.Policy, organisation, unit, Told + 1);
        if (refers.Count > 0)
        {
            return new(RejectionKind.Content, "organisation.referred",
                $"{unit["name"].AsString()}仍被引用：{string.Join("、", refers.Take(Told).Select(one => one.Say(false)))}{(refers.Count > Told ? "等" : "")}。请先改好这些地方，或者填写撤销日期。",
                $"{unit["name"].AsString()} is still referred to by {string.Join(", ", refers.Take(Told).Select(one => one.Say(true)))}{(refers.Count > Told ? " and more" : "")}. Change these first, or write the day it closes.");
        }

        return (await tickets.SearchAsync(new() { LeadUnit = unit["code"].AsString(), Size = 1 }, new("policy", [RoleNames.PolicyAdministrator], null), ct)).Items.Count == 0
            ? null
            : new(RejectionKind.Content, "organisation.hasTickets", $"{unit["name"].AsString()}有承办的工单，不能删除：请填写撤销日期，工单照旧显示它。", $"{unit["name"].AsString()} has tickets and cannot be removed: write the day it closes, and its tickets still show it.");
    }

    private static string Note(PolicyField field, Value row)
    {
        var note = $"{field.Label(false)} {KeyOf(row)}".Trim();
        return note.Length > 100 ? note[..100] : note;
    }

    private static Rejection Gone() => new(RejectionKind.State, "policy.place.gone", "这一处已不在草稿里：请重新打开页面。", "This place is no longer in the draft: open the page again.");

    private static Rejection TooMany() => new(RejectionKind.Content, "policy.tooManyRows", $"一个表最多 {MostRows} 行。", $"A table holds at most {MostRows} rows.");
}
