using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Tests.Reading;

/// <summary>One table says what each reader is given of each kind of word.</summary>
public sealed class When_a_reader_is_given_a_ticket
{
    [Theory]
    [InlineData(Relation.City, false)]
    [InlineData(Relation.City, true)]
    [InlineData(Relation.Unit, false)]
    public void Whoever_has_to_do_with_it_reads_the_matter_and_what_officials_wrote_and_opens_the_person_with_a_reason(Relation relation, bool isConfidential)
    {
        Assert.Equal(Disclosure.Masked, Disclosures.Of(relation, WordKind.Matter, isConfidential));
        Assert.Equal(Disclosure.Masked, Disclosures.Of(relation, WordKind.Officials, isConfidential));
        Assert.Equal(Disclosure.Trace, Disclosures.Of(relation, WordKind.Person, isConfidential));
        Assert.All(Enum.GetValues<WordKind>(), kind => Assert.Equal(Disclosure.Full, Disclosures.Of(relation, kind, isConfidential, isOpened: true)));
    }

    [Fact]
    public void A_unit_never_learns_who_reported_in_confidence()
    {
        foreach (var isOpened in (bool[])[false, true])
        {
            Assert.All((WordKind[])[WordKind.Person, WordKind.PersonCode, WordKind.PersonFiles], kind => Assert.Equal(Disclosure.Nothing, Disclosures.Of(Relation.Unit, kind, isConfidential: true, isOpened)));
            Assert.All((WordKind[])[WordKind.Matter, WordKind.Place, WordKind.Officials], kind => Assert.Equal(Disclosure.Masked, Disclosures.Of(Relation.Unit, kind, isConfidential: true, isOpened)));
        }
    }

    [Fact]
    public void Whoever_looks_after_flows_reads_no_words() =>
        Assert.All(Enum.GetValues<WordKind>().Where(kind => kind is not (WordKind.Code or WordKind.PersonCode)), kind => Assert.True(Disclosures.Of(Relation.Administration, kind, false, isOpened: true) <= Disclosure.Length));

    [Fact]
    public void A_unit_that_lost_it_keeps_what_it_wrote_and_nothing_of_a_person() =>
        Assert.All(Enum.GetValues<WordKind>().Where(kind => kind is not (WordKind.Code or WordKind.Officials)), kind => Assert.Equal(Disclosure.Nothing, Disclosures.Of(Relation.FormerUnit, kind, false, isOpened: true)));

    [Fact]
    public void Of_a_confidential_ticket_the_facts_hold_no_identity_no_place_on_the_map_and_no_file_of_the_petitioners()
    {
        var facts = new TicketReading(Relation.Unit, true, new(ConfidentialRules.Default, true)).Facts(Ticket);

        Assert.All((string[])["petitioner", "phone", "longitude", "latitude", "attachments", "subjectId", "sourceNumber", "calls", "recordings"], name => Assert.True(facts[name].IsNull, name));
        Assert.True(facts["contacts"]["1"]["number"].IsNull);
        Assert.All((string[])["title", "body", "accused", "accusedPhone", "address", "classCode"], name => Assert.False(facts[name].IsNull, name));
        Assert.False(facts["contacts"]["1"]["note"].IsNull);
        Assert.False(facts["evidence"]["1"]["attachmentId"].IsNull);
        Assert.False(facts["coUnits"]["110105026"]["reports"]["1"]["attachments"].IsNull);
    }

    [Theory]
    [InlineData(Relation.City, true)]
    [InlineData(Relation.Unit, false)]
    public void To_the_others_the_facts_are_as_they_are(Relation relation, bool isConfidential) =>
        Assert.Equal(Ticket, new TicketReading(relation, isConfidential, new(ConfidentialRules.Default, true)).Facts(Ticket));

    [Fact]
    public void What_a_city_keeps_back_beside_is_kept_back_at_any_depth()
    {
        var facts = new TicketReading(Relation.Unit, true, new([.. ConfidentialRules.Default, "note"], true)).Facts(Ticket);

        Assert.True(facts["contacts"]["1"]["note"].IsNull);
        Assert.Equal(Disclosure.Nothing, new TicketReading(Relation.Unit, true, new([.. ConfidentialRules.Default, "note"], true)).OfWords("contacts.1.note", new("id", "0", 3)));
    }

    [Theory]
    [InlineData("petitioner", WordKind.Person)]
    [InlineData("contacts.2.number", WordKind.Person)]
    [InlineData("contacts.2.note", WordKind.Officials)]
    [InlineData("calls.1.number", WordKind.Person)]
    [InlineData("supplements.1.text", WordKind.Matter)]
    [InlineData("callback.opinion", WordKind.Matter)]
    [InlineData("objections.1.text", WordKind.Officials)]
    [InlineData("reviewReply.1.opinion", WordKind.Officials)]
    [InlineData("whistles.1.departments.110105901.person", WordKind.Officials)]
    [InlineData("address", WordKind.Place)]
    public void Each_word_sealed_before_references_said_so_is_somebodys(string path, WordKind kind) => Assert.Equal(kind, FactKinds.Of(path.Split('.'), new("id", "0", 3)));

    [Theory]
    [InlineData("more.handleTicket.remark", TextKind.Person, WordKind.Person)]
    [InlineData("more.handleTicket.remark", TextKind.Matter, WordKind.Matter)]
    [InlineData("callback.opinion", TextKind.OfficialWords, WordKind.Officials)]
    [InlineData("address", TextKind.Person, WordKind.Place)]
    [InlineData("phone", TextKind.Matter, WordKind.Person)]
    public void What_was_declared_where_it_was_sealed_goes_with_it(string path, TextKind declared, WordKind kind) => Assert.Equal(kind, FactKinds.Of(path.Split('.'), new("id", "0", 3, declared)));

    [Fact]
    public void Each_field_of_the_intake_is_read_as_it_is_declared()
    {
        foreach (var field in IntakeFields.All.Where(field => field.IsSealed))
        {
            WordKind[] kinds = field.Kind == TextKind.Person ? [WordKind.Person, WordKind.PersonCode, WordKind.Place] : [WordKind.Matter, WordKind.Place];
            Assert.True(kinds.Contains(FactKinds.Of([field.Name], null)), field.Name);
        }
    }

    private static Value Ticket { get; } = Value.Object(
        ("accused", Words("accused")), ("accusedPhone", Words("accusedPhone")), ("address", Words("address")), ("attachments", Value.Of(["a"])), ("body", Words("body")),
        ("calls", Value.Object(("1", Value.Object(("masked", Value.Of("139****4321")), ("number", Words("number")))))),
        ("classCode", Value.Of("0102-01")),
        ("contacts", Value.Object(("1", Value.Object(("note", Words("note")), ("number", Words("contactNumber")))))),
        ("coUnits", Value.Object(("110105026", Value.Object(("reports", Value.Object(("1", Value.Object(("attachments", Value.Of(["b"])))))))))),
        ("evidence", Value.Object(("1", Value.Object(("attachmentId", Value.Of("c")))))),
        ("latitude", Words("latitude")), ("longitude", Words("longitude")), ("petitioner", Words("petitioner")), ("phone", Words("phone")),
        ("recordings", Value.Of(["r"])), ("sourceNumber", Value.Of("N-1")), ("subjectId", Value.Of("p-1")), ("title", Words("title")));

    private static Value Words(string id) => new Sealed(id, "0", 3).ToValue();
}
