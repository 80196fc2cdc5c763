using System;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace JieSuJiBan.Runtime.Schema.Migrations
{
    /// <summary>
    /// Sessions, disabled and demo accounts; protection keys in clear are removed. Removing them signs everybody out once, and makes the ring of an
    /// old copy of the database worthless.
    /// </summary>
    [DbContext(typeof(JsjbDbContext))]
    [Migration("20261130150000_Sessions")]
    public partial class Sessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(name: "disabled_at", schema: "identity", table: "account", type: "timestamp with time zone", nullable: true);
            migrationBuilder.AddColumn<bool>(name: "is_demo", schema: "identity", table: "account", type: "boolean", nullable: false, defaultValue: false);
            migrationBuilder.Sql(
                """
                -- Only the demo city ever made accounts whose id is their name.
                update identity.account set is_demo = true where id = user_name;

                delete from identity.protection_key where xml like '<key %' and xml not like '%decryptorType="master-key"%';

                create table identity.session (
                    id uuid primary key,
                    account_id text not null references identity.account (id) on delete cascade,
                    is_program boolean not null,
                    refresh_id uuid not null,
                    created_at timestamptz not null,
                    last_seen_at timestamptz not null,
                    ends_at timestamptz not null,
                    ended_at timestamptz,
                    end_reason text
                );
                create index ix_session_account on identity.session (account_id, id) where ended_at is null;
                create index ix_session_ends on identity.session (ends_at);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop table identity.session");
            migrationBuilder.DropColumn(name: "is_demo", schema: "identity", table: "account");
            migrationBuilder.DropColumn(name: "disabled_at", schema: "identity", table: "account");
        }
    }
}
