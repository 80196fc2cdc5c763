using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JieSuJiBan.Runtime.Schema.Migrations
{
    /// <summary>Messages that are held instead of sent: schema <c>desk</c>, once a history of its own.</summary>
    [DbContext(typeof(JsjbDbContext))]
    [Migration("20261124200721_Desk")]
    public partial class Desk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "desk");

            migrationBuilder.CreateTable(
                name: "message",
                schema: "desk",
                columns: table => new
                {
                    effect_id = table.Column<string>(type: "text", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    ticket_number = table.Column<string>(type: "text", nullable: true),
                    unit_code = table.Column<string>(type: "text", nullable: true),
                    text = table.Column<string>(type: "text", nullable: true),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message", x => x.effect_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_message_received_at_effect_id",
                schema: "desk",
                table: "message",
                columns: new[] { "received_at", "effect_id" },
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "ix_message_unit_code_received_at_effect_id",
                schema: "desk",
                table: "message",
                columns: new[] { "unit_code", "received_at", "effect_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "message",
                schema: "desk");
        }
    }
}
