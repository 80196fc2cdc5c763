using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>
/// Takes another master key into use and protects everything anew under it, in small batches, while the service runs. Every node has the new
/// key before: its file was distributed. Interrupted, it goes on where it stood. Done by the owner: the serving role may change no key.
/// </summary>
public sealed class MasterKeyRotation(NpgsqlDataSource dataSource, MasterKeys keys, IEnumerable<IMasterKeyUser> users)
{
    private const int Batch = 500;

    private readonly IMasterKeyUser[] users = [.. users];

    /// <summary>How much is looked at in one transaction. The default value is 500.</summary>
    public int BatchSize { get; init; } = Batch;

    /// <summary>Rotates to that key, or to the last one of the node's own; one that was interrupted is finished first.</summary>
    /// <param name="owner">The database as its owner.</param>
    /// <param name="to">The id, or null.</param>
    /// <param name="settle">How long to wait until every node has seen the new key: twice <see cref="MasterKeys.LookEvery"/>.</param>
    /// <param name="tell">Told how many were protected anew so far.</param>
    /// <param name="ct">Interrupts between two batches.</param>
    /// <returns>The key in use, and how many things were protected anew.</returns>
    /// <exception cref="MasterKeyException">There is no such key, or another rotation runs.</exception>
    public async Task<(string KeyId, long Rewrapped)> RunAsync(NpgsqlDataSource owner, string? to, TimeSpan settle, Action<long>? tell = null, CancellationToken ct = default)
    {
        await keys.RefreshAsync(ct);
        await using var connection = await owner.OpenConnectionAsync(ct);
        await using var guard = await owner.OpenConnectionAsync(ct);
        if (!await AdvisoryLocks.MasterKeyRotation.TryHoldAsync(guard, ct))
        {
            throw new MasterKeyException("另一个轮换正在进行，请等待其完成。", "Another rotation is under way: wait until it is done.");
        }

        try
        {
            await BeginAsync(connection, to, ct);
            await keys.RefreshAsync(ct);
            if (settle > TimeSpan.Zero) await Task.Delay(settle, ct);
            // A pass that finds nothing is the last: a node may have sealed under the former key while the pass before went by.
            while (await PassAsync(connection, tell, ct) > 0)
            {
            }

            var total = await ScalarAsync(connection, "update jsjb.master_rotation set finished_at = now() where finished_at is null returning rewrapped", ct);
            await ActAsync(connection, "rotate_master_key", keys.ActiveId, ct);
            return (keys.ActiveId, (long)total!);
        }
        finally
        {
            await AdvisoryLocks.MasterKeyRotation.ReleaseAsync(guard);
        }
    }

    /// <summary>Says that a former key is not needed any more, after making sure of it.</summary>
    /// <exception cref="MasterKeyException">It is in use, unknown, or something still lies under it.</exception>
    public async Task RetireAsync(NpgsqlDataSource owner, string keyId, CancellationToken ct = default)
    {
        await keys.RefreshAsync(ct);
        if (keyId == keys.ActiveId) throw new MasterKeyException($"主密钥 {keyId} 正在使用，不能停用：请先轮换到另一把。", $"The master key {keyId} is in use and cannot be retired: rotate to another first.");
        var left = await CountAsync(ct);
        if (left.TryGetValue(keyId, out var many) && many > 0)
        {
            throw new MasterKeyException($"仍有 {many} 项以主密钥 {keyId} 封存：请先运行 keys rotate。", $"{many} things still lie under the master key {keyId}: run keys rotate first.");
        }

        await using var connection = await owner.OpenConnectionAsync(ct);
        if (await ScalarAsync(connection, "update jsjb.master_key set state = 'retired', changed_at = now() where key_id = $1 and state = 'former' returning key_id", ct, keyId) is null)
        {
            throw new MasterKeyException($"主密钥 {keyId} 不是已被替换的旧密钥：运行 keys check 查看。", $"The master key {keyId} is no former key: see keys check.");
        }

        await ActAsync(connection, "retire_master_key", keyId, ct);
    }

    /// <summary>How many things lie under each key.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken ct = default)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var user in users)
        {
            foreach (var (id, many) in await user.CountAsync(dataSource, keys, ct)) counts[id] = counts.GetValueOrDefault(id) + many;
        }

