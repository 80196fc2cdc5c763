using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Verification;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.Logging;

namespace JieSuJiBan.Runtime.Schema;

/// <summary>
/// The store as administration and reports see it, and the one owner of migrations for all schemas that are ours. A column of a mapped
/// record goes into the next migration by <c>dotnet ef migrations add</c>; what EF's model cannot express (partitions, partial indexes,
/// triggers, functions, and the tables that only plain SQL reads) is written into the migration by hand.
/// </summary>
/// <remarks>The schemas of Hangfire and Quartz are not ours: their libraries bring the scripts and expect to run them.</remarks>
public sealed class JsjbDbContext(DbContextOptions<JsjbDbContext> options) : DbContext(options)
{
    public const string SchemaName = "jsjb";

    /// <summary>Where EF notes which migrations were applied.</summary>
    public const string HistoryTable = "schema_history";

    public DbSet<CaseRecord> Cases => Set<CaseRecord>();

    public DbSet<TicketRecord> Tickets => Set<TicketRecord>();

    public DbSet<TaskRecord> Tasks => Set<TaskRecord>();

    public DbSet<OutboxRecord> Outbox => Set<OutboxRecord>();

    public DbSet<DefinitionRecord> Definitions => Set<DefinitionRecord>();

    public DbSet<PolicyRecord> Policies => Set<PolicyRecord>();

    public DbSet<VaultAccessRecord> VaultAccesses => Set<VaultAccessRecord>();

    public DbSet<Draft> Drafts => Set<Draft>();

    public DbSet<DraftRevision> DraftRevisions => Set<DraftRevision>();

    public DbSet<GovernanceEntry> GovernanceLog => Set<GovernanceEntry>();

    public DbSet<PolicyPublicationRecord> PolicyPublications => Set<PolicyPublicationRecord>();

    public DbSet<RetirementRecord> Retirements => Set<RetirementRecord>();

    public DbSet<DraftAuthorRecord> DraftAuthors => Set<DraftAuthorRecord>();

    public DbSet<RetirementProposal> RetirementProposals => Set<RetirementProposal>();

    public DbSet<PackBaseRecord> PackFiles => Set<PackBaseRecord>();

    public DbSet<ChangeSet> ChangeSets => Set<ChangeSet>();

    public DbSet<ChangeSetFile> ChangeSetFiles => Set<ChangeSetFile>();

    public DbSet<ChangeSetAuthorRecord> ChangeSetAuthors => Set<ChangeSetAuthorRecord>();

    public DbSet<HeldMessage> HeldMessages => Set<HeldMessage>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<IdentityRole> Roles => Set<IdentityRole>();

    public DbSet<IdentityUserRole<string>> AccountRoles => Set<IdentityUserRole<string>>();

    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();

