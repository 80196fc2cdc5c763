using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>What whoever takes over the service can and cannot do to the database. Every node of these tests connects as that role.</summary>
public sealed class When_the_service_is_no_owner(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static List<string> Forbidden()
    {
        var statements = new List<string>();
        foreach (var history in (string[])["journal", "journal_default", "journal_202603", "command", "vault_access", "governance_log", "definition", "policy", "policy_publication", "definition_retirement", "owner_act", "ticket_partner", "vault", "vault_key", "attachment_part", "draft_revision", "schema_history", "retention", "master_key", "master_secret", "master_rotation"])
        {
            statements.Add($"update jsjb.{history} set {Column(history)} = {Column(history)}");
        }

        foreach (var kept in (string[])["journal", "journal_default", "journal_202603", "command", "vault_access", "governance_log", "definition", "policy", "policy_publication", "definition_retirement", "owner_act", "schema_history", "retention", "master_key", "master_secret", "master_rotation",
            "case_state", "ticket", "ticket_partner", "task", "outbox", "vault", "vault_key", "attachment", "attachment_part", "draft", "draft_revision", "migration_batch", "migration_item", "deadline_report", "deadline_row"])
        {
            statements.Add($"delete from jsjb.{kept}");
            statements.Add($"truncate jsjb.{kept} cascade");
            statements.Add($"alter table jsjb.{kept} disable trigger all");
            statements.Add($"alter table jsjb.{kept} add column more text");
            statements.Add($"drop table jsjb.{kept} cascade");
        }

        foreach (var partition in (string[])["journal_default", "journal_202603"])
        {
            statements.Add($"insert into jsjb.{partition} select * from jsjb.journal");
            statements.Add($"alter table jsjb.journal detach partition jsjb.{partition}");
        }

        foreach (var statement in (string[])[
            "set session_replication_role = replica",
            "set role jsjb_test_owner",
            "update jsjb.vault_key set wrapped_key = null, destroyed_at = now()",
            "update jsjb.attachment set key_id = gen_random_uuid()",
            "update jsjb.draft set created_by = 'nobody'",
            "update jsjb.case_state set case_id = gen_random_uuid()",
            "update jsjb.task set role = 'operator'",
            "insert into jsjb.owner_act (act, details) values ('x', '{}')",
            "insert into jsjb.retention (subject, keep, decided_by) values ('journal', '3 years', 'x')",
            "insert into jsjb.schema_history values ('x', 'y')",
            "insert into jsjb.master_key (key_id, check_value, state) values ('0000000000000000', sha256(''), 'active')",
            "create table jsjb.mine (x int)",
            "create table public.mine (x int)",
            "create temporary table mine (x int)",
            "create schema mine",
            "create function jsjb.mine() returns int language sql as 'select 1'",
            "create or replace function jsjb.refuse_change() returns trigger language plpgsql as 'begin return new; end'",
            "create trigger mine before insert on jsjb.journal for each row execute function jsjb.refuse_change()",
            "drop function jsjb.refuse_change() cascade",
            "alter function jsjb.erase_subject(text, text, text) owner to current_user",
            "select jsjb.grant_service(current_user)",
            "select jsjb.refuse_change()",
            "select setval('jsjb.ticket_serial', 1)",
            "do $$ begin lock table jsjb.case_state in access exclusive mode; end $$",
            "alter role current_user superuser",
            "create role mine"])
        {
            statements.Add(statement);
        }

        return statements;
    }

    [Fact]
    public async Task The_database_refuses_to_rewrite_history_to_delete_state_and_to_change_what_it_is_made_of()
    {
        await using var node = await FilledAsync();
        await using var owner = Database.Source(PostgresFixture.OwnerOf(node.ConnectionString));
        // What a database allows to everybody is not copied with it.
        await DatabaseMigrator.GrantAsync(owner, PostgresFixture.ServiceRole, Ct);
        var allowed = new List<string>();
        foreach (var statement in Forbidden())
        {
            try
            {
                await AsServiceAsync(node, statement);
                allowed.Add(statement);
            }
            catch (PostgresException refusal)
            {
                if (refusal.SqlState != PostgresErrorCodes.InsufficientPrivilege) allowed.Add($"{statement}: {refusal.SqlState} {refusal.MessageText}");
            }
        }

        Assert.Empty(allowed);
    }

    [Fact]
    public async Task Every_table_and_sequence_has_stated_rights_and_every_stated_right_is_of_something()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        Assert.Equal("", await node.QueryAsync<string>(
            """
            select coalesce(string_agg(c.oid::regclass::text, ', ' order by c.relname), '') from pg_class c
            where c.relnamespace in ('jsjb'::regnamespace, 'identity'::regnamespace, 'desk'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and not c.relispartition
            and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i')
            and not exists (select from jsjb.service_rights() where object in ('table ' || c.relnamespace::regnamespace || '.' || c.relname, 'sequence ' || c.relnamespace::regnamespace || '.' || c.relname))
            """, Ct));
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) - count(distinct object) from jsjb.service_rights()", Ct));
    }

    [Fact]
    public async Task Every_function_that_acts_as_the_owner_has_a_fixed_search_path_and_is_nobody_elses_to_call()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        Assert.Equal("", await node.QueryAsync<string>(
            """
            select coalesce(string_agg(oid::regprocedure::text, ', '), '') from pg_proc
            where pronamespace = 'jsjb'::regnamespace and prosecdef
            and (not coalesce(proconfig::text, '') like '%search_path=pg_catalog, pg_temp%'
                 or pg_get_userbyid(proowner) <> 'jsjb_test_owner'
                 or not exists (select from jsjb.service_rights() where object like 'function %' and to_regprocedure(substr(object, 10)) = pg_proc.oid))
            """, Ct));
        Assert.Equal("", await node.QueryAsync<string>(
            "select coalesce(string_agg(oid::regprocedure::text, ', '), '') from pg_proc where pronamespace = 'jsjb'::regnamespace and (proacl is null or exists (select from aclexplode(proacl) where grantee = 0))", Ct));
    }

    [Fact]
    public async Task Granting_again_changes_nothing_and_takes_back_what_is_not_stated()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        const string All = "select string_agg(relname || coalesce(relacl::text, ''), ';' order by relname) from pg_class where relnamespace = 'jsjb'::regnamespace";
        var before = await node.QueryAsync<string>(All, Ct);
        await using var owner = Database.Source(PostgresFixture.OwnerOf(node.ConnectionString));
        await node.ExecuteAsync("grant delete, truncate on jsjb.journal, jsjb.vault_key to jsjb_test_service; grant select on jsjb.vault_key to public", Ct);

        await DatabaseMigrator.GrantAsync(owner, PostgresFixture.ServiceRole, Ct);

        Assert.Equal(before, await node.QueryAsync<string>(All, Ct));
    }

    [Theory]
    [InlineData(PostgresFixture.OwnerRole)]
    [InlineData("nobody_has_this_name")]
    public async Task Rights_are_given_to_no_owner_and_to_nobody_who_is_not_there(string role)
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await using var owner = Database.Source(PostgresFixture.OwnerOf(node.ConnectionString));
        await Assert.ThrowsAsync<PostgresException>(() => DatabaseMigrator.GrantAsync(owner, role, Ct));
    }

    [Fact]
    public async Task Partitions_are_made_by_the_owner_and_said()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await AsServiceAsync(node, "select jsjb.ensure_journal_partitions('2031-05-03', 2)");
        Assert.Equal("jsjb_test_owner", await node.QueryAsync<string>("select pg_get_userbyid(relowner)::text from pg_class where oid = 'jsjb.journal_203106'::regclass", Ct));
        Assert.Equal("jsjb_test_service {\"made\": [\"journal_203105\", \"journal_203106\"]}", await node.QueryAsync<string>("select role || ' ' || details from jsjb.owner_act order by act_id desc limit 1", Ct));
        await RefusedAsync(node, "select jsjb.ensure_journal_partitions(now(), 25)");
        await RefusedAsync(node, "select jsjb.ensure_journal_partitions(now(), 0)");
    }

    [Fact]
    public async Task A_partition_is_dropped_when_its_retention_has_passed_and_not_before()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.ExecuteAsync("select jsjb.ensure_journal_partitions('2011-03-01', 1)", Ct);
        foreach (var other in (string[])["journal", "journal_default", "case_state", "vault_key", "journal_201103; drop table jsjb.ticket", "journal_209901"]) await RefusedAsync(node, "select jsjb.drop_journal_partition($1)", other);

        await RefusedAsync(node, "select jsjb.drop_journal_partition('journal_201103')");
        await node.ExecuteAsync("insert into jsjb.retention (subject, keep, decided_by) values ('journal', '10 years', 'the archive')", Ct);
        await AsServiceAsync(node, "select jsjb.drop_journal_partition('journal_201103')");

        Assert.True(await node.QueryAsync<bool>("select to_regclass('jsjb.journal_201103') is null", Ct));
        Assert.Equal("drop_journal_partition", await node.QueryAsync<string>("select act from jsjb.owner_act order by act_id desc limit 1", Ct));
        await RefusedAsync(node, "select jsjb.drop_journal_partition($1)", await node.QueryAsync<string>("select 'journal_' || to_char(now(), 'YYYYMM')", Ct));
    }

    [Fact]
    public async Task A_month_is_not_dropped_while_a_case_in_it_is_under_way()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.ExecuteAsync("select jsjb.ensure_journal_partitions('2011-03-01', 1); insert into jsjb.retention (subject, keep, decided_by) values ('journal', '10 years', 'the archive')", Ct);
        var caseId = CaseRuntime.NewCaseId(Instant.FromUtc(2011, 3, 5, 0, 0));
        await node.SendAsync(caseId, new StartCase(Errand.Definition.Hash, Engine.Values.Value.EmptyObject), Ct);
        await RefusedAsync(node, "select jsjb.drop_journal_partition('journal_201103')");
    }

    [Fact]
    public async Task A_person_is_erased_by_name_with_a_reason_and_not_while_a_ticket_is_under_way()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        foreach (var bad in (string[])["", "%", "p-1' or true --"]) await RefusedAsync(node, "select jsjb.erase_subject($1, 'auditor', 'asked')", bad);
        await RefusedAsync(node, "select jsjb.erase_subject('p-1', '', 'asked')");
        await RefusedAsync(node, "select jsjb.erase_subject('p-1', 'auditor', '')");
        await node.ExecuteAsync("insert into jsjb.ticket (case_id, number, status, accepted_at, subject_id, overdue, version) values (gen_random_uuid(), 'n', 'Accepted', now(), 'p-1', false, 1)", Ct);
        await RefusedAsync(node, "select jsjb.erase_subject('p-1', 'auditor', 'asked')");

        await node.ExecuteAsync("update jsjb.ticket set archived_at = now()", Ct);
        await AsServiceAsync(node, "select jsjb.erase_subject('p-1', 'auditor', 'asked')");

        Assert.Equal("{\"by\": \"auditor\", \"keys\": 0, \"reason\": \"asked\", \"subject\": \"p-1\"}", await node.QueryAsync<string>("select details::text from jsjb.owner_act where act = 'erase_subject'", Ct));
    }

    [Fact]
    public async Task A_file_that_a_case_has_keeps_its_key_its_content_and_its_case()
    {
        await using var node = await FilledAsync();
        var caseId = await node.QueryAsync<Guid>("select case_id from jsjb.case_state", Ct);
        var (file, key) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await node.ExecuteAsync("insert into jsjb.vault_key (key_id, subject_id, wrapped_key, created_at) values ($1, 'p-2', '\\x01', now())", Ct, key);
        await node.ExecuteAsync("insert into jsjb.attachment (attachment_id, key_id, uploaded_by, case_id, claimed_at, content_type, size, sha256, created_at) values ($1, $2, 'x', $3, now(), 'image/png', 1, sha256(''), now())", Ct, file, key, caseId);

        await RefusedAsync(node, "update jsjb.attachment set case_id = null, claimed_at = null where attachment_id = $1", file);
        await RefusedAsync(node, "update jsjb.attachment set size = 2 where attachment_id = $1", file);
        await RefusedAsync(node, "select jsjb.claim_attachment_key($1, 'p-3', '\\x01', decode(repeat('00', 60), 'hex'))", key);
        await AsServiceAsync(node, "select jsjb.forget_attachment($1)", file);
        await AsServiceAsync(node, "select jsjb.sweep_attachments('2200-01-01')");

        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.attachment join jsjb.vault_key using (key_id) where wrapped_key = '\\x01'", Ct));
    }

    private static string Column(string table) => table switch
    {
        "journal" or "journal_default" or "journal_202603" or "vault_access" or "governance_log" => "actor",
        "command" => "request_hash",
        "definition" => "json",
        "policy" => "files",
        "policy_publication" => "hash",
        "definition_retirement" => "note",
        "owner_act" => "act",
        "ticket_partner" => "unit_code",
        "vault" or "attachment_part" => "ciphertext",
        "vault_key" => "wrapped_key",
        "draft_revision" => "content",
        "schema_history" => "product_version",
        "master_key" => "check_value",
        "master_secret" => "wrapped",
        "master_rotation" => "to_key",
        _ => "keep",
    };

    /// <summary>A node with a case in the partition of its month.</summary>
    private async Task<Node> FilledAsync()
    {
        var node = await Node.StartAsync(postgres, Ct);
        await node.ExecuteAsync("select jsjb.ensure_journal_partitions($1, 1)", Ct, node.Clock.Now);
        await node.StartErrandAsync(Ct);
        return node;
    }

    private static async Task RefusedAsync(Node node, string sql, params object[] parameters) =>
        Assert.Contains((await Assert.ThrowsAsync<PostgresException>(() => AsServiceAsync(node, sql, parameters))).SqlState, (string[])["22023", "23001"]);

    private static async Task AsServiceAsync(Node node, string sql, params object[] parameters)
    {
        await using var command = node.DataSource.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync(Ct);
    }
}
