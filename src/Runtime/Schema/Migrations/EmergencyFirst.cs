using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>How emergencies are found first.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261130123000_EmergencyFirst")]
internal sealed class EmergencyFirst : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("EmergencyFirst.sql"));
}
