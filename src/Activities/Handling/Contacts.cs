using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// Proof that the unit contacted the petitioner (Art. 15): who, when, how, which number, with what result. Any number of
/// contacts; the first one counts for the limit of first contact.
/// </summary>
internal static class Contacts
{
    /// <summary>The fields of one contact.</summary>
    /// <param name="city">The city, whose lists are the options; null: the usual ones are not shown.</param>
    /// <param name="outcomes">For which outcomes they are asked.</param>
    public static IReadOnlyList<TaskField> Fields(CityPolicy? city, params string[] outcomes) =>
    [
        new("contactedAt", FieldType.Instant, "联系诉求人的时间", "Petitioner contacted at", OnlyFor: outcomes),
        new("contactMethod", FieldType.Choice, "联系方式", "How", OnlyFor: outcomes, Options: CityTasks.Options(city?.Handling.ContactMethods ?? [])),
        new("contactNumber", FieldType.Text, "联系号码", "Number called", Text: TextKind.Person, MaxLength: 64, OnlyFor: outcomes),
        new("contactResult", FieldType.Choice, "联系结果", "Result of the contact", OnlyFor: outcomes, Options: CityTasks.Options(city?.Handling.ContactResults ?? [])),
        new("contactNote", FieldType.LongText, "联系情况", "What was said", Text: TextKind.OfficialWords, MaxLength: 2000, OnlyFor: outcomes),
    ];

    /// <summary>What is wrong with a contact, or null: it lies between acceptance and now, and says how.</summary>
    /// <param name="context">The activity.</param>
    /// <param name="result">What was filled in.</param>
    /// <param name="isRequired">False: none at all is all right.</param>
    public static Rejection? Check(ActivityContext context, Value result, bool isRequired)
    {
        var policy = context.City().Handling;
        var at = result["contactedAt"].AsInstant();
        var method = result["contactMethod"].TextOf();
        if (at is null && method is null && !isRequired) return null;
        if (at is null || method is null)
        {
            return Refusal.Content("handle.contact.missing", "result.contactedAt",
                "答复前应当联系诉求人，请填写联系时间和方式",
                "Expected when and how the petitioner was contacted, but it is missing, so contact them and state it", LegalDuty.Contact);
        }

        if (policy.ContactMethods.All(known => known.Code != method))
        {
            var known = string.Join("、", policy.ContactMethods.Select(one => $"{one.Code}（{one.Name}）"));
            return Refusal.Content("handle.contact.method", "result.contactMethod", $"没有联系方式“{method}”，可选：{known}", $"Expected one of {string.Join(", ", policy.ContactMethods.Select(one => one.Code))}, but it is '{method}', so choose one of them", LegalDuty.Contact);
        }

        if (at > context.Now || IsBefore(at.Value, context.Ticket().AcceptedAt))
        {
            return Refusal.Content("handle.contact.impossible", "result.contactedAt",
                "联系时间应当在受理之后、答复之前，请核实",
                "Expected the contact between acceptance and now, but it is not, so check the time", LegalDuty.Contact);
        }

        return policy.ContactNumberRequired && method == "Phone" && !result["contactNumber"].HasWords()
            ? Refusal.Content("handle.contact.number", "result.contactNumber", "电话联系的应当填写所拨号码", "Expected the number called, but there is none, so state it", LegalDuty.Contact)
            : null;
    }

    /// <summary>
    /// True where the duty to contact is met for this handling: somebody was reached, or the petitioner was tried so often, on as many days,
    /// as the city asks. A contact before a rehandling does not count for it.
    /// </summary>
    public static bool Exist(ActivityContext context) => IsMet(context, []) || IsPointless(context);

    /// <summary>True where nobody left a way to be reached.</summary>
    public static bool IsPointless(ActivityContext context) => context.Semantics >= CaseSemantics.WithoutContact && context.Ticket().HasNoContact;

