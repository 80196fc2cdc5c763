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
        new("contactNumber", FieldType.Text, "联系号码", "Number called", IsPersonal: true, MaxLength: 64, OnlyFor: outcomes),
        new("contactResult", FieldType.Choice, "联系结果", "Result of the contact", OnlyFor: outcomes, Options: CityTasks.Options(city?.Handling.ContactResults ?? [])),
        new("contactNote", FieldType.LongText, "联系情况", "What was said", IsPersonal: true, MaxLength: 2000, OnlyFor: outcomes),
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

        if (at > context.Now || at < context.Ticket().AcceptedAt)
        {
            return Refusal.Content("handle.contact.impossible", "result.contactedAt",
                "联系时间应当在受理之后、答复之前，请核实",
                "Expected the contact between acceptance and now, but it is not, so check the time", LegalDuty.Contact);
        }

        return policy.ContactNumberRequired && method == "Phone" && !result["contactNumber"].HasWords()
            ? Refusal.Content("handle.contact.number", "result.contactNumber", "电话联系的应当填写所拨号码", "Expected the number called, but there is none, so state it", LegalDuty.Contact)
            : null;
    }

    /// <summary>True where a contact is on record for this handling; one before a rehandling does not count for it.</summary>
    public static bool Exist(ActivityContext context)
    {
        var since = context.Facts["rehandling"].AsBoolean() == true ? context.LatestOf("rehandle")["at"].AsInstant() : null;
        return context.Facts["contacts"].MembersByName.Any(contact => since is null || contact.Value["at"].AsInstant() >= since);
    }

    /// <summary>Records a contact; one without time is none.</summary>
    public static void Record(ActivityContext context, Value result)
    {
        if (result["contactedAt"].AsInstant() is not { } at) return;
        context.Publish(CaseSignals.Contacted, Value.Object(("at", Value.Of(at))));
        var first = context.Facts["firstContactAt"].AsInstant();
        context.Record("PetitionerContacted", Value.Object(
            ("contact", Value.Object(("at", Value.Of(at)), ("method", result["contactMethod"]), ("note", result["contactNote"]))),
            context.Further(
                "contacts",
                ("at", Value.Of(at)),
                ("by", Value.Of(context.Actor.Id)),
                ("method", result["contactMethod"]),
                ("note", result["contactNote"]),
                ("number", result["contactNumber"]),
                ("result", result["contactResult"])),
            ("firstContactAt", Value.Of(first is { } earlier && earlier < at ? earlier : at)),
            ("firstContactLate", IsLate(context, first, at) ? Value.True : Value.Null)));
    }

    private static bool IsLate(ActivityContext context, Instant? first, Instant at) =>
        context.Facts["firstContactDueAt"].AsInstant() is { } due && (first is { } earlier && earlier < at ? earlier : at) > due;
}
