using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Journal;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>Entries written before words were sealed are kept as they are; where they hold words in clear is told, and never what.</summary>
public sealed class When_old_histories_hold_words_in_clear
{
    private static readonly CityPolicy Policy = CityPolicies.Load(
        Directory.EnumerateFiles(Path.Combine(Root(), "workflow-definitions", "beijing", "policies"), "*.json").ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal)).Policy!;

    private static readonly Actor Dispatcher = new("d-1", null, ["dispatcher"]);

    [Fact]
    public void The_field_of_a_task_and_each_copy_of_it_are_named()
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        var entry = Entry(
            new CompleteTask("t", "Dispatched", Value.Object(("reason", Value.Of("阎狻猊要求")), ("unitCode", Value.Of("110105026")))),
            new TaskCompleted("b", "ChooseUnit", "Dispatched", "d-1"),
            new FactsChanged("TicketDispatched", Value.Object(("dispatch", Value.Object(("mode", Value.Of("ByHand")), ("reason", Value.Of("派单员指定派望京街道：阎狻猊要求")))))));

        Assert.Equal(["input.result.reason", "events[1].FactsChanged.set.dispatch.reason"], Paths(entry, said));
        // A later entry that repeats it is found as well.
        Assert.Equal(["events[0].FactsChanged.set.note"], Paths(Entry(new FireTimer("b"), new FactsChanged("X", Value.Object(("note", Value.Of("阎狻猊要求"))))), said));
    }

    [Fact]
    public void What_came_with_a_request_is_named_where_it_is_sealed_today_and_codes_are_not()
    {
        var entry = Entry(new StartCase("hash", Value.Object(
            ("channel", Value.Of("Phone")), ("recordings", Value.Of([Value.Of("rec-1")])), ("sourceNumber", Value.Of("110-77")), ("title", new Sealed("id", "c", 3).ToValue()), ("tags", Value.Of([Value.Of("Housing")])))));

        Assert.Equal(["input.arguments.recordings[0]", "input.arguments.sourceNumber"], Paths(entry, []));
    }

    [Fact]
    public void What_is_sealed_and_what_the_program_says_itself_is_no_finding()
    {
        var entry = Entry(
            new CompleteTask("t", "Dispatched", Value.Object(("reason", new Sealed("id", "c", 5, TextKind.OfficialWords).ToValue()), ("unitCode", Value.Of("110105026")))),
            new TaskCompleted("b", "ChooseUnit", "Dispatched", "d-1"),
            new FactsChanged("TicketDispatched", Value.Object(("dispatch", Value.Object(("reason", Value.Of("派单员指定派望京街道")))))));

        Assert.Empty(Paths(entry, []));
    }

    [Fact]
    public void A_phone_number_anywhere_in_an_entry_is_a_finding() =>
        Assert.Equal(["events[0].FactsChanged.set.x"], Paths(Entry(new FireTimer("b"), new FactsChanged("X", Value.Object(("x", Value.Of("rec-13987654321"))))), []));

    [Theory]
    [InlineData("p-8e08604a57a12951398765432102ff7c")]
    [InlineData("n-13987654321a2951d98765432102ff7c")]
    public void A_pseudonym_whose_digits_look_like_a_phone_number_is_no_finding(string subject) => Assert.Empty(Paths(
        Entry(
            new StartCase("hash", Value.Object(("about", Value.Of(subject)))),
            new FactsChanged("X", Value.Object(("subjectId", Value.Of(subject))))),
        []));

    private static string[] Paths(JournalEntry entry, HashSet<string> said) => [.. ClearWords.Of(Policy, entry, said)];

    private static JournalEntry Entry(Input input, params Event[] events) => new(
        new(Guid.NewGuid()), 1, JournalEntry.Genesis, new(new(Guid.NewGuid()), Guid.NewGuid(), Dispatcher, Instant.FromUtc(2026, 3, 2, 2, 0), input), [], "policy", [.. events], "state");

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(directory.FullName, "workflow-definitions"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
