using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Triage;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Intake;

/// <summary>
/// A checked command to register a request (Art. 10): every field is known, complete and within its bounds, every code is
/// one of the city. The door seals <see cref="PersonalWords"/> and then asks for <see cref="Arguments"/>.
/// Used by the REST door and by the history import.
/// </summary>
public sealed class TicketStart
{
    private readonly List<(string Name, Value Value)> open;

    private TicketStart(List<(string, Value)> open, IReadOnlyDictionary<string, string> personalWords)
    {
        this.open = open;
        PersonalWords = personalWords;
    }

    /// <summary>The fields of the command: what the API documents, the page asks and the checks know. In the order of the page.</summary>
    public static IReadOnlyList<IntakeField> Fields { get; } =
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

    /// <summary>Names of the fields that the door seals in the vault.</summary>
    public static IReadOnlyList<string> PersonalFields { get; } = [.. Fields.Where(field => field.IsSealed).Select(field => field.Name)];

    /// <summary>Whose words a field of the intake holds.</summary>
    /// <param name="name">Name of one of <see cref="PersonalFields"/>.</param>
    public static TextKind KindOf(string name) => Fields.First(field => field.Name == name).Kind ?? TextKind.Person;

    /// <summary>The personal words to seal, by field name; blank ones are not there.</summary>
    public IReadOnlyDictionary<string, string> PersonalWords { get; }

    /// <summary>
    /// What tells one petitioner from another, for the vault's blind index: <c>phone:</c> and its one form, else
    /// <c>account:</c> and the account; null where nobody gave either. Personal: to be hashed with the vault's key, never stored.
    /// </summary>
    public string? SubjectKey => PersonalWords.TryGetValue("phone", out var phone) ? "phone:" + PhoneNumber.Canonical(phone)
        : PersonalWords.TryGetValue("account", out var account) ? "account:" + account
        : null;

