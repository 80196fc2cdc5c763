using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Workflows.Diff;
using JieSuJiBan.Workflows.Policies;
using NodaTime;

namespace JieSuJiBan.Application.Policies;

/// <summary>A policy file in force.</summary>
/// <param name="File">Its name, e.g. <c>calendar.json</c>.</param>
/// <param name="Chinese">What it is called, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Rows">How many rows its lists hold.</param>
/// <param name="Version">Number of the version in force.</param>
/// <param name="Hash">Hash of the version in force.</param>
/// <param name="EffectiveFrom">Since when.</param>
/// <param name="Draft">The open draft, or null.</param>
public sealed record PolicyFile(string File, string Chinese, string English, int Rows, int Version, string Hash, Instant EffectiveFrom, Draft? Draft);

/// <summary>A policy file with what it says.</summary>
/// <param name="File">Its name.</param>
/// <param name="Content">What it says; null where a draft's text is no JSON.</param>
/// <param name="Text">The text.</param>
/// <param name="Draft">The open draft, or null; its text where that was asked for.</param>
/// <param name="IsDraft">True where content and text are the draft's.</param>
public sealed record PolicyText(string File, Value? Content, string Text, Draft? Draft, bool IsDraft);

/// <summary>What a sheet would do to a list.</summary>
/// <param name="Comparison">The rows afterwards, and what changes.</param>
/// <param name="Before">The file or draft that was compared with.</param>
/// <param name="Revision">Revision of that draft; 0: there is none.</param>
public sealed record SheetPreview(SheetComparison Comparison, Value Before, long Revision);

/// <summary>Reads the policy files in force and their drafts, and puts changed rows into a draft where the account may edit policies.</summary>
public sealed class PolicyDrafts(DraftStore drafts, PublishedStore catalog)
{
    public const string Catalogue = "dispatch-catalog.json";
    public const string Calendar = "calendar.json";
    private const int MostKept = 4;

    // Of a draft with thousands of rows, text and rows are looked at many times between two saves.
    private readonly ConcurrentDictionary<(Guid Draft, long Revision), PolicyText> kept = new();
    private readonly ConditionalWeakTable<Value, CatalogView> views = new();

    /// <summary>The policy in force.</summary>
    public CityPolicy Policy => catalog.Policy;

    /// <summary>Every policy file in force, by name.</summary>
    public async Task<IReadOnlyList<PolicyFile>> FilesAsync(CancellationToken ct)
    {
        if (catalog.Policies.Count == 0) return [];
        var open = (await drafts.ListAsync(DraftKind.Policy, openOnly: true, ct: ct)).ToDictionary(draft => draft.Name, StringComparer.Ordinal);
        var files = new List<PolicyFile>();
        foreach (var (file, content) in catalog.Policy.Content.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var versions = await drafts.VersionsAsync(DraftKind.Policy, file, ct);
            if (versions.FirstOrDefault(version => version.State == VersionState.InForce) is not { } version) continue;
            var (chinese, english) = PolicyDiff.NameOf(file);
            files.Add(new(file, chinese, english, PolicyTables.Of(file, content, null, false).Sum(table => table.Rows.Count), version.Version, version.Hash, version.EffectiveFrom, open.GetValueOrDefault(file)));
        }

        return files;
    }

    /// <summary>The file in force, or its open draft where that is asked for and there is one; null where there is no such file.</summary>
    public async Task<PolicyText?> ReadAsync(string file, bool isDraft, CancellationToken ct)
    {
        if (catalog.Policies.Count == 0 || !catalog.Policy.Content.TryGetValue(file, out var content)) return null;
        var draft = await drafts.OpenAsync(DraftKind.Policy, file, ct);
        if (isDraft && draft is not null) return await ReadDraftAsync(draft, ct);
        return new(file, content, (await catalog.PolicyFilesAsync(catalog.Policy.Hash, ct))?.GetValueOrDefault(file) ?? "", draft, false);
    }

    /// <summary>The catalogue for looking things up in: the one in force, its open draft, or a version by its snapshot; null where there is none that can be read.</summary>
    public async Task<(CatalogView View, Value Content, Draft? Draft, bool IsDraft)?> CatalogueAsync(string? version, CancellationToken ct)
    {
        if (catalog.Policies.Count == 0) return null;
        var draft = await drafts.OpenAsync(DraftKind.Policy, Catalogue, ct);
        var isDraft = version == "draft" && draft is not null;
        var policy = version is null or "draft" ? catalog.Policy : catalog.PolicyByHash(version);
        var content = isDraft ? (await ReadDraftAsync(draft!, ct)).Content : policy?.Content.GetValueOrDefault(Catalogue);
        return content is null ? null : (views.GetValue(content, rows => new(policy!, rows["rows"].Items)), content, draft, isDraft);
    }

    /// <summary>Versions of a file, the newest first.</summary>
    public Task<IReadOnlyList<PublishedVersion>> VersionsAsync(string file, CancellationToken ct) => drafts.VersionsAsync(DraftKind.Policy, file, ct);

