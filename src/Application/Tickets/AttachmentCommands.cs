using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Formats;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Files;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Attachments;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Workflows.TextFiles;

namespace JieSuJiBan.Application.Tickets;

/// <summary>What became of a file that somebody sent: it is kept, or it is refused.</summary>
public sealed record Upload(AttachmentInfo? File, Rejection? Rejection)
{
    /// <summary>Of a text the name of its encoding; null of anything else.</summary>
    public string? ReadAs { get; init; }

    /// <summary>True where the file may be sent again in a while: the scanner could not say what it is.</summary>
    public bool IsForNow { get; init; }
}

/// <summary>The way of files into the product and out again: what a file is, its content says; how large it may be, the city.</summary>
public sealed class AttachmentCommands(AttachmentStore store, PublishedStore catalog, FileScanning scanning, ISecurityLog log)
{
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
        // What has no signature is text, or nothing known: that the whole of it decides, as it comes by.
        var probe = type is null or "text/plain" && rules.Find("text/plain") is not null && !ContentSniffer.IsActive(head.AsSpan(0, length)) ? new TextProbe() : null;
        probe?.Add(head.AsSpan(0, length));
        if (probe is not null) type = "text/plain";
        if (type is null || rules.Find(type) is null) return NotTaken(rules, type);
        if (type == "text/plain" && ContentSniffer.IsOtherThanText(declaredType))
        {
            if (!IsTextSoFar(head.AsSpan(0, length))) return NotTaken(rules, null);
            return No(RejectionKind.Content, "attachment.mismatch", $"文件声明为 {Shown(declaredType)}，内容却是文字，可能已损坏，请核实后重新上传", $"Expected the content to be {Shown(declaredType)} as declared, but it is text, so check the file");
        }

