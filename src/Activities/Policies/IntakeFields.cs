using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Activities.Policies;

/// <summary>What can be told of a request when it is registered (Art. 10).</summary>
public static class IntakeFields
{
    /// <summary>The fields of the command: what the API documents, the page asks and the checks know. In the order of the page.</summary>
    public static IReadOnlyList<IntakeField> All { get; } =
    [
        new("requestType", "诉求类型", "Request type") { Type = FieldType.Choice, IsRequired = true, MaxLength = 64, Group = IntakeGroup.Request, Note = "Request type code" },
        new("channel", "受理渠道", "Channel") { Type = FieldType.Choice, IsRequired = true, MaxLength = 64, Group = IntakeGroup.Request, Note = "Channel code" },
        new("urgency", "紧急程度", "Urgency") { Type = FieldType.Choice, MaxLength = 64, Group = IntakeGroup.Request, Note = "Urgency code; the city's first level where not given" },
        new("classCode", "问题分类", "Class") { Type = FieldType.Class, MaxLength = 64, Group = IntakeGroup.Request, Note = "Class of the lowest level, where known" },
        new("title", "标题", "Title") { IsRequired = true, Text = TextKind.Matter, MaxLength = TextLimits.Title, Group = IntakeGroup.Request, Note = "The matter in one line" },
        new("body", "诉求内容", "Request") { Type = FieldType.LongText, IsRequired = true, Text = TextKind.Matter, MaxLength = TextLimits.Body, Group = IntakeGroup.Request, Note = "The matter in the petitioner's words" },
        new("tags", "标签", "Tags") { Type = FieldType.Choice, IsList = true, MaxLength = 64, Group = IntakeGroup.Request, Note = "Tag codes of the city" },
        new("sourceNumber", "来源编号", "Source number") { Text = TextKind.Person, MaxLength = 64, Group = IntakeGroup.Request, Note = "Number that the transferring body gave it" },
        new("confidential", "为诉求人保密", "Confidential") { Type = FieldType.Boolean, Group = IntakeGroup.Request, Note = "Whether handlers and accused must not learn who the petitioner is; always so for types that the city calls confidential" },
        new("replyWanted", "需要回复", "Reply wanted") { Type = FieldType.Boolean, Group = IntakeGroup.Request, Note = "Whether the petitioner wants a reply" },
        new("petitioner", "诉求人姓名", "Petitioner") { Text = TextKind.Person, MaxLength = TextLimits.Name, Group = IntakeGroup.Petitioner, Note = "The petitioner's name" },
        new("sex", "性别", "Sex") { Type = FieldType.Choice, Text = TextKind.Person, MaxLength = 64, Group = IntakeGroup.Petitioner, Note = "Code of the city's list" },
        new("subjectType", "诉求人类别", "Kind of petitioner") { Type = FieldType.Choice, MaxLength = 64, Group = IntakeGroup.Petitioner, Note = "Person or organisation, code of the city's list" },
        new("phone", "联系电话", "Phone") { Text = TextKind.Person, MaxLength = 32, Group = IntakeGroup.Petitioner, Note = "Phone number; this or account is required" },
        new("secondPhone", "备用联系方式", "Second contact") { Text = TextKind.Person, MaxLength = TextLimits.Name, Group = IntakeGroup.Petitioner, Note = "Another way to reach the petitioner" },
        new("account", "网络账号", "Account") { Text = TextKind.Person, MaxLength = TextLimits.Name, Group = IntakeGroup.Petitioner, Note = "Account on a network channel; this or phone is required" },
        new("mail", "电子邮箱", "Mail address") { Text = TextKind.Person, MaxLength = 254, Group = IntakeGroup.Petitioner, Note = "Mail address" },
        new("company", "单位名称", "Company") { Text = TextKind.Person, MaxLength = 200, Group = IntakeGroup.Petitioner, Note = "Company or organisation the petitioner speaks for" },
        new("creditCode", "统一社会信用代码", "Credit code") { Text = TextKind.Person, MaxLength = 40, Group = IntakeGroup.Petitioner, Note = "Unified social credit code of the company, checked by its digits" },
        new("identityLevel", "身份核验", "Identity") { Type = FieldType.Choice, MaxLength = 64, Group = IntakeGroup.Petitioner, Note = "How surely the petitioner's identity is known; optional, code of the city's list" },
        new("accused", "被反映对象", "Accused") { Text = TextKind.Matter, MaxLength = 200, Group = IntakeGroup.Accused, Note = "Person or organisation complained of" },
        new("accusedPhone", "被反映对象电话", "Phone of the accused") { Text = TextKind.Matter, MaxLength = 32, Group = IntakeGroup.Accused, Note = "Phone number of the accused" },
        new("districtCode", "区", "District") { Type = FieldType.Area, MaxLength = 32, Group = IntakeGroup.Place, Note = "District code, GB/T 2260, where known" },
        new("streetCode", "街道（乡镇）", "Street or township") { Type = FieldType.Area, MaxLength = 32, Group = IntakeGroup.Place, Note = "Street or township, where known" },
        new("communityCode", "社区（村）", "Community") { Text = TextKind.Code, MaxLength = 32, Group = IntakeGroup.Place, Note = "Community, where known" },
        new("estate", "小区", "Estate") { Text = TextKind.Matter, MaxLength = 200, Group = IntakeGroup.Place, Note = "Housing estate" },
        new("address", "地址", "Address") { Text = TextKind.Person, MaxLength = TextLimits.Address, Group = IntakeGroup.Place, Note = "Where it happens" },
        new("longitude", "经度", "Longitude") { Type = FieldType.Number, Text = TextKind.Person, MaxLength = 20, Group = IntakeGroup.Place, Note = "Longitude in degrees, with latitude; within the city's map" },
        new("latitude", "纬度", "Latitude") { Type = FieldType.Number, Text = TextKind.Person, MaxLength = 20, Group = IntakeGroup.Place, Note = "Latitude in degrees, with longitude; within the city's map" },
        new("attachments", "附件", "Attachments") { Type = FieldType.Attachments, IsList = true, MaxLength = 128, Group = IntakeGroup.Files, Note = "Ids of uploaded files" },
        new("recordings", "录音编号", "Recordings") { IsList = true, Text = TextKind.Person, MaxLength = 200, Group = IntakeGroup.Files, Note = "References of call recordings kept elsewhere" },
    ];
}