    private async Task<PolicyText> ReadDraftAsync(Draft draft, CancellationToken ct)
    {
        if (kept.TryGetValue((draft.DraftId, draft.Revision), out var known)) return known with { Draft = draft };
        var text = await drafts.ContentAsync(draft.DraftId, draft.Revision, ct) ?? "";
        if (kept.Count >= MostKept) kept.Clear();
        return kept[(draft.DraftId, draft.Revision)] = new(draft.Name, Parse(text), text, draft, true);
    }

    /// <summary>What a revision of the open draft says, or, at revision 0, the file in force; null where it is not kept (any more) or no JSON.</summary>
    public async Task<PolicyText?> AtAsync(string file, long revision, CancellationToken ct)
    {
        if (revision == 0)
        {
            var (inForce, all) = (catalog.Policy.Content.GetValueOrDefault(file), await catalog.PolicyFilesAsync(catalog.Policy.Hash, ct));
            return inForce is not null && all?.GetValueOrDefault(file) is { } published ? new(file, inForce, published, null, false) : null;
        }

        if (await drafts.OpenAsync(DraftKind.Policy, file, ct) is not { } open) return null;
        if (open.Revision == revision) return await ReadDraftAsync(open, ct) is { Content: not null } newest ? newest with { Draft = null, IsDraft = false } : null;
        return await drafts.ContentAsync(open.DraftId, revision, ct) is { } text && Parse(text) is { } content ? new(file, content, text, null, false) : null;
    }

    /// <summary>
    /// Puts what a file shall say into its draft: into the open one at that revision, or, at revision 0, into a new one. What does not
    /// change keeps its place and its layout.
    /// </summary>
    public async Task<DraftAnswer> PutAsync(ClaimsPrincipal by, string file, Value content, long revision, string note, CancellationToken ct) => by.RefusalOf(Permissions.EditPolicy) is { } refusal
        ? new(null, refusal)
        : await PutTextAsync(by, file, await AtAsync(file, revision, ct) is { } before ? FormattedJson.Rewrite(before.Text, before.Content!, content) : Write(content), revision, note, ct);

    /// <summary>Puts a text into the draft of a file: into the open one at that revision, or, at revision 0, into a new one.</summary>
    public async Task<DraftAnswer> PutTextAsync(ClaimsPrincipal by, string file, string text, long revision, string note, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } refusal) return new(null, refusal);
        if (revision == 0) return await drafts.CreateAsync(DraftKind.Policy, file, text, by.AccountId(), note, ct);
        return await drafts.OpenAsync(DraftKind.Policy, file, ct) is { } open
            ? await drafts.SaveAsync(open.DraftId, revision, text, by.AccountId(), note, ct)
            : new(null, new(RejectionKind.State, "draft.gone", "草稿已发布或已放弃：请重新打开页面，从已发布的版本开始。", "The draft was published or discarded: open the page again and start from the published version."));
    }

    /// <summary>The open draft of a file, made from the newest version where there is none.</summary>
    public async Task<DraftAnswer> OpenAsync(ClaimsPrincipal by, string file, CancellationToken ct) => by.RefusalOf(Permissions.EditPolicy) is { } refusal ? new(null, refusal)
        : await drafts.OpenAsync(DraftKind.Policy, file, ct) is { } open ? new(open)
        : await drafts.CreateFromAsync(DraftKind.Policy, file, null, by.AccountId(), ct);

    /// <summary>What a sheet would do to the list of a file: to its draft where there is one. Null where that cannot be read.</summary>
    public async Task<SheetPreview?> CompareAsync(SheetForm form, IReadOnlyList<SheetLine> sheet, CancellationToken ct) =>
        await ReadAsync(form.File, true, ct) is { Content: { } before } read
            ? new(RowSheet.Compare(form, catalog.Policy, before[form.List].Items, sheet), before, read.Draft?.Revision ?? 0)
            : null;

    /// <summary>Puts the good rows of a sheet into the draft of that revision; 0: into a new one.</summary>
    public Task<DraftAnswer> TakeAsync(ClaimsPrincipal by, SheetForm form, SheetPreview preview, long revision, string source, CancellationToken ct) =>
        PutAsync(by, form.File, preview.Before.With(form.List, Value.Of(preview.Comparison.Rows)), revision, source, ct);

    /// <summary>A policy file as text: every member of the file, and every row of its lists, on a line of its own.</summary>
    public static string Write(Value content)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in content.MembersByName)
            {
                json.WritePropertyName(name);
                if (value.Kind != Engine.Values.ValueKind.Array || value.Count == 0)
                {
                    json.WriteRawValue(CanonicalJson.Write(value), skipInputValidation: true);
                    continue;
                }

                json.WriteStartArray();
                foreach (var row in value.Items) json.WriteRawValue(CanonicalJson.Write(row), skipInputValidation: true);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan) + "\n";
    }

    /// <summary>What a text says, or null where it is no JSON.</summary>
    public static Value? Parse(string text) => PolicyTexts.Read(text).Content;
}