        var file = await store.StoreAsync(head.AsMemory(0, length), probe is null ? content : new ProbedStream(content, probe), FileName.Clean(name, type), type, rules.MaxBytes, actor.Id, ct);
        if (file is null) return No(RejectionKind.Content, "attachment.tooLarge", $"文件超过 {rules.MaxBytes / 1024 / 1024.0:0.#} MB 上限，请压缩后重试", $"Expected at most {rules.MaxBytes} bytes, but the file is larger, so make it smaller");
        if (probe is null) return await ScannedAsync(file, null, actor, ct);
        if (probe.End() is { IsCut: false, Controls: 0 } form && !IsActive(form.Beginning)) return await ScannedAsync(file, form.Name, actor, ct);
        await store.ForgetAsync(file.Id, CancellationToken.None);
        return NotTaken(rules, null);
    }

    /// <summary>The file, where the scanner finds it clean. Nobody knows its id before: until here no command can name it.</summary>
    private async Task<Upload> ScannedAsync(AttachmentInfo file, string? readAs, Actor actor, CancellationToken ct)
    {
        if (!scanning.IsOn) return new(file, null) { ReadAs = readAs };
        ScanResult result;
        try
        {
            result = await scanning.ScanAsync(await store.ReadLooseAsync(file, ct), ct);
        }
        catch
        {
            await store.ForgetAsync(file.Id, CancellationToken.None);
            throw;
        }

        if (result.Verdict == ScanVerdict.Clean) return new(file, null) { ReadAs = readAs };
        await store.ForgetAsync(file.Id, CancellationToken.None);
        var isInfected = result.Verdict == ScanVerdict.Infected;
        await log.RecordAsync(
            new(SecurityEvents.File, isInfected ? "infected" : "notScanned")
            {
                Account = actor.Id,
                Subject = file.Id.Sha256,
                Detail = new Dictionary<string, string> { ["type"] = file.Type, ["size"] = $"{file.Size}", ["scanner"] = scanning.Name, ["said"] = result.Name is { Length: > 200 } longer ? longer[..200] : result.Name ?? "" },
            },
            ct);
        return isInfected
            ? No(RejectionKind.Content, "attachment.infected", "文件中发现恶意代码，未接收：请勿打开该文件，更换后重新上传", "Expected a file without malware, but the scanner found some: do not open it, and choose another")
            : No(RejectionKind.State, "attachment.notScanned", "恶意代码检查暂时不可用，文件未接收：请稍后重新上传", "Expected the file to be scanned for malware, but the scanner does not answer, so nothing was kept: send it again later") with { IsForNow = true };
    }

    private Upload NotTaken(AttachmentRules rules, string? type) => No(
        RejectionKind.Content, "attachment.type",
        $"不接收这种文件（按内容识别{(type is null ? "不出类型；文字文件须为完整的 UTF-8、UTF-16 或 GB18030 编码" : $"为 {type}")}）；可上传：{string.Join("、", rules.Types.Select(kind => kind.Name))}",
        $"Expected one of {string.Join(", ", rules.Types.Select(kind => kind.Type))}, but the content is {type ?? "of no known kind (text must be whole, in UTF-8, UTF-16 or GB 18030)"}, so choose another file");

    private static bool IsTextSoFar(ReadOnlySpan<byte> head)
    {
        var probe = new TextProbe();
        probe.Add(head);
        return probe.End() is { Controls: 0 };
    }

    /// <summary>What a browser could take for a page, or a shell for a program.</summary>
    private static bool IsActive(string text) => text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n') is ['<', ..] or ['#', '!', ..];

    private static string Shown(string? declaredType) => declaredType is { Length: > 100 } ? declaredType[..100] : declaredType ?? "";

    /// <summary>Ties the files that a command names to its case; the refusal where one of them is not the actor's to name.</summary>
    public async Task<Rejection?> ClaimAsync(Value ids, string field, CaseId caseId, string subjectId, Caller caller, CancellationToken ct)
    {
        var named = Ids(ids);
        if (named.Length == 0) return null;
        var most = catalog.Policy.Intake.Attachments.MaxCount;
        if (named.Length > most) return new(RejectionKind.Content, "attachment.many", $"附件最多 {most} 个，现为 {named.Length} 个", $"Expected at most {most} attachments, but there are {named.Length}, so leave some out", Field: field);
        var bad = await store.ClaimAsync(named, caseId, subjectId, caller.Actor.Id, caller.CommandId, ct);
        return bad.Count == 0 ? null : new(RejectionKind.Content, "attachment.unknown",
            $"有 {bad.Count} 个附件不存在、已被其他工单使用或不是您上传的，请重新上传",
            $"Expected files that you uploaded and that no other ticket has, but {bad.Count} are not, so upload them again", Field: field);
    }

    /// <summary>Lets files go again where the ticket they were for was refused.</summary>
    public Task ReleaseAsync(Value ids, CaseId caseId) => Ids(ids) is { Length: > 0 } named ? store.ReleaseAsync(named, caseId, CancellationToken.None) : Task.CompletedTask;

    /// <summary>The files of a ticket that the viewer may see: of a confidential one, not those the petitioner sent.</summary>
    public async Task<IReadOnlyList<AttachmentInfo>> OfAsync(TicketDetail ticket, CancellationToken ct)
    {
        // Whoever reads no words learns what there is, and not what it holds.
        if (ticket.IsLost) return [];
        var files = await store.OfCaseAsync(new(ticket.Row.CaseId), ct);
        return ticket.Reading.GivesPetitionersFiles ? files : [.. files.Where(file => !ticket.PetitionersFiles.Contains(file.Id.ToString()))];
    }

    private static string[] Ids(Value ids) => [.. ids.Items.Select(id => id.AsString()).OfType<string>()];

    private Upload No(RejectionKind kind, string code, string chinese, string english) =>
        new(null, catalog.Policy.Worded(new(kind, code, chinese, english, LegalDuty.SourceOf(LegalDuty.Evidence), "attachments")));
}
