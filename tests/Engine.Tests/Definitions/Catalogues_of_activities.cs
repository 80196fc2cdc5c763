using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Engine.Tests.Definitions;

public sealed class Catalogues_of_activities
{
    private readonly ActivityRegistry catalog = new([new Versioned("B", 1), new Versioned("A", 3), new Versioned("A", 1)]);

    [Fact]
    public void The_exact_version_is_found_else_the_latest()
    {
        Assert.Equal(1, catalog.Find("A", 1)!.Descriptor.Version);
        Assert.Equal(3, catalog.Find("A", 2)!.Descriptor.Version);
        Assert.Equal(3, catalog.Find("A")!.Descriptor.Version);
        Assert.Null(catalog.Find("a", 1));
        Assert.Null(catalog.Find("C"));
    }

    [Fact]
    public void Types_stand_in_order_of_name_and_version() =>
        Assert.Equal([("A", 1), ("A", 3), ("B", 1)], catalog.Descriptors.Select(descriptor => (descriptor.TypeName, descriptor.Version)));

    [Fact]
    public void One_type_and_version_twice_is_a_mistake_of_the_builder() => Assert.Throws<ArgumentException>(() => catalog.With([new Versioned("B", 1)]));

    [Fact]
    public void More_types_can_join() => Assert.Equal(4, catalog.With([new Versioned("B", 2)]).Activities.Count);

    private sealed class Versioned(string type, int version) : Activity
    {
        public override ActivityDescriptor Descriptor { get; } = new() { TypeName = type, Version = version, Category = "测试", DisplayName = type };

        public override void Execute(ActivityContext context) => context.Complete();
    }
}