        return counts;
    }

    /// <summary>Every key that the database names, and how it stands with it.</summary>
    public async Task<IReadOnlyList<(string KeyId, string State)>> ListAsync(CancellationToken ct = default)
    {
        await using var command = dataSource.CreateCommand("select key_id, state from jsjb.master_key order by changed_at");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var list = new List<(string, string)>();
        while (await reader.ReadAsync(ct)) list.Add((reader.GetString(0), reader.GetString(1)));
        return list;
    }

    /// <summary>The new key is in use from this commit on; the secrets that outlive it go under it with the same commit.</summary>
    private async Task BeginAsync(NpgsqlConnection connection, string? to, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await ScalarAsync(connection, "select to_key from jsjb.master_rotation where finished_at is null", ct) is not null) return;
        var ring = keys.Source.Read();
        var target = to is null ? ring[^1] : ring.FirstOrDefault(key => key.Id == to) ?? throw MasterKeyException.Lacks([to]);
        if (target.Id == keys.ActiveId)
        {
            // A node that was late may have sealed under the former key after the last pass.
            if ((await CountAsync(ct)).Any(one => one.Key != target.Id && one.Value > 0))
            {
                await ScalarAsync(connection, "insert into jsjb.master_rotation (to_key) values ($1)", ct, target.Id);
                await transaction.CommitAsync(ct);
                return;
            }

            throw new MasterKeyException(
                $"主密钥 {target.Id} 已在使用：请先用 keys add 追加新密钥，分发到所有节点，再轮换。",
                $"The master key {target.Id} is in use already: add a new one with keys add, distribute the file to all nodes, then rotate.");
        }

        await ScalarAsync(connection, "update jsjb.master_key set state = 'former', changed_at = now() where state = 'active'", ct);
        await ScalarAsync(
            connection,
            "insert into jsjb.master_key (key_id, check_value, state) values ($1, $2, 'active') on conflict (key_id) do update set state = 'active', changed_at = now()",
            ct, target.Id, target.CheckValue);
        var secrets = new List<(string Name, byte[] Wrapped)>();
        await using (var read = new NpgsqlCommand("select name, wrapped from jsjb.master_secret for update", connection))
        await using (var reader = await read.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) secrets.Add((reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
        }

        var byId = ring.ToDictionary(key => key.Id, StringComparer.Ordinal);
        foreach (var (name, wrapped) in secrets)
        {
            var rewrapped = MasterKeyRegister.Wrap(target, name, MasterKeyRegister.Unwrap(byId, name, wrapped));
            await ScalarAsync(connection, "update jsjb.master_secret set wrapped = $2 where name = $1", ct, name, rewrapped);
        }

        await ScalarAsync(connection, "insert into jsjb.master_rotation (to_key) values ($1)", ct, target.Id);
        await ActAsync(connection, "begin_master_key", target.Id, ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<long> PassAsync(NpgsqlConnection connection, Action<long>? tell, CancellationToken ct)
    {
        var found = 0L;
        foreach (var user in users)
        {
            var after = await ScalarAsync(connection, "select positions ->> $1 from jsjb.master_rotation where finished_at is null", ct, user.Name) as string;
            // A pass that goes on in the middle says nothing about what lies before: another follows.
            if (after is not null) found++;
            do
            {
                ct.ThrowIfCancellationRequested();
                await using var transaction = await connection.BeginTransactionAsync(ct);
                var (next, rewrapped) = await user.RewrapAsync(connection, keys, after, BatchSize, ct);
                await using var note = new NpgsqlCommand(
                    "update jsjb.master_rotation set rewrapped = rewrapped + $1, positions = positions || $2 where finished_at is null returning rewrapped", connection);
                note.Parameters.Add(new NpgsqlParameter<long> { TypedValue = rewrapped });
                note.Parameters.Add(new() { Value = JsonSerializer.Serialize(new Dictionary<string, string?> { [user.Name] = next }), NpgsqlDbType = NpgsqlDbType.Jsonb });
                var total = (long)(await note.ExecuteScalarAsync(ct))!;
                await transaction.CommitAsync(ct);
                (after, found) = (next, found + rewrapped);
                tell?.Invoke(total);
            }
            while (after is not null);
        }

        return found;
    }

    private static Task ActAsync(NpgsqlConnection connection, string act, string keyId, CancellationToken ct) =>
        ScalarAsync(connection, "insert into jsjb.owner_act (act, details) values ($1, jsonb_build_object('key', $2))", ct, act, keyId);

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] parameters)
    {
#pragma warning disable CA2100 // Constants of this class only.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        return await command.ExecuteScalarAsync(ct) is { } value && value is not DBNull ? value : null;
    }
}
