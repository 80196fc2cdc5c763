using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Triage;
using JieSuJiBan.Engine;
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

    /// <summary>The fields of the command, as the API documents them.</summary>
    public static IReadOnlyList<IntakeField> Fields { get; } =
    [
        new("channel", "受理渠道", "Channel code", IsRequired: true, IsPersonal: false, 64),
        new("requestType", "诉求类型", "Request type code", IsRequired: true, IsPersonal: false, 64),
        new("title", "标题", "The matter in one line", IsRequired: true, IsPersonal: true, TextLimits.Title),
        new("body", "诉求内容", "The matter in the petitioner's words", IsRequired: true, IsPersonal: true, TextLimits.Body),
        new("petitioner", "诉求人姓名", "The petitioner's name", IsRequired: false, IsPersonal: true, TextLimits.Name),
        new("phone", "联系电话", "Phone number; this or account is required", IsRequired: false, IsPersonal: true, 32),
        new("account", "网络账号", "Account on a network channel; this or phone is required", IsRequired: false, IsPersonal: true, TextLimits.Name),
        new("address", "地址", "Where it happens", IsRequired: false, IsPersonal: true, TextLimits.Address),
        new("classCode", "问题分类", "Class of the lowest level, where known", IsRequired: false, IsPersonal: false, 64),
        new("urgency", "紧急程度", "Urgency code; the city's first level where not given", IsRequired: false, IsPersonal: false, 64),
        new("districtCode", "区", "District code, GB/T 2260, where known", IsRequired: false, IsPersonal: false, 32),
        new("streetCode", "街道（乡镇）", "Street or township, where known", IsRequired: false, IsPersonal: false, 32),
        new("communityCode", "社区（村）", "Community, where known", IsRequired: false, IsPersonal: false, 32),
    ];

    /// <summary>Names of the fields that the door seals in the vault.</summary>
    public static IReadOnlyList<string> PersonalFields { get; } = [.. Fields.Where(field => field.IsPersonal).Select(field => field.Name)];

    /// <summary>The personal words to seal, by field name; blank ones are not there.</summary>
    public IReadOnlyDictionary<string, string> PersonalWords { get; }

    /// <summary>
    /// What tells one petitioner from another, for the vault's blind index: <c>phone:</c> and its digits, else
    /// <c>account:</c> and the account. Personal: to be hashed with the vault's key, never stored.
    /// </summary>
    public string SubjectKey => PersonalWords.TryGetValue("phone", out var phone)
        ? "phone:" + new string([.. phone.Where(char.IsAsciiDigit)])
        : "account:" + PersonalWords["account"];

    /// <summary>Checks a command as it came in. All faults are listed, not only the first.</summary>
    /// <param name="command">The body of the request.</param>
    /// <param name="city">The policies now in force.</param>
    public static TicketStartCheck Read(Value command, CityPolicy city)
    {
        if (command.Kind != ValueKind.Object)
        {
            return new(null, [Refusal.Content("ticket.shape", "", "请提交一个 JSON 对象", "Expected a JSON object, but it is none, so send one", Articles.Record)]);
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
            var text = CheckText(field, command[field.Name], faults);
            if (text is null) continue;
            if (field.IsPersonal) words[field.Name] = text;
            else open.Add((field.Name, Value.Of(text)));
        }

        CheckContact(words, faults);
        CheckCodes(Value.Object([.. open]), city, faults);
        return faults.Count > 0 ? new(null, faults) : new(new(open, words), []);
    }

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
            return new(null, [Refusal.Content("import.defaults.missing", "import", "city.json 没有“import”：请政策管理员写明历史留言的渠道、类型、分类和区", "Expected 'import' in city.json, but it is missing, so state channel, requestType and classCode there")]);
        }

        if (city.Dispatch.Lookup(defaults.ClassCode, defaults.DistrictCode).Rejection is { } uncovered) return new(null, [uncovered]);

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

    private static string? CheckText(IntakeField field, Value value, List<Rejection> faults)
    {
        if (value.IsNull || (value.AsString() is { } blank && string.IsNullOrWhiteSpace(blank)))
        {
            if (field.IsRequired) faults.Add(Refusal.Content("ticket.field.missing", field.Name, $"请填写{field.Chinese}", $"Expected '{field.Name}', but it is missing or blank, so state it", Articles.Record));
            return null;
        }

        if (value.AsString() is not { } text)
        {
            faults.Add(Refusal.Content("ticket.field.type", field.Name, $"{field.Chinese}应为文字", $"Expected '{field.Name}' to be text, but it is {value.Kind}, so send text", Articles.Record));
            return null;
        }

        if (text.Length > field.MaxLength)
        {
            faults.Add(Refusal.Content("ticket.field.long", field.Name, $"{field.Chinese}最多 {field.MaxLength} 字，现为 {text.Length} 字", $"Expected '{field.Name}' of at most {field.MaxLength} characters, but it has {text.Length}, so shorten it", Articles.Record));
            return null;
        }

        if (!TextLimits.IsText(text))
        {
            faults.Add(Refusal.Content("ticket.field.characters", field.Name, $"{field.Chinese}含有无法保存的字符，请删除", $"Expected '{field.Name}' to be text, but it holds characters that are none (NUL or half of a surrogate pair), so remove them", Articles.Record));
            return null;
        }

        return field.IsPersonal ? text : text.Trim();
    }

    private static void CheckContact(SortedDictionary<string, string> words, List<Rejection> faults)
    {
        if (!words.TryGetValue("phone", out var phone))
        {
            if (words.ContainsKey("account") || faults.Any(fault => fault.Field is "phone" or "account")) return;
            faults.Add(Refusal.Content("ticket.contact.missing", "phone", "请填写联系电话；网络渠道可填写网络账号", "Expected a phone number or, on network channels, an account, but both are missing, so state one", Articles.Record));
            return;
        }

        var digits = phone.Count(char.IsAsciiDigit);
        if (digits is >= 3 and <= 20 && phone.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')' or '#' or '*')) return;
        faults.Add(Refusal.Content("ticket.phone.wrong", "phone", "联系电话只能包含数字和 + - ( ) # *，且有 3 至 20 位数字，请核实", "Expected 3 to 20 digits with + - ( ) # * at most, but the phone number is something else, so check it", Articles.Record));
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

/// <summary>A field of the intake command; all are text.</summary>
/// <param name="Name">Member of the command.</param>
/// <param name="Chinese">Name for people, zh-CN.</param>
/// <param name="English">What it holds, English.</param>
/// <param name="IsRequired">Must be there and not blank.</param>
/// <param name="IsPersonal">Sealed by the door.</param>
/// <param name="MaxLength">Longest text in UTF-16 units.</param>
public sealed record IntakeField(string Name, string Chinese, string English, bool IsRequired, bool IsPersonal, int MaxLength);

/// <summary>What checking a command gave: the command, or everything that is wrong with it.</summary>
/// <param name="Start">The checked command, or null.</param>
/// <param name="Rejections">What is wrong; empty where there is a command.</param>
public sealed record TicketStartCheck(TicketStart? Start, IReadOnlyList<Rejection> Rejections);
