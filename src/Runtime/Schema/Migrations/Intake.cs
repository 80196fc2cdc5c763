using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>Attachments, confidential tickets and what finds similar ones.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261124233000_Intake")]
internal sealed class Intake : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("Intake.sql"));
}
