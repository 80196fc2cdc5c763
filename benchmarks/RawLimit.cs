using System.Diagnostics;
using JieSuJiBan.Runtime.Commit;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Benchmarks;

/// <summary>
/// The raw limit: the rows of a lifecycle, copied with fresh ids and written by hand, set-based in groups of the same size, by as many
/// connections, without engine, version check, look-up or answer. What the runtime could reach if deciding cost nothing.
/// </summary>
internal static class RawLimit
{
    public static async Task<(double PerSecond, double? ServerMicroseconds)> RunAsync(string connectionString, IReadOnlyList<CaseWrite> lifecycle, int groupSize, TimeSpan duration)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 100,
            Options = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_bitmapscan=off -c jit=off",
        };
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseNodaTime();
        await using var dataSource = builder.Build();
        // Both connections exist from the start, so that their processor time is counted whole.
        await using (var one = await dataSource.OpenConnectionAsync())
        await using (var other = await dataSource.OpenConnectionAsync())
        {
        }

        var server = await Cpu.OfServerAsync(dataSource);
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => WriteAsync(dataSource, lifecycle, groupSize, started, duration))));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (counts.Sum() / seconds, (await Cpu.OfServerAsync(dataSource) - server)?.TotalMicroseconds / counts.Sum());
    }

    private static async Task<long> WriteAsync(NpgsqlDataSource dataSource, IReadOnlyList<CaseWrite> lifecycle, int groupSize, long started, TimeSpan duration)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        var written = 0L;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var cases = Enumerable.Range(0, groupSize).Select(_ => Guid.CreateVersion7()).ToArray();
            foreach (var unit in lifecycle)
            {
                await using var batch = new NpgsqlBatch(connection);
                Add(batch, unit, cases);
                await batch.ExecuteNonQueryAsync();
                written += groupSize;
            }
        }

        return written;
    }

    private static void Add(NpgsqlBatch batch, CaseWrite unit, Guid[] cases)
    {
        T[] Repeat<T>(T value)
        {
            var values = new T[cases.Length];
            Array.Fill(values, value);
            return values;
        }

        string[] TaskIds(string taskId) => [.. cases.Select(caseId => $"{caseId:N}{taskId[32..]}")];
        Guid[] Fresh() => [.. cases.Select(_ => Guid.NewGuid())];

        if (unit.State is not null) throw new NotSupportedException("A lifecycle that leaves a snapshot: write it here as the runtime does.");
        if (unit.Expected == 0)
        {
            Sql(
                batch,
                "insert into jsjb.case_state (case_id, version, definition_id, definition_hash, status, sub_status, last_hash, updated_at) select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::timestamptz[])",
                cases, Repeat(unit.Version), Repeat(unit.DefinitionId), Repeat(unit.DefinitionHash), Repeat(unit.Status), Repeat(unit.SubStatus), Repeat(unit.LastHash), Repeat(unit.UpdatedAt));
        }
        else
        {
            Sql(
                batch,
                "update jsjb.case_state s set version = u.version, status = u.status, sub_status = u.sub_status, last_hash = u.last_hash, updated_at = u.updated_at from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bytea[], $6::timestamptz[]) as u(case_id, version, status, sub_status, last_hash, updated_at) where s.case_id = u.case_id",
                cases, Repeat(unit.Version), Repeat(unit.Status), Repeat(unit.SubStatus), Repeat(unit.LastHash), Repeat(unit.UpdatedAt));
        }

        foreach (var row in unit.Journal)
        {
            Sql(
                batch,
                "insert into jsjb.journal (case_id, seq, at, command_id, actor, input_kind, entry, hash) select * from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::uuid[], $5::text[], $6::text[], $7::bytea[], $8::bytea[])",
                cases, Repeat(row.Seq), Repeat(row.At), Fresh(), Repeat(row.Actor), Repeat(row.InputKind), Repeat(row.Entry.ToArray()), Repeat(row.Hash));
        }

        foreach (var row in unit.Commands)
        {
            Sql(
                batch,
                "insert into jsjb.command (command_id, case_id, request_hash, answer, at) select c, i, h, a::jsonb, t from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[], $5::timestamptz[]) as u(c, i, h, a, t)",
                Fresh(), cases, Repeat(row.RequestHash), Repeat(row.AnswerJson), Repeat(row.At));
        }

        foreach (var row in unit.TasksOpened)
        {
            Sql(
                batch,
                "insert into jsjb.task (task_id, case_id, kind, title, role, unit_code, opened_at, due_at, payload, status) select i, c, k, t, r, u, o, d, p::jsonb, s from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::text[], $10::text[]) as u(i, c, k, t, r, u, o, d, p, s)",
                TaskIds(row.TaskId), cases, Repeat(row.Kind), Repeat(row.Title), Repeat(row.Role), Repeat(row.UnitCode), Repeat(row.OpenedAt), Repeat(row.DueAt), Repeat(row.PayloadJson), Repeat(row.Status));
        }

        foreach (var row in unit.TasksChanged)
        {
            Sql(
                batch,
                "update jsjb.task s set status = u.status, outcome = u.outcome, closed_at = u.closed_at, closed_by = u.closed_by from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[]) as u(task_id, status, outcome, closed_at, closed_by) where s.task_id = u.task_id",
                TaskIds(row.TaskId), Repeat(row.Status), Repeat(row.Outcome), Repeat(row.ClosedAt), Repeat(row.ClosedBy));
        }

        foreach (var bookmarkId in unit.TimersCleared)
        {
            Sql(
                batch,
                "delete from jsjb.timer s using unnest($1::uuid[], $2::text[]) as u(case_id, bookmark_id) where s.case_id = u.case_id and s.bookmark_id = u.bookmark_id",
                cases, Repeat(bookmarkId));
        }

        foreach (var row in unit.TimersSet)
        {
            Sql(batch, "insert into jsjb.timer (case_id, bookmark_id, due_at) select * from unnest($1::uuid[], $2::text[], $3::timestamptz[])", cases, Repeat(row.BookmarkId), Repeat(row.DueAt));
        }

        foreach (var row in unit.Outbox)
        {
            Sql(
                batch,
                "insert into jsjb.outbox (effect_id, case_id, channel, payload, awaits_result, status, attempts, next_attempt_at, created_at) select i, c, k, p::jsonb, w, 'pending', 0, t, t from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::boolean[], $6::timestamptz[]) as u(i, c, k, p, w, t)",
                TaskIds(row.EffectId), cases, Repeat(row.Channel), Repeat(row.PayloadJson), Repeat(row.AwaitsResult), Repeat(row.CreatedAt));
        }

        foreach (var row in unit.VaultKeys)
        {
            Sql(batch, "insert into jsjb.vault_key (key_id, subject_id, wrapped_key, created_at) select * from unnest($1::uuid[], $2::text[], $3::bytea[], $4::timestamptz[])", Fresh(), Repeat(row.SubjectId), Repeat(row.WrappedKey), Repeat(row.CreatedAt));
        }

        foreach (var row in unit.Vault)
        {
            Sql(
                batch,
                "insert into jsjb.vault (vault_id, key_id, subject_id, case_id, purpose, nonce, ciphertext, created_at) select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::bytea[], $7::bytea[], $8::timestamptz[])",
                Fresh(), Repeat(row.KeyId), Repeat(row.SubjectId), cases, Repeat(row.Purpose), Repeat(row.Nonce), Repeat(row.Ciphertext), Repeat(row.CreatedAt));
        }

        if (unit.Ticket is not { } ticket) return;
        if (unit.Expected == 0)
        {
            Sql(
                batch,
                "insert into jsjb.ticket (case_id, number, status, request_type, channel, class_code, district_code, street_code, lead_unit, urgency, accepted_at, feedback_due_at, subject_id, title_vault, overdue, version) select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::text[], $14::uuid[], $15::boolean[], $16::bigint[])",
                cases, cases.Select(caseId => caseId.ToString("N")).ToArray(), Repeat(ticket.Status), Repeat(ticket.RequestType), Repeat(ticket.Channel), Repeat(ticket.ClassCode), Repeat(ticket.DistrictCode), Repeat(ticket.StreetCode), Repeat(ticket.LeadUnit), Repeat(ticket.Urgency), Repeat(ticket.AcceptedAt), Repeat(ticket.FeedbackDueAt), Repeat(ticket.SubjectId), Repeat(ticket.TitleVault), Repeat(ticket.Overdue), Repeat(unit.Version));
        }
        else
        {
            Sql(
                batch,
                "update jsjb.ticket s set status = u.status, lead_unit = u.lead_unit, feedback_due_at = u.feedback_due_at, signed_in_at = u.signed_in_at, replied_at = u.replied_at, archived_at = u.archived_at, version = u.version from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::bigint[]) as u(case_id, status, lead_unit, feedback_due_at, signed_in_at, replied_at, archived_at, version) where s.case_id = u.case_id",
                cases, Repeat(ticket.Status), Repeat(ticket.LeadUnit), Repeat(ticket.FeedbackDueAt), Repeat(ticket.SignedInAt), Repeat(ticket.RepliedAt), Repeat(ticket.ArchivedAt), Repeat(unit.Version));
        }
    }

    private static void Sql(NpgsqlBatch batch, string sql, params object[] columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns)
        {
            command.Parameters.Add(column switch
            {
                Guid[] ids => new NpgsqlParameter<Guid[]> { TypedValue = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                Guid?[] ids => new NpgsqlParameter<Guid?[]> { TypedValue = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                Instant[] instants => new NpgsqlParameter<Instant[]> { TypedValue = instants, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
                Instant?[] instants => new NpgsqlParameter<Instant?[]> { TypedValue = instants, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
                byte[][] bytes => new NpgsqlParameter<byte[][]> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                string?[] texts => new NpgsqlParameter<string?[]> { TypedValue = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                long[] numbers => new NpgsqlParameter<long[]> { TypedValue = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                bool[] flags => new NpgsqlParameter<bool[]> { TypedValue = flags, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean },
                _ => throw new ArgumentException($"No array type is known for {column.GetType().Name}.", nameof(columns)),
            });
        }

        batch.BatchCommands.Add(command);
    }
}
