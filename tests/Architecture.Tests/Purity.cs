using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>A step has no clock, no chance, no I/O and no waiting: seen in the compiled code, whatever the analyzers were told.</summary>
public sealed class Purity
{
    private static readonly string[] BannedTypes =
    [
        "System.Threading.Tasks.", "System.Threading.Thread", "System.Threading.Timer", "System.Random", "System.Console", "System.Net.",
        "System.IO.File", "System.IO.Directory", "System.IO.Path", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process", "System.TimeProvider",
        "System.Security.Cryptography.RandomNumberGenerator", "NodaTime.SystemClock", "NodaTime.IClock", "System.Runtime.CompilerServices.AsyncTaskMethodBuilder",
    ];

    // Fluid's filters are declared with it; ours complete at once and are never awaited.
    private static readonly string[] Tolerated = ["System.Threading.Tasks.ValueTask`1"];

    private static readonly string[] BannedMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Environment.get_TickCount", "System.Environment.get_TickCount64",
        "System.Environment.GetEnvironmentVariable", "System.TimeZoneInfo.get_Local", "System.Globalization.CultureInfo.get_CurrentCulture",
    ];

    [Theory]
    [MemberData(nameof(Repository.Pure), MemberType = typeof(Repository))]
    public void Compiled_code_of_a_pure_project_names_no_type_that_reaches_outside_a_step(string project)
    {
        using var file = new PEReader(File.OpenRead(Repository.Load(project).Location));
        var reader = file.GetMetadataReader();

        var used = reader.TypeReferences.Select(reader.GetTypeReference).Select(type => FullName(reader, type));

        Assert.DoesNotContain(used.Except(Tolerated), name => BannedTypes.Any(banned => name == banned || (banned.EndsWith('.') && name.StartsWith(banned, StringComparison.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Repository.Pure), MemberType = typeof(Repository))]
    public void Compiled_code_of_a_pure_project_reads_no_clock_no_chance_and_no_surroundings(string project)
    {
        using var file = new PEReader(File.OpenRead(Repository.Load(project).Location));
        var reader = file.GetMetadataReader();

        var used = reader.MemberReferences.Select(reader.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => FullName(reader, reader.GetTypeReference((TypeReferenceHandle)member.Parent)) + "." + reader.GetString(member.Name));

        Assert.Empty(used.Intersect(BannedMembers));
    }

    [Fact]
    public void The_check_sees_what_it_looks_for()
    {
        // The host waits for tasks: had it been called pure, the check would say so.
        using var file = new PEReader(File.OpenRead(Repository.Load("Host").Location));
        var reader = file.GetMetadataReader();

        Assert.Contains(reader.TypeReferences.Select(reader.GetTypeReference), type => FullName(reader, type).StartsWith("System.Threading.Tasks.", StringComparison.Ordinal));
    }

    private static string FullName(MetadataReader reader, TypeReference type) => reader.GetString(type.Namespace) + "." + reader.GetString(type.Name);
}
