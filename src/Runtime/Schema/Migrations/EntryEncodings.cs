using Microsoft.EntityFrameworkCore.Migrations;

namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>The number of an entry's encoding stands beside it; all that stand already are of number 1, and no row is written anew.</summary>
public partial class EntryEncodings : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("alter table jsjb.journal add column encoding smallint not null default 1 check (encoding > 0)");
}
