using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>
/// From here on one history and one model: <c>dotnet ef migrations add</c> compares with the snapshot that begins here. Every table of the
/// model stands since an earlier migration. The rows of the two former histories have been taken over, see <c>FormerHistories.sql</c>.
/// </summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261130175756_OneHistory")]
internal sealed class OneHistory : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop table if exists identity.migration, desk.migration");
}
