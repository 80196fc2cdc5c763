using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Formats;
using JieSuJiBan.Activities.Policies;
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

    /// <summary>Names of the fields that the door seals in the vault.</summary>
    public static IReadOnlyList<string> PersonalFields { get; } = [.. IntakeFields.All.Where(field => field.IsSealed).Select(field => field.Name)];

    /// <summary>Whose words a field of the intake holds.</summary>
    /// <param name="name">Name of one of <see cref="PersonalFields"/>.</param>
    public static TextKind KindOf(string name) => IntakeFields.All.First(field => field.Name == name).Kind ?? TextKind.Person;

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
            if (IntakeFields.All.Any(field => field.Name == name)) continue;
            faults.Add(Refusal.Content("ticket.field.unknown", name, $"不认识的字段“{name}”，请删除或更正名称", $"Expected only known fields, but '{name}' is none of {string.Join(", ", IntakeFields.All.Select(field => field.Name))}, so leave it out or correct it"));
        }

        foreach (var field in IntakeFields.All)
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

/// <summary>What checking a command gave: the command, or everything that is wrong with it.</summary>
/// <param name="Start">The checked command, or null.</param>
/// <param name="Rejections">What is wrong; empty where there is a command.</param>
public sealed record TicketStartCheck(TicketStart? Start, IReadOnlyList<Rejection> Rejections);
