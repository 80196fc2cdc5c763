using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>Drafts, their reviews and what was published and retired; the SQL lies beside this file.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261124225500_Governance")]
internal sealed class Governance : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("Governance.sql"));
}
