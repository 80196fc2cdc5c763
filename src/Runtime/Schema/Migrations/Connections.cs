using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>The ways to the outside that the system administrator configures; the SQL lies beside this file.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261130150000_Connections")]
internal sealed class Connections : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("Connections.sql"));
}
