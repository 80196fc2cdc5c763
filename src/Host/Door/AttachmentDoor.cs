using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Attachments;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;

namespace JieSuJiBan.Host.Door;

/// <summary>What became of a file that somebody sent: it is kept, or it is refused.</summary>
public sealed record Upload(AttachmentInfo? File, Rejection? Rejection);

/// <summary>The way of files into the house and out again: what a file is, its content says; how large it may be, the city.</summary>
internal sealed class AttachmentDoor(AttachmentStore store, CatalogStore catalog)
{
    private const int LongestName = 200;

    /// <summary>Takes a file in; a command must name it within a day.</summary>
    public async Task<Upload> TakeAsync(Stream content, string? name, string? declaredType, Actor actor, CancellationToken ct)
    {
        var rules = catalog.Policy.Intake.Attachments;
        if (await store.LooseOfAsync(actor.Id, ct) >= AttachmentStore.MostLoose)
        {
            return No(RejectionKind.State, "attachment.tooManyLoose", $"您已有 {AttachmentStore.MostLoose} 个上传后未使用的文件，请先提交登记或任务，或明日再试", $"Expected fewer files that no ticket has taken, but you have {AttachmentStore.MostLoose}, so submit what they are for or try again tomorrow");
        }

        var head = new byte[ContentSniffer.Needed];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        if (length == 0) return No(RejectionKind.Content, "attachment.empty", "文件是空的，请重新选择", "Expected a file with content, but it is empty, so choose another");
        var type = ContentSniffer.TypeOf(head.AsSpan(0, length));
        if (type is null || rules.Find(type) is null)
        {
            var allowed = string.Join("、", rules.Types.Select(kind => kind.Name));
            return No(RejectionKind.Content, "attachment.type", $"不接收这种文件（按内容识别{(type is null ? "不出类型" : $"为 {type}")}）；可上传：{allowed}", $"Expected one of {string.Join(", ", rules.Types.Select(kind => kind.Type))}, but the content is {type ?? "of no known kind"}, so choose another file");
        }

        if (!ContentSniffer.Agrees(declaredType, type))
        {
            return No(RejectionKind.Content, "attachment.mismatch", $"文件声明为 {declaredType}，内容却是 {type}，请核实后重新上传", $"Expected the content to be {declaredType} as declared, but it is {type}, so check the file");
        }

        var file = await store.StoreAsync(head.AsMemory(0, length), content, Clean(name), type, rules.MaxBytes, actor.Id, ct);
        return file is null
            ? No(RejectionKind.Content, "attachment.tooLarge", $"文件超过 {rules.MaxBytes / 1024 / 1024.0:0.#} MB 上限，请压缩后重试", $"Expected at most {rules.MaxBytes} bytes, but the file is larger, so make it smaller")
            : new(file, null);
    }

    /// <summary>Ties the files that a command names to its case; the refusal where one of them is not the actor's to name.</summary>
    public async Task<Rejection?> ClaimAsync(Value ids, string field, CaseId caseId, string subjectId, Actor actor, Guid commandId, CancellationToken ct)
    {
        var named = Ids(ids);
        if (named.Length == 0) return null;
        var most = catalog.Policy.Intake.Attachments.MaxCount;
        if (named.Length > most) return new(RejectionKind.Content, "attachment.many", $"附件最多 {most} 个，现为 {named.Length} 个", $"Expected at most {most} attachments, but there are {named.Length}, so leave some out", Field: field);
        var bad = await store.ClaimAsync(named, caseId, subjectId, actor.Id, commandId, ct);
        return bad.Count == 0 ? null : new(RejectionKind.Content, "attachment.unknown",
            $"有 {bad.Count} 个附件不存在、已被其他工单使用或不是您上传的，请重新上传",
            $"Expected files that you uploaded and that no other ticket has, but {bad.Count} are not, so upload them again", Field: field);
    }

    /// <summary>Lets files go again where the ticket they were for was refused.</summary>
    public Task ReleaseAsync(Value ids, CaseId caseId) => Ids(ids) is { Length: > 0 } named ? store.ReleaseAsync(named, caseId, CancellationToken.None) : Task.CompletedTask;

    /// <summary>The files of a ticket that the viewer may see: of a confidential one, not those the petitioner sent.</summary>
    public async Task<IReadOnlyList<AttachmentInfo>> OfAsync(TicketDetail ticket, CancellationToken ct)
    {
        var files = await store.OfCaseAsync(new(ticket.Row.CaseId), ct);
        if (!ticket.WithholdsFiles) return files;
        var petitioners = Ids(ticket.Facts["attachments"]);
        return [.. files.Where(file => !petitioners.Contains(file.Id.ToString()))];
    }

    private static string[] Ids(Value ids) => [.. ids.Items.Select(id => id.AsString()).OfType<string>()];

    private static string? Clean(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return null;
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = string.Concat(last.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))).Trim();
        return clean.Length == 0 ? null : clean.Length > LongestName ? clean[^LongestName..] : clean;
    }

    private Upload No(RejectionKind kind, string code, string chinese, string english) =>
        new(null, catalog.Policy.Worded(new(kind, code, chinese, english, LegalDuty.SourceOf(LegalDuty.Evidence), "attachments")));
}
