using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JieSuJiBan.Runtime.Schema.Migrations
{
    /// <summary>
    /// From here on one history and one model: what <c>dotnet ef migrations add</c> compares with is the snapshot made with this migration.
    /// Every table of the model stands since an earlier one. The rows of the two former histories have been taken over, see
    /// <c>FormerHistories.sql</c>.
    /// </summary>
    public partial class OneHistory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("drop table if exists identity.migration, desk.migration");
    }
}