    /// <summary>Options for that database.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, System.Data.Common.DbDataSource dataSource) => options
        .UseNpgsql(dataSource, npgsql => npgsql.UseNodaTime().MigrationsHistoryTable(HistoryTable, SchemaName))
        .UseSnakeCaseNamingConvention()
        // A save that lost a race is answered, not a fault; what is one is thrown, and logged where it is caught.
        .ConfigureWarnings(events => events.Log((CoreEventId.SaveChangesFailed, LogLevel.Debug), (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug)));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        Map<CaseRecord>(modelBuilder, "case_state", row => row.CaseId);
        Map<TicketRecord>(modelBuilder, "ticket", row => row.CaseId);
        Map<TaskRecord>(modelBuilder, "task", row => row.TaskId);
        Map<OutboxRecord>(modelBuilder, "outbox", row => row.EffectId);
        Map<DefinitionRecord>(modelBuilder, "definition", row => row.Hash);
        Map<PolicyRecord>(modelBuilder, "policy", row => row.Hash);
        Map<VaultAccessRecord>(modelBuilder, "vault_access", row => row.AccessId);
        Map<Draft>(modelBuilder, "draft", row => row.DraftId);
        Map<DraftRevision>(modelBuilder, "draft_revision", row => row.RevisionId);
        Map<GovernanceEntry>(modelBuilder, "governance_log", row => row.EntryId);
        Map<PolicyPublicationRecord>(modelBuilder, "policy_publication", row => row.PublicationId);
        Map<RetirementRecord>(modelBuilder, "definition_retirement", row => row.Hash);
        modelBuilder.Entity<Draft>().Property(row => row.Kind).HasConversion(Words<DraftKind>());
        modelBuilder.Entity<Draft>().Property(row => row.State).HasConversion(Words<DraftState>());
        // PostgreSQL's own row version: of two who read the same row, the later writer is told.
        modelBuilder.Entity<Draft>().Property<uint>("xmin").IsRowVersion();
        modelBuilder.Entity<GovernanceEntry>().Property(row => row.Kind).HasConversion(Words<DraftKind>());
        // No part of the entry that anybody is shown.
        modelBuilder.Entity<GovernanceEntry>().Property<byte[]?>(GovernanceSeal.Column);
        Map<DraftAuthorRecord>(modelBuilder, "draft_author", row => new { row.DraftId, row.Author });
        Map<RetirementProposal>(modelBuilder, "retirement_proposal", row => row.ProposalId);
        modelBuilder.Entity<RetirementProposal>().Property(row => row.State).HasConversion(Words<RetirementState>());
        MapChangeSets(modelBuilder);
        MapHeldMessages(modelBuilder);
        IdentityModel.Map(modelBuilder);
        modelBuilder.Entity<TaskRecord>().Property(row => row.Payload).HasColumnType("jsonb");
        modelBuilder.Entity<OutboxRecord>().Property(row => row.Payload).HasColumnType("jsonb");
        modelBuilder.Entity<PolicyRecord>().Property(row => row.Files).HasColumnType("jsonb");
    }

    private static void MapHeldMessages(ModelBuilder modelBuilder) => modelBuilder.Entity<HeldMessage>(message =>
    {
        message.ToTable("message", "desk");
        message.HasKey(m => m.EffectId);
        message.Property(m => m.Payload).HasColumnType("jsonb");
        message.HasIndex(m => new { m.ReceivedAt, m.EffectId }).IsDescending();
        message.HasIndex(m => new { m.UnitCode, m.ReceivedAt, m.EffectId });
    });

    private static void MapChangeSets(ModelBuilder modelBuilder)
    {
        Map<PackBaseRecord>(modelBuilder, "pack_file", row => new { row.Kind, row.Name });
        Map<ChangeSet>(modelBuilder, "change_set", row => row.SetId);
        Map<ChangeSetFile>(modelBuilder, "change_set_file", row => new { row.SetId, row.Kind, row.Name });
        Map<ChangeSetAuthorRecord>(modelBuilder, "change_set_author", row => new { row.SetId, row.Author });
        modelBuilder.Entity<PackBaseRecord>().Property(row => row.Kind).HasConversion(Words<DraftKind>());
        modelBuilder.Entity<ChangeSet>().Property(row => row.State).HasConversion(Words<ChangeSetState>());
        modelBuilder.Entity<ChangeSet>().Property<uint>("xmin").IsRowVersion();
        modelBuilder.Entity<ChangeSetFile>().Property(row => row.Kind).HasConversion(Words<DraftKind>());
        modelBuilder.Entity<ChangeSetFile>().Property(row => row.Standing).HasConversion(Words<FileStanding>());
        modelBuilder.Entity<ChangeSetFile>().Property(row => row.Choice).HasConversion(Words<FileChoice>());
    }

    /// <summary>Names of an enumeration as the tables write them: in camel case.</summary>
    private static ValueConverter<TEnum, string> Words<TEnum>()
        where TEnum : struct, Enum =>
        new(value => Word(value.ToString()), text => Enum.Parse<TEnum>(text, ignoreCase: true));

    /// <summary>That name as the tables write it.</summary>
    internal static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static void Map<TRecord>(ModelBuilder modelBuilder, string table, System.Linq.Expressions.Expression<Func<TRecord, object?>> key)
        where TRecord : class =>
        modelBuilder.Entity<TRecord>(entity =>
        {
            entity.ToTable(table, SchemaName);
            entity.HasKey(key);
        });
}
