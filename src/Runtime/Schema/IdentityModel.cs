using JieSuJiBan.Runtime.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JieSuJiBan.Runtime.Schema;

/// <summary>
/// Accounts, roles and the key ring, schema <c>identity</c>: the tables that ASP.NET Core Identity's stores read, as its own context would map
/// them. Sessions, which every request asks for, are read with plain SQL and have no model.
/// </summary>
internal static class IdentityModel
{
    public const string Schema = "identity";

    private const int NameLength = 256;

    public static void Map(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(account =>
        {
            account.ToTable("account", Schema);
            account.Property(a => a.ConcurrencyStamp).IsConcurrencyToken();
            account.Property(a => a.UserName).HasMaxLength(NameLength);
            account.Property(a => a.NormalizedUserName).HasMaxLength(NameLength);
            account.Property(a => a.Email).HasMaxLength(NameLength);
            account.Property(a => a.NormalizedEmail).HasMaxLength(NameLength);
            account.Property(a => a.DisplayName).HasMaxLength(100);
            account.Property(a => a.UnitCode).HasMaxLength(60);
            // An earlier release makes accounts too, and does not know it.
            account.Property(a => a.IsDemo).HasDefaultValue(false);
            account.HasIndex(a => a.NormalizedUserName).HasDatabaseName("UserNameIndex").IsUnique();
            account.HasIndex(a => a.NormalizedEmail).HasDatabaseName("EmailIndex");
            account.HasIndex(a => a.UnitCode);
            account.HasMany<IdentityUserClaim<string>>().WithOne().HasForeignKey(claim => claim.UserId).IsRequired();
            account.HasMany<IdentityUserLogin<string>>().WithOne().HasForeignKey(login => login.UserId).IsRequired();
            account.HasMany<IdentityUserToken<string>>().WithOne().HasForeignKey(token => token.UserId).IsRequired();
            account.HasMany<IdentityUserRole<string>>().WithOne().HasForeignKey(held => held.UserId).IsRequired();
        });
        modelBuilder.Entity<IdentityRole>(role =>
        {
            role.ToTable("role", Schema);
            role.Property(r => r.ConcurrencyStamp).IsConcurrencyToken();
            role.Property(r => r.Name).HasMaxLength(NameLength);
            role.Property(r => r.NormalizedName).HasMaxLength(NameLength);
            role.HasIndex(r => r.NormalizedName).HasDatabaseName("RoleNameIndex").IsUnique();
            role.HasMany<IdentityUserRole<string>>().WithOne().HasForeignKey(held => held.RoleId).IsRequired();
            role.HasMany<IdentityRoleClaim<string>>().WithOne().HasForeignKey(claim => claim.RoleId).IsRequired();
        });
        modelBuilder.Entity<IdentityUserClaim<string>>().ToTable("account_claim", Schema);
        modelBuilder.Entity<IdentityUserLogin<string>>().ToTable("account_login", Schema).HasKey(login => new { login.LoginProvider, login.ProviderKey });
        modelBuilder.Entity<IdentityUserToken<string>>().ToTable("account_token", Schema).HasKey(token => new { token.UserId, token.LoginProvider, token.Name });
        modelBuilder.Entity<IdentityUserRole<string>>().ToTable("account_role", Schema).HasKey(held => new { held.UserId, held.RoleId });
        modelBuilder.Entity<IdentityRoleClaim<string>>().ToTable("role_claim", Schema);
        modelBuilder.Entity<ProtectionKey>().ToTable("protection_key", Schema).HasKey(key => key.Name);
    }
}
