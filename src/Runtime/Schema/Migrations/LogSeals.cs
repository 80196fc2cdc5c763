using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>A seal of its own for each row of the governance log.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261130162000_LogSeals")]
internal sealed class LogSeals : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("LogSeals.sql"));
}
