using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace JieSuJiBan.Application.Deliveries;

/// <summary>
/// A message that the demo desk holds instead of sending it: nobody outside has got it. Personal words stay sealed
/// references.
/// </summary>
public sealed class DeskMessage
{
    /// <summary>Idempotency key: the same message again changes nothing.</summary>
    public required string EffectId { get; init; }

    /// <summary>The case that asked for it.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The channel that would have taken it.</summary>
    public required string Channel { get; init; }

    /// <summary>Number of the ticket, where the message says it.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>Code of the unit it is for, where it is for one.</summary>
    public string? UnitCode { get; init; }

    /// <summary>What it says; words only where they are not personal.</summary>
    public string? Text { get; init; }

    /// <summary>The whole payload, JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>When it came to the desk (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>The demo desk: schema <c>desk</c>.</summary>
public sealed class DeskStore(DbContextOptions<DeskStore> options) : DbContext(options)
{
    private const string Schema = "desk";

    /// <summary>What lies on the desk.</summary>
    public DbSet<DeskMessage> Messages => Set<DeskMessage>();

    /// <summary>How this store reaches its database.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, NpgsqlDataSource database) => options
        .UseNpgsql(database, npgsql => npgsql.MigrationsHistoryTable("migration", Schema))
        .UseSnakeCaseNamingConvention();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.Entity<DeskMessage>(message =>
        {
            message.ToTable("message");
            message.HasKey(m => m.EffectId);
            message.Property(m => m.Payload).HasColumnType("jsonb");
            message.HasIndex(m => new { m.ReceivedAt, m.EffectId }).IsDescending();
            message.HasIndex(m => new { m.UnitCode, m.ReceivedAt, m.EffectId });
        });
    }
}

/// <summary>Lets <c>dotnet ef</c> make migrations without a running database.</summary>
public sealed class DeskStoreFactory : IDesignTimeDbContextFactory<DeskStore>
{
    public DeskStore CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<DeskStore>();
        DeskStore.Configure(options, NpgsqlDataSource.Create("Host=localhost;Database=design"));
        return new(options.Options);
    }
}
