using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>The security log, and counts of attempts that all nodes share; the SQL lies beside this file.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261130151000_Security")]
internal sealed class Security : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("Security.sql"));
}
