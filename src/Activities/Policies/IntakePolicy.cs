using System.Collections.Immutable;
using JieSuJiBan.Activities.Formats;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Policies;

/// <summary>A kind of file that may be attached.</summary>
/// <param name="Type">Media type, one of <see cref="ContentSniffer.Known"/>.</param>
/// <param name="Name">Display name, zh-CN.</param>
/// <param name="English">Display name, English.</param>
public sealed record AttachmentType(string Type, string Name, string English);

/// <summary>What may be attached to a ticket (Art. 8: voice, text, picture, video).</summary>
/// <param name="MaxBytes">Largest file in bytes; default 20 MiB.</param>
/// <param name="MaxCount">Most files of one intake or one task; default 10.</param>
/// <param name="Types">The kinds allowed; default: pictures, PDF, plain text.</param>
public sealed record AttachmentRules(int MaxBytes, int MaxCount, ImmutableArray<AttachmentType> Types)
{
    /// <summary>The kind of that media type where it is allowed, else null.</summary>
    public AttachmentType? Find(string type) => Types.FirstOrDefault(allowed => allowed.Type == type);
}

/// <summary>A mark that a ticket may carry, e.g. one of 七有五性.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Name">Display name, zh-CN.</param>
/// <param name="English">Display name, English.</param>
/// <param name="Group">The group it is shown under, zh-CN, or null.</param>
public sealed record Tag(string Code, string Name, string English, string? Group);

/// <summary>Fields that are demanded where channel and type are these (Art. 10: complete).</summary>
/// <param name="Channel">Channel code; null: any.</param>
/// <param name="RequestType">Request type code; null: any.</param>
/// <param name="Fields">Names of <see cref="IntakeFields.All"/>.</param>
/// <param name="Reason">Why, zh-CN, for the refusal.</param>
public sealed record RequiredFields(string? Channel, string? RequestType, ImmutableArray<string> Fields, string? Reason);

/// <summary>When two tickets are offered as the same matter.</summary>
/// <param name="Days">How many days back; default 90.</param>
/// <param name="SimilarityPercent">Least likeness of the texts, 0–100; default 40.</param>
/// <param name="Candidates">How many tickets are compared at most; default 30.</param>
public sealed record RepeatRules(int Days, int SimilarityPercent, int Candidates);

/// <summary>What marks a possible emergency (Art. 29).</summary>
/// <param name="Words">Words of title or text; none by default.</param>
/// <param name="Tags">Tag codes that mark it as well.</param>
/// <param name="Urgency">The urgency that is suggested to triage, or null.</param>
/// <param name="ReportTo">Who is told at once: see <see cref="UnitReference"/>; default the hotline centre.</param>
public sealed record AlertRules(ImmutableArray<string> Words, ImmutableArray<string> Tags, string? Urgency, ImmutableArray<string> ReportTo);

/// <summary>Who may not learn who the petitioner is, and what is kept from them.</summary>
/// <param name="Hides">Names of facts; default: everything that tells who the petitioner is.</param>
/// <param name="HidesAttachments">True (default) where the petitioner's own files are kept back as well.</param>
public sealed record ConfidentialRules(ImmutableArray<string> Hides, bool HidesAttachments)
{
    /// <summary>What tells who the petitioner is.</summary>
    public static ImmutableArray<string> Default { get; } =
        ["account", "calls", "company", "creditCode", "identity", "mail", "petitioner", "phone", "recordings", "secondPhone", "sex", "subjectId", "subjectType", "identityLevel"];

    /// <summary>What is kept back whatever the city lists: the number dialled is the petitioner's, and so is what was verified.</summary>
    private static readonly string[] Always = ["calls", "creditCode", "identity"];

    internal ConfidentialRules WithCalls() => this with { Hides = [.. Hides, .. Always.Where(name => !Hides.Contains(name))] };
}

/// <summary>The rectangle in which places of the city lie, in degrees (WGS 84 or GCJ-02, as the city's map has it).</summary>
/// <param name="West">Least longitude.</param>
/// <param name="South">Least latitude.</param>
/// <param name="East">Greatest longitude.</param>
/// <param name="North">Greatest latitude.</param>
public sealed record MapFrame(decimal West, decimal South, decimal East, decimal North)
{
    /// <summary>The whole earth: what holds where a city has not said.</summary>
    public static MapFrame Earth { get; } = new(-180, -90, 180, 90);
}

/// <summary>How long a merged ticket waits before it asks whether its parent is still there.</summary>
/// <param name="ReviewDays">Natural days; default 7.</param>
/// <param name="MaxParts">Into how many further tickets one may be split; default 10.</param>
public sealed record LinkRules(int ReviewDays, int MaxParts);

