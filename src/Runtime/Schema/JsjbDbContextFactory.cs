using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace JieSuJiBan.Runtime.Schema;

/// <summary>Lets <c>dotnet ef</c> make migrations without a running database.</summary>
internal sealed class JsjbDbContextFactory : IDesignTimeDbContextFactory<JsjbDbContext>
{
    public JsjbDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<JsjbDbContext>();
        JsjbDbContext.Configure(options, NpgsqlDataSource.Create("Host=localhost;Database=design"));
        return new(options.Options);
    }
}
