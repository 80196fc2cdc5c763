using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>
/// No page or endpoint touches a store: what the designer, REST and pages do goes through the commands and queries of Application, which check the
/// permission, so that they cannot differ in what they check. Seen in the compiled code, where dependencies that are injected leave a trace too.
/// </summary>
public sealed class StoresAreReachedThroughCommands
{
    /// <summary>What holds rows, or decides about them, and is not called a store.</summary>
    private static readonly string[] AlsoStores = ["DraftChecks", "ChangeSetChecks", "MigrationBatches", "JsjbDbContext"];

    /// <summary>What Web still reaches by itself. Names are only taken away.</summary>
    private static readonly string[] StillReached =
    [
        // Endpoints and pages of tickets, runs and policies: the city as it is, in memory.
        "JieSuJiBan.Runtime.Catalog.PublishedStore",
        // The stream of a file that is sent.
        "JieSuJiBan.Runtime.Attachments.AttachmentStore",
        // Connections as they are set.
        "JieSuJiBan.Runtime.Connections.ConnectionStore",
        // Sign-in and the keys of its cookies; held messages.
        "JieSuJiBan.Application.Accounts.SessionStore",
        "JieSuJiBan.Runtime.Schema.JsjbDbContext",
    ];

    [Fact]
    public void Web_refers_to_no_store_but_those_that_are_still_listed()
    {
        var reached = Stores("Web");

        Assert.Empty(reached.Except(StillReached));
        Assert.Empty(StillReached.Except(reached));
    }

    [Fact]
    public void The_check_sees_a_store()
    {
        Assert.Contains("JieSuJiBan.Runtime.Catalog.DraftStore", Stores("Application"));
        Assert.Contains("JieSuJiBan.Runtime.MigrationImpact.MigrationBatches", Stores("Application"));
    }

    private static string[] Stores(string project)
    {
        using var file = new PEReader(File.OpenRead(Repository.Load(project).Location));
        var reader = file.GetMetadataReader();
        return
        [
            .. reader.TypeReferences.Select(reader.GetTypeReference)
                .Select(type => (Namespace: reader.GetString(type.Namespace), Name: reader.GetString(type.Name)))
                .Where(type => type.Namespace.StartsWith("JieSuJiBan.", StringComparison.Ordinal) && (type.Name.EndsWith("Store", StringComparison.Ordinal) || AlsoStores.Contains(type.Name)))
                .Select(type => $"{type.Namespace}.{type.Name}").Distinct().Order(StringComparer.Ordinal),
        ];
    }
}
