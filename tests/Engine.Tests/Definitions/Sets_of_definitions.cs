using JieSuJiBan.Engine.Definitions;
using NodaTime;

namespace JieSuJiBan.Engine.Tests.Definitions;

public sealed class Sets_of_definitions
{
    private static readonly Instant May = Instant.FromUtc(2026, 5, 1, 0, 0);
    private static readonly Instant June = Instant.FromUtc(2026, 6, 1, 0, 0);

    [Fact]
    public void The_version_in_force_is_the_latest_to_take_effect()
    {
        var set = DefinitionSet.Of([new(Version(2), June), new(Version(1), May)]);
        Assert.Null(set.Published("d", May - Duration.Epsilon));
        Assert.Equal(1, set.Published("d", May)!.Version);
        Assert.Equal(1, set.Published("d", June - Duration.Epsilon)!.Version);
        Assert.Equal(2, set.Published("d", June)!.Version);
        Assert.Null(set.Published("other", June));
    }

    [Fact]
    public void Of_two_that_take_effect_at_once_the_higher_version_counts()
    {
        Assert.Equal(3, DefinitionSet.Of([new(Version(3), May), new(Version(2), May)]).Published("d", May)!.Version);
        Assert.Equal(3, DefinitionSet.Of([new(Version(2), May), new(Version(3), May)]).Published("d", May)!.Version);
    }

    [Fact]
    public void A_return_to_an_earlier_version_is_a_later_entry_of_it()
    {
        var july = Instant.FromUtc(2026, 7, 1, 0, 0);
        var set = DefinitionSet.Of([new(Version(1), May), new(Version(2), June)]).With(new(Version(1), july)).With(new(Version(1), july));
        Assert.Equal([1, 2, 1], new[] { May, June, july }.Select(at => set.Published("d", at)!.Version));
        Assert.Equal(3, set.All.Count());
    }

    [Fact]
    public void Versions_are_found_by_hash_and_version_id()
    {
        var (one, two) = (Version(1), Version(2));
        var set = DefinitionSet.Of([new(one, May), new(two, June)]);
        Assert.Same(one, set.ByHash(one.Hash));
        Assert.Same(two, set.ByVersionId("id-2"));
        Assert.Same(one, set.ByVersion("d", 1));
        Assert.Null(set.ByHash("00"));
        Assert.Null(DefinitionSet.Empty.ByHash(one.Hash));
    }

    [Fact]
    public void An_activity_stands_for_a_workflow_by_version_id_then_definition_then_name()
    {
        var set = DefinitionSet.Of([new(Version(1), May), new(Version(2), June)]);
        Assert.Equal(1, set.ForActivity(Node("""{"id":"a","type":"Whatever","version":9,"workflowDefinitionVersionId":"id-1"}"""), June)!.Version);
        Assert.Equal(2, set.ForActivity(Node("""{"id":"a","type":"Whatever","version":2,"workflowDefinitionId":"d"}"""), May)!.Version);
        Assert.Equal(1, set.ForActivity(Node("""{"id":"a","type":"Whatever","version":9,"workflowDefinitionId":"d"}"""), May)!.Version);
        Assert.Equal(2, set.ForActivity(Node("""{"id":"a","type":"ReviewTicket","version":9}"""), June)!.Version);
        Assert.Null(set.ForActivity(Node("""{"id":"a","type":"Other","version":1}"""), June));
    }

    private static WorkflowDefinition Version(int version) =>
        WorkflowDefinition.Read("""{"id":"id-N","definitionId":"d","name":"Review ticket","version":N,"root":{"id":"r","type":"Elsa.Sequence"}}""".Replace("N", version.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)).Definition!;

    private static ActivityNode Node(string json) => WorkflowDefinition.Read("""{"root":R}""".Replace("R", json, StringComparison.Ordinal)).Definition!.Root;
}