    /// <summary>Why the contact that is filled in does not meet the duty, where it must; null where it does.</summary>
    public static Rejection? CheckMet(ActivityContext context, Value result)
    {
        if (context.Semantics < CaseSemantics.ContactReached || IsMet(context, [result])) return null;
        var policy = context.City().Handling;
        var tried = Attempts(context, []);
        var days = policy.AttemptsOnDifferentDays ? "不同日期" : "";
        return Refusal.Content("handle.contact.notReached", "result.contactResult",
            policy.ContactAttempts == 0
                ? "未联系上诉求人的不能答复，请继续联系"
                : $"未联系上诉求人的，须有 {policy.ContactAttempts} 次{days}的联系记录（已有 {tried} 次）：请先用“登记联系情况”登记本次联系，并继续联系",
            $"Expected the petitioner to be reached{(policy.ContactAttempts == 0 ? "" : $", or {policy.ContactAttempts} attempts{(policy.AttemptsOnDifferentDays ? " on different days" : "")}, of which there are {tried}")}, but this contact reached nobody, so record it as a contact and go on trying",
            LegalDuty.Contact);
    }

    /// <summary>Records a contact; one without time is none. An attempt that reached nobody stops no clock, unless it is the last that the city asks.</summary>
    public static void Record(ActivityContext context, Value result)
    {
        if (result["contactedAt"].AsInstant() is not { } at) return;
        var isReached = context.Semantics < CaseSemantics.ContactReached || IsReached(context, result["contactResult"].AsString());
        var counts = isReached || IsMet(context, [result]);
        if (counts) context.Publish(CaseSignals.Contacted, Value.Object(("at", Value.Of(at))));
        var made = new ContactMade(
            context.Ticket().Contacts.Next, at, context.Actor.Id, Calls.Proof(context, at, result), result["contactMethod"], result["contactNote"], result["contactNumber"], result["contactResult"],
            counts ? First(context.Ticket(), at) : null);
        if (isReached) context.Record(new PetitionerContacted(made));
        else context.Record(new PetitionerNotReached(made));
    }

    /// <summary>Whether a result says that the petitioner was reached; a contact without one claims that it was.</summary>
    private static bool IsReached(ActivityContext context, string? result) => !context.City().Handling.Unreached.Contains(result ?? "");

    /// <summary>Whether the contacts on record, with those that are being filled in, meet the duty.</summary>
    private static bool IsMet(ActivityContext context, Value[] more)
    {
        if (context.Semantics < CaseSemantics.ContactReached) return more.Length > 0 || OnRecord(context).Any();
        if (OnRecord(context).Any(contact => IsReached(context, contact.Result)) || more.Any(contact => IsReached(context, contact["contactResult"].AsString()))) return true;
        return context.City().Handling.ContactAttempts is > 0 and var needed && Attempts(context, more) >= needed;
    }

    /// <summary>How many attempts there were that count apart.</summary>
    private static int Attempts(ActivityContext context, Value[] more)
    {
        var city = context.City();
        var times = OnRecord(context).Select(contact => contact.At).Concat(more.Select(contact => contact["contactedAt"].AsInstant())).OfType<Instant>();
        return city.Handling.AttemptsOnDifferentDays ? times.Select(city.Calendar.DateOf).Distinct().Count() : times.Count();
    }

    private static IEnumerable<Contact> OnRecord(ActivityContext context)
    {
        var since = context.Ticket() is { IsRehandled: true } ticket ? ticket.Rehandling.Latest.At : null;
        return context.Ticket().Contacts.All.Where(contact => since is null || contact.At >= since);
    }

    /// <summary>Forms know minutes and people seconds: a contact in the minute, or second, of acceptance is not before it.</summary>
    private static bool IsBefore(Instant at, Instant? accepted)
    {
        if (accepted is not { } since || at >= since) return false;
        var unit = at.ToUnixTimeTicks() % NodaConstants.TicksPerMinute == 0 ? NodaConstants.TicksPerMinute : NodaConstants.TicksPerSecond;
        return at < Instant.FromUnixTimeTicks(since.ToUnixTimeTicks() / unit * unit);
    }

    /// <summary>The first contact as it stands with one more: contacts are recorded in any order.</summary>
    private static FirstContact First(TicketFacts ticket, Instant at)
    {
        var first = ticket.FirstContactAt is { } earlier && earlier < at ? earlier : at;
        return new(first, first > ticket.FirstContactDueAt);
    }
}
