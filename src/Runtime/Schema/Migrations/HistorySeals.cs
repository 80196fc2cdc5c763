using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>Seals over the ends of histories, and counts of what must not become less.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261130150000_HistorySeals")]
internal sealed class HistorySeals : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("HistorySeals.sql"));
}