/// <summary>
/// How a city takes requests in (<c>intake.json</c>; Arts. 8–10, 29). May be left out: then the defaults named at each part
/// hold, tags and identity levels are none, and every person and organisation is told apart by
/// <c>Individual</c> and <c>Organisation</c>.
/// </summary>
public sealed record IntakePolicy(
    AttachmentRules Attachments,
    ImmutableArray<NamedCode> SubjectTypes,
    ImmutableArray<NamedCode> Sexes,
    ImmutableArray<NamedCode> IdentityLevels,
    ImmutableArray<Tag> Tags,
    ImmutableArray<RequiredFields> Required,
    RepeatRules Repeat,
    AlertRules Alert,
    ConfidentialRules Confidential,
    MapFrame Map,
    LinkRules Links)
{
    internal const string File = "intake.json";

    /// <summary>Requests that are recorded without a phone number or an account: what a grid patrol found, what comes from above without a caller, an anonymous report. None by default.</summary>
    public ImmutableArray<ContactFree> WithoutContact { get; init; } = [];

    /// <summary>How it is verified who asks; null: it is not.</summary>
    public IdentityRules? Identity { get; init; }

    /// <summary>Whether a request may be recorded without anybody to contact.</summary>
    /// <param name="given">What is stated: <c>channel</c>, <c>requestType</c>, <c>identityLevel</c>.</param>
    public bool AllowsNoContact(Value given) => WithoutContact.Any(rule => rule.Covers(given));

    internal static TopicPolicy Topic { get; } = new TopicPolicy<IntakePolicy>(File, Read, Check);

    /// <summary>The tag of that code, or null.</summary>
    public Tag? FindTag(string code) => Tags.FirstOrDefault(tag => tag.Code == code);

    /// <summary>The rules that demand fields of a request by that channel and of that type.</summary>
    public IEnumerable<RequiredFields> RequiredFor(string? channel, string? requestType) =>
        Required.Where(rule => (rule.Channel is null || rule.Channel == channel) && (rule.RequestType is null || rule.RequestType == requestType));

    internal static IntakePolicy Read(PolicyNode root)
    {
        var policy = new IntakePolicy(
            ReadAttachments(root.ChildOrNull("attachments")),
            Codes(root, "subjectTypes", [new("Individual", "自然人", "Natural person"), new("Organisation", "法人或者其他组织", "Organisation")]),
            Codes(root, "sexes", [new("Female", "女", "Female"), new("Male", "男", "Male")]),
            Codes(root, "identityLevels", []),
            ReadTags(root),
            [.. root.ItemsOrEmpty("required").Select(ReadRequired)],
            ReadRepeat(root.ChildOrNull("repeat")),
            ReadAlert(root.ChildOrNull("alert")),
            ReadConfidential(root.ChildOrNull("confidential")),
            ReadMap(root.ChildOrNull("map")),
            ReadLinks(root.ChildOrNull("links")))
        {
            WithoutContact = [.. root.ItemsOrEmpty("withoutContact").Select(ContactFree.Read)],
            Identity = IdentityRules.Read(root.ChildOrNull("identity")),
        };
        root.Close();
        return policy;
    }

    internal static void Check(IntakePolicy policy, CityPolicy city, PolicyNode root)
    {
        if (root.ChildOrNull("identity") is { } identity) policy.Identity!.Check(policy, identity);
        foreach (var (rule, node) in policy.WithoutContact.Zip(root.ItemsOrEmpty("withoutContact"))) rule.Check(city, policy, node);
        foreach (var (rule, node) in policy.Required.Zip(root.ItemsOrEmpty("required")))
        {
            if (rule.Channel is { } channel && city.Channels.Find(channel) is null) node.Error("intake.channel", "channel", $"受理渠道“{channel}”不存在", $"The channel '{channel}' does not exist");
            if (rule.RequestType is { } type && city.RequestTypes.Find(type) is null) node.Error("intake.requestType", "requestType", $"诉求类型“{type}”不存在", $"The request type '{type}' does not exist");
        }

        if (root.ChildOrNull("alert") is not { } alert) return;
        foreach (var code in policy.Alert.ReportTo) UnitReference.Check(alert, "reportTo", city, code, "intake.alert.unit");

        if (policy.Alert.Urgency is { } urgency && city.City.Urgencies.All(level => level.Code != urgency))
        {
            alert.Error("intake.alert.urgency", "urgency", $"紧急程度“{urgency}”不存在", $"The urgency '{urgency}' does not exist");
        }

        foreach (var code in policy.Alert.Tags.Where(code => policy.FindTag(code) is null))
        {
            alert.Error("intake.alert.tag", "tags", $"标签“{code}”不存在", $"The tag '{code}' does not exist");
        }
    }

    private static AttachmentRules ReadAttachments(PolicyNode? node)
    {
        ImmutableArray<AttachmentType> usual =
            [new("image/jpeg", "JPEG图片", "JPEG picture"), new("image/png", "PNG图片", "PNG picture"), new("application/pdf", "PDF文件", "PDF document"), new("text/plain", "纯文本", "Plain text")];
        if (node is null) return new(20 * 1024 * 1024, 10, usual);
        var items = node.ItemsOrEmpty("types");
        var types = items.Select(item =>
        {
            var type = new AttachmentType(item.Text("type"), item.Text("name"), item.Text("english"));
            if (type.Type.Length > 0 && !ContentSniffer.Known.Contains(type.Type))
            {
                item.Error("intake.attachment.type", "type", $"服务辨认不出“{type.Type}”的内容；可写：{string.Join("、", ContentSniffer.Known)}",
                    $"The service cannot tell '{type.Type}' by its content; it can tell {string.Join(", ", ContentSniffer.Known)}");
            }

            item.Close();
            return type;
        }).ToImmutableArray();
        var rules = new AttachmentRules(node.WholeOr("maxBytes", 20 * 1024 * 1024, 1, 64 * 1024 * 1024), node.WholeOr("maxCount", 10, 0, 50), items.IsEmpty ? usual : types);
        Duplicates.Check(items, types.Select(type => type.Type), "intake.attachment", "附件类型", "Attachment type");
        node.Close();
        return rules;
    }

    private static ImmutableArray<NamedCode> Codes(PolicyNode root, string member, ImmutableArray<NamedCode> otherwise)
    {
        var nodes = root.ItemsOrEmpty(member);
        if (!root.Has(member)) return otherwise;
        ImmutableArray<NamedCode> codes = [.. nodes.Select(NamedCode.Read)];
        Duplicates.Check(nodes, codes.Select(code => code.Code), $"intake.{member}", "代码", "Code");
        return codes;
    }

    private static ImmutableArray<Tag> ReadTags(PolicyNode root)
    {
        var nodes = root.ItemsOrEmpty("tags");
        ImmutableArray<Tag> tags = [.. nodes.Select(node =>
        {
            var tag = new Tag(node.Text("code"), node.Text("name"), node.Text("english"), node.TextOrNull("group"));
            node.Close();
            return tag;
        })];
        Duplicates.Check(nodes, tags.Select(tag => tag.Code), "intake.tag", "标签代码", "Tag code");
        return tags;
    }

    private static RequiredFields ReadRequired(PolicyNode node)
    {
        var rule = new RequiredFields(node.TextOrNull("channel"), node.TextOrNull("requestType"), node.Texts("fields"), node.TextOrNull("reason"));
        if (rule.Fields.IsEmpty) node.Error("intake.required.none", "fields", "请列出必填的字段", "Expected the fields that are required");
        foreach (var field in rule.Fields.Where(field => IntakeFields.All.All(known => known.Name != field)))
        {
            node.Error("intake.required.field", "fields", $"受理登记没有字段“{field}”；可写：{string.Join("、", IntakeFields.All.Select(known => known.Name))}",
                $"The intake has no field '{field}'; it has {string.Join(", ", IntakeFields.All.Select(known => known.Name))}");
        }

        node.Close();
        return rule;
    }

    private static RepeatRules ReadRepeat(PolicyNode? node)
    {
        if (node is null) return new(90, 40, 30);
        var rules = new RepeatRules(node.WholeOr("days", 90, 1, 3660), node.WholeOr("similarityPercent", 40, 0, 100), node.WholeOr("candidates", 30, 1, 30));
        node.Close();
        return rules;
    }

    private static AlertRules ReadAlert(PolicyNode? node)
    {
        if (node is null) return new([], [], null, ["HotlineCenter"]);
        var rules = new AlertRules(node.Texts("words"), node.Texts("tags"), node.TextOrNull("urgency"), node.Has("reportTo") ? node.Texts("reportTo") : ["HotlineCenter"]);
        node.Close();
        return rules;
    }

    private static ConfidentialRules ReadConfidential(PolicyNode? node)
    {
        if (node is null) return new(ConfidentialRules.Default, true);
        var rules = new ConfidentialRules(node.Has("hides") ? node.Texts("hides") : ConfidentialRules.Default, node.FlagOr("hidesAttachments", true));
        foreach (var must in (string[])["petitioner", "phone", "subjectId"])
        {
            if (!rules.Hides.Contains(must)) node.Error("intake.confidential.hides", "hides", $"保密工单必须隐去“{must}”", $"A confidential ticket must keep '{must}' back");
        }

        node.Close();
        return rules.WithCalls();
    }

    private static MapFrame ReadMap(PolicyNode? node)
    {
        if (node is null) return MapFrame.Earth;
        var frame = new MapFrame(node.Decimal("west", -180, 180), node.Decimal("south", -90, 90), node.Decimal("east", -180, 180), node.Decimal("north", -90, 90));
        if (frame.West >= frame.East || frame.South >= frame.North) node.Error("intake.map", null, "地图范围应西小于东、南小于北", "Expected west below east and south below north");
        node.Close();
        return frame;
    }

    private static LinkRules ReadLinks(PolicyNode? node)
    {
        if (node is null) return new(7, 10);
        var rules = new LinkRules(node.WholeOr("reviewDays", 7, 1, 365), node.WholeOr("maxParts", 10, 1, 20));
        node.Close();
        return rules;
    }
}
