using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>Which units take part in a ticket, and which cases are flags about a ticket.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261124233500_TicketUnits")]
internal sealed class TicketUnits : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("TicketUnits.sql"));
}
