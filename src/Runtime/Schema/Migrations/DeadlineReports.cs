using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>Which deadlines of running tickets a policy would change, and what people decided; the SQL lies beside this file.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261130120000_DeadlineReports")]
internal sealed class DeadlineReports : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("DeadlineReports.sql"));
}
