using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>The pack published last, and what a changed pack brings as one change; the SQL lies beside this file.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261130150000_ChangeSets")]
internal sealed class ChangeSets : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("ChangeSets.sql"));
}
