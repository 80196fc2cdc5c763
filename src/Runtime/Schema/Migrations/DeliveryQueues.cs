using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>One queue for each connection, and how each connection does.</summary>
[DbContext(typeof(JsjbDbContext))]
[Migration("20261130151000_DeliveryQueues")]
internal sealed class DeliveryQueues : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Script.Read("DeliveryQueues.sql"));
}