/// <summary>Which part of the intake a field belongs to.</summary>
public enum IntakeGroup
{
    /// <summary>What is asked.</summary>
    Request,
    /// <summary>Who asks.</summary>
    Petitioner,
    /// <summary>Of whom.</summary>
    Accused,
    /// <summary>Where.</summary>
    Place,
    /// <summary>What comes with it.</summary>
    Files,
}

/// <summary>A field of the intake command.</summary>
/// <param name="Name">Member of the command.</param>
/// <param name="Chinese">Name for people, zh-CN.</param>
/// <param name="English">Name for people, English.</param>
public sealed record IntakeField(string Name, string Chinese, string English)
{
    /// <summary>What it holds; text by default.</summary>
    public FieldType Type { get; init; } = FieldType.Text;

    /// <summary>True where it holds several, as a list; at most 50.</summary>
    public bool IsList { get; init; }

    /// <summary>Must be there and not blank, on every channel.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whose words a text is; null for what is no free text (see <see cref="Kind"/>).</summary>
    public TextKind? Text { get; init; }

    /// <summary>Whose words it is: as declared, else what the type says; a free text nobody declared is the matter. Null for what holds no text.</summary>
    public TextKind? Kind => Text ?? Type switch
    {
        FieldType.Text or FieldType.LongText => TextKind.Matter,
        FieldType.Choice => TextKind.Choice,
        FieldType.Class or FieldType.Area or FieldType.Attachments => TextKind.Code,
        _ => null,
    };

    /// <summary>Sealed in the vault before the step.</summary>
    public bool IsSealed => Kind?.IsSealed() == true;

    /// <summary>Longest text (of each, for lists) in UTF-16 units.</summary>
    public int MaxLength { get; init; } = 4000;

    /// <summary>The part of the intake it belongs to.</summary>
    public IntakeGroup Group { get; init; }

    /// <summary>What it holds, English, for the API's reference.</summary>
    public string Note { get; init; } = "";
}
