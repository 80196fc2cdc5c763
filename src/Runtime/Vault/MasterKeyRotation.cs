using System.Text.Json;
using JieSuJiBan.Runtime.Sql;
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

            var total = await ScalarAsync(connection.Command(MasterKeySql.EndRotation), ct);
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
        if (await ScalarAsync(connection.Command(MasterKeySql.RetireMasterKey).With(keyId), ct) is null)
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
        await using var command = dataSource.Command(MasterKeySql.ListMasterKeys);
        return (await command.RowsAsync<KeyState>(ct)).ConvertAll(row => (row.KeyId, row.State));
    }

    /// <summary>The new key is in use from this commit on; the secrets that outlive it go under it with the same commit.</summary>
    private async Task BeginAsync(NpgsqlConnection connection, string? to, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await ScalarAsync(connection.Command(MasterKeySql.RunningRotation), ct) is not null) return;
        var ring = keys.Source.Read();
        var target = to is null ? ring[^1] : ring.FirstOrDefault(key => key.Id == to) ?? throw MasterKeyException.Lacks([to]);
        if (target.Id == keys.ActiveId)
        {
            // A node that was late may have sealed under the former key after the last pass.
            if ((await CountAsync(ct)).Any(one => one.Key != target.Id && one.Value > 0))
            {
                await ScalarAsync(connection.Command(MasterKeySql.BeginRotation).With(target.Id), ct);
                await transaction.CommitAsync(ct);
                return;
            }

            throw new MasterKeyException(
                $"主密钥 {target.Id} 已在使用：请先用 keys add 追加新密钥，分发到所有节点，再轮换。",
                $"The master key {target.Id} is in use already: add a new one with keys add, distribute the file to all nodes, then rotate.");
        }

        await ScalarAsync(connection.Command(MasterKeySql.DemoteMasterKey), ct);
        await ScalarAsync(connection.Command(MasterKeySql.ActivateMasterKey).With(target.Id).With(target.CheckValue), ct);
        List<SecretRow> secrets;
        await using (var read = connection.Command(MasterKeySql.LockMasterSecrets)) secrets = await read.RowsAsync<SecretRow>(ct);
        var byId = ring.ToDictionary(key => key.Id, StringComparer.Ordinal);
        foreach (var (name, wrapped) in secrets)
        {
            var rewrapped = MasterKeyRegister.Wrap(target, name, MasterKeyRegister.Unwrap(byId, name, wrapped));
            await ScalarAsync(connection.Command(MasterKeySql.RewrapMasterSecret).With(name).With(rewrapped), ct);
        }

        await ScalarAsync(connection.Command(MasterKeySql.BeginRotation).With(target.Id), ct);
        await ActAsync(connection, "begin_master_key", target.Id, ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<long> PassAsync(NpgsqlConnection connection, Action<long>? tell, CancellationToken ct)
    {
        var found = 0L;
        foreach (var user in users)
        {
            var after = await ScalarAsync(connection.Command(MasterKeySql.RotationPosition).With(user.Name), ct) as string;
            // A pass that goes on in the middle says nothing about what lies before: another follows.
            if (after is not null) found++;
            do
            {
                ct.ThrowIfCancellationRequested();
                await using var transaction = await connection.BeginTransactionAsync(ct);
                var (next, rewrapped) = await user.RewrapAsync(connection, keys, after, BatchSize, ct);
                await using var note = connection.Command(MasterKeySql.NoteRotation).With((long)rewrapped)
                    .With(JsonSerializer.Serialize(new Dictionary<string, string?> { [user.Name] = next }), NpgsqlDbType.Jsonb);
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
        ScalarAsync(connection.Command(MasterKeySql.WriteOwnerAct).With(act).With(keyId), ct);

    private static async Task<object?> ScalarAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using (command) return await command.ExecuteScalarAsync(ct) is { } value && value is not DBNull ? value : null;
    }

    private sealed record KeyState(string KeyId, string State);
}