    /// <summary>Checks a command as it came in. All faults are listed, not only the first.</summary>
    /// <param name="command">The body of the request.</param>
    /// <param name="city">The policies now in force.</param>
    /// <param name="proof">What was verified of the petitioner, or null: then no level that needs a verification may be stated.</param>
    public static TicketStartCheck Read(Value command, CityPolicy city, IdentityProof? proof = null)
    {
        if (command.Kind != ValueKind.Object)
        {
            return Refused(city, [Refusal.Content("ticket.shape", "", "请提交一个 JSON 对象", "Expected a JSON object, but it is none, so send one", LegalDuty.Record)]);
        }

        var faults = new List<Rejection>();
        var open = new List<(string, Value)>();
        var words = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, _) in command.MembersByName)
        {
            if (Fields.Any(field => field.Name == name)) continue;
            faults.Add(Refusal.Content("ticket.field.unknown", name, $"不认识的字段“{name}”，请删除或更正名称", $"Expected only known fields, but '{name}' is none of {string.Join(", ", Fields.Select(field => field.Name))}, so leave it out or correct it"));
        }

        foreach (var field in Fields)
        {
            if (IntakeChecks.Read(field, command[field.Name], city, faults) is not { } read) continue;
            if (field.IsSealed) words[field.Name] = field.IsList ? string.Join('\n', read.Items.Select(item => item.AsString())) : field.Name is "phone" or "accusedPhone" ? PhoneNumber.Folded(read.AsString()!) : read.AsString()!;
            else open.Add((field.Name, read));
        }

        var given = Value.Object([.. open]);
        CheckContact(words, given, city, faults);
        CheckCodes(given, city, faults);
        IntakeChecks.CheckTogether(given, words, city, faults);
        CheckIdentity(given, words, city, proof, faults);
        if (faults.Count > 0) return Refused(city, faults);
        open.RemoveAll(member => member.Item1 == "confidential");
        TakeIdentity(open, words, proof);
        if (Confidentiality.Applies(given, city)) open.Add(("confidential", Value.True));
        if (EmergencyAlert.Of(words, given, city) is { } alert) open.Add((AlertFacts.Name, alert));
        return new(new(open, words), []);
    }

    /// <summary>No step words these: they are refused before one begins.</summary>
    private static TicketStartCheck Refused(CityPolicy city, IEnumerable<Rejection> faults) => new(null, [.. faults.Select(city.Worded)]);

    /// <summary>
    /// The command that a message of the past amounts to: what its record lacks comes from the city's import defaults.
    /// </summary>
    /// <param name="account">Who wrote it.</param>
    /// <param name="title">Its title; where blank, the beginning of its text.</param>
    /// <param name="body">Its text; where blank, its title.</param>
    /// <param name="limitDays">The limit for feedback in natural days to the exact time from acceptance, or null: as the policy says.</param>
    /// <param name="city">The policies.</param>
    public static TicketStartCheck ForHistory(string account, string title, string body, int? limitDays, CityPolicy city)
    {
        if (city.City.Import is not { } defaults)
        {
            return Refused(city, [Refusal.Content("import.defaults.missing", "import", "city.json 没有“import”：请政策管理员写明历史留言的渠道、类型、分类和区", "Expected 'import' in city.json, but it is missing, so state channel, requestType and classCode there")]);
        }

        if (city.Dispatch.Lookup(defaults.ClassCode, defaults.DistrictCode).Rejection is { } uncovered) return Refused(city, [uncovered]);

        if (string.IsNullOrWhiteSpace(title)) title = body.Trim() is { Length: > 60 } longer ? longer[..(char.IsHighSurrogate(longer[59]) ? 59 : 60)] : body.Trim();
        if (string.IsNullOrWhiteSpace(body)) body = title;
        var check = Read(
            Value.Object(
                ("account", Value.Of(account)),
                ("body", Value.Of(body)),
                ("channel", Value.Of(defaults.Channel)),
                ("classCode", Value.Of(defaults.ClassCode)),
                ("districtCode", Value.Of(defaults.DistrictCode)),
                ("requestType", Value.Of(defaults.RequestType)),
                ("title", Value.Of(title))),
            city);
        if (check.Start is not { } start) return check;
        start.open.RemoveAll(member => member.Name == AlertFacts.Name);
        start.open.Add(("historic", Value.True));
        if (limitDays is { } days)
        {
            start.open.Add(("givenLimit", Value.Object(("citation", Value.Of($"历史导入指定：自受理起{days}个自然日")), ("naturalDays", Value.Of(days)))));
        }

        return check;
    }

    /// <summary>The arguments of <see cref="StartCase"/>.</summary>
    /// <param name="serial">The serial number that the door took for this ticket.</param>
    /// <param name="subjectId">The pseudonym of the petitioner.</param>
    /// <param name="sealedWords">The sealed reference of each of <see cref="PersonalWords"/>.</param>
    /// <exception cref="ArgumentException">A reference is missing.</exception>
    public Value Arguments(long serial, string subjectId, IReadOnlyDictionary<string, Sealed> sealedWords)
    {
        var members = new List<(string, Value)>(open) { ("serial", Value.Of(serial)), ("subjectId", Value.Of(subjectId)) };
        foreach (var (name, _) in PersonalWords)
        {
            if (!sealedWords.TryGetValue(name, out var reference)) throw new ArgumentException($"The words of '{name}' were not sealed.", nameof(sealedWords));
            members.Add((name, reference.ToValue()));
        }

        return Value.Object([.. members]);
    }

    private static void CheckContact(SortedDictionary<string, string> words, Value given, CityPolicy city, List<Rejection> faults)
    {
        if (!words.TryGetValue("phone", out var phone))
        {
            if (words.ContainsKey("account") || city.Intake.AllowsNoContact(given) || faults.Any(fault => fault.Field is "phone" or "account")) return;
            faults.Add(Refusal.Content("ticket.contact.missing", "phone", "请填写联系电话；网络渠道可填写网络账号", "Expected a phone number or, on network channels, an account, but both are missing, so state one", LegalDuty.Record));
            return;
        }

        var digits = phone.Count(char.IsAsciiDigit);
        if (digits is >= 3 and <= 20 && phone.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')' or '#' or '*')) return;
        faults.Add(Refusal.Content("ticket.phone.wrong", "phone", "联系电话只能包含数字和 + - ( ) # *，且有 3 至 20 位数字，请核实", "Expected 3 to 20 digits with + - ( ) # * at most, but the phone number is something else, so check it", LegalDuty.Record));
    }

    /// <summary>Nobody merely claims what only a verification gives, and a code of a company is none that was misread.</summary>
    private static void CheckIdentity(Value given, SortedDictionary<string, string> words, CityPolicy city, IdentityProof? proof, List<Rejection> faults)
    {
        var level = given["identityLevel"].AsString();
        if (proof is null && level is not null && city.Intake.Identity?.VerifiedLevels.Contains(level) == true)
        {
            faults.Add(Refusal.Content("ticket.identityLevel.unverified", "identityLevel", "该身份级别须经核验，不能自行填写：请向来电人手机发送核验码，由其报出后核对；没有手机的选择其他级别", "Expected a verification for this level, but there is none: send a code to the caller's phone and check what is read out; where there is no mobile phone, choose another level"));
        }

        if (proof is not null && level is not null && level != proof.Level)
        {
            faults.Add(Refusal.Content("ticket.identityLevel.otherwise", "identityLevel", "身份级别与核验结果不一致：请留空，按核验结果登记", "Expected the level that was verified, but another is stated: leave it blank, the verification gives it"));
        }

        if (words.TryGetValue("creditCode", out var code) && !CreditCode.IsRight(code))
        {
            faults.Add(Refusal.Content("ticket.creditCode.wrong", "creditCode", "统一社会信用代码应为18位且校验位正确（GB 32100），请核实", "Expected a credit code of 18 characters with the right check character (GB 32100), so check it"));
        }
    }

    /// <summary>What was verified, when and how, stands on the ticket.</summary>
    private static void TakeIdentity(List<(string Name, Value Value)> open, SortedDictionary<string, string> words, IdentityProof? proof)
    {
        var identity = proof?.ToValue() ?? Value.EmptyObject;
        if (words.TryGetValue("creditCode", out var code))
        {
            words["creditCode"] = CreditCode.Canonical(code);
            identity = identity.With("creditCode", Value.Of("CheckDigit"));
        }

        if (proof is not null)
        {
            open.RemoveAll(member => member.Name == "identityLevel");
            open.Add(("identityLevel", Value.Of(proof.Level)));
        }

        if (identity.Count > 0) open.Add(("identity", identity));
    }

    private static void CheckCodes(Value open, CityPolicy city, List<Rejection> faults)
    {
        void Check(string name, Func<string, Rejection?> check)
        {
            if (open[name].AsString() is { } code && check(code) is { } fault) faults.Add(fault);
        }

        Check("channel", code => PlaceAndClass.CheckChannel(city, code, "channel"));
        Check("requestType", code => PlaceAndClass.CheckRequestType(city, code, "requestType"));
        Check("urgency", code => PlaceAndClass.CheckUrgency(city, code, "urgency"));
        Check("classCode", code => PlaceAndClass.CheckClass(city, code, "classCode"));
        var (district, street, community) = (open["districtCode"].AsString(), open["streetCode"].AsString(), open["communityCode"].AsString());
        if (PlaceAndClass.CheckPlace(city, district, street, community, "") is { } place) faults.Add(place);
    }
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

/// <summary>What checking a command gave: the command, or everything that is wrong with it.</summary>
/// <param name="Start">The checked command, or null.</param>
/// <param name="Rejections">What is wrong; empty where there is a command.</param>
public sealed record TicketStartCheck(TicketStart? Start, IReadOnlyList<Rejection> Rejections);
