using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace JieSuJiBan.Application.Accounts;

/// <summary>Accounts, roles and protection keys: schema <c>identity</c>. Sessions, which every request asks for, <see cref="SessionStore"/> reads.</summary>
public sealed class IdentityStore(DbContextOptions<IdentityStore> options) : IdentityDbContext<Account, IdentityRole, string>(options)
{
    /// <summary>The schema.</summary>
    public const string Schema = "identity";

    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();

    /// <summary>How this store reaches its database.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, NpgsqlDataSource database) => options
        .UseNpgsql(database, npgsql => npgsql.MigrationsHistoryTable("migration", Schema))
        .UseSnakeCaseNamingConvention();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema(Schema);
        builder.Entity<Account>(account =>
        {
            account.ToTable("account");
            account.Property(a => a.DisplayName).HasMaxLength(100);
            account.Property(a => a.UnitCode).HasMaxLength(60);
            account.HasIndex(a => a.UnitCode);
            // The version before makes accounts too, and knows nothing of it.
            account.Property(a => a.IsDemo).HasDefaultValue(false);
        });
        builder.Entity<IdentityRole>().ToTable("role");
        builder.Entity<IdentityUserRole<string>>().ToTable("account_role");
        builder.Entity<IdentityUserClaim<string>>().ToTable("account_claim");
        builder.Entity<IdentityUserLogin<string>>().ToTable("account_login");
        builder.Entity<IdentityUserToken<string>>().ToTable("account_token");
        builder.Entity<IdentityRoleClaim<string>>().ToTable("role_claim");
        builder.Entity<ProtectionKey>(key =>
        {
            key.ToTable("protection_key");
            key.HasKey(k => k.Name);
        });
    }
}

/// <summary>Lets <c>dotnet ef</c> make migrations without a running database.</summary>
public sealed class IdentityStoreFactory : IDesignTimeDbContextFactory<IdentityStore>
{
    public IdentityStore CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<IdentityStore>();
        IdentityStore.Configure(options, NpgsqlDataSource.Create("Host=localhost;Database=design"));
        return new(options.Options);
    }
}
