using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>States are kept as snapshots; what followed is in the journal.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261129193000_Snapshots")]
internal sealed class Snapshots : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("Snapshots.sql"));
}
