using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>Which units take part in a ticket no more.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261130150000_FormerUnits")]
internal sealed class FormerUnits : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("FormerUnits.sql"));
}
