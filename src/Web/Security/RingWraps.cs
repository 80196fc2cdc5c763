using System.Xml.Linq;
using JieSuJiBan.Runtime.Vault;
using Npgsql;

namespace JieSuJiBan.Web.Security;

/// <summary>The sealed keys of cookies and tokens, as a rotation of the master key sees them: sign-ins go on.</summary>
internal sealed class RingWraps : IMasterKeyUser
{
    public string Name => "protection_key";

    public async Task<(string? Next, int Rewrapped)> RewrapAsync(NpgsqlConnection owner, MasterKeys keys, string? after, int most, CancellationToken ct)
    {
        var (active, rows) = (keys.ActiveId, new List<(string Name, string Xml)>());
        await using (var read = new NpgsqlCommand("select name, xml from identity.protection_key where name > $1 order by name limit $2", owner))
        {
            read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after ?? "" });
            read.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
            await using var reader = await read.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) rows.Add((reader.GetString(0), reader.GetString(1)));
        }

        var rewrapped = 0;
        foreach (var (name, xml) in rows)
        {
            var key = XElement.Parse(xml);
            var former = Sealed(key).Where(secret => MasterKeys.KeyIdOf(Convert.FromBase64String(secret.Value)) != active).ToArray();
            if (former.Length == 0) continue;
            foreach (var secret in former) secret.Value = Convert.ToBase64String(keys.Protect(RingEncryptor.Purpose, keys.Unprotect(RingEncryptor.Purpose, Convert.FromBase64String(secret.Value))));
            await using var write = new NpgsqlCommand("update identity.protection_key set xml = $2 where name = $1 and xml = $3", owner);
            write.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            write.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.ToString(SaveOptions.DisableFormatting) });
            write.Parameters.Add(new NpgsqlParameter<string> { TypedValue = xml });
            rewrapped += await write.ExecuteNonQueryAsync(ct);
        }

        return (rows.Count < most ? null : rows[^1].Name, rewrapped);
    }

    public async Task<IReadOnlyDictionary<string, long>> CountAsync(NpgsqlDataSource dataSource, MasterKeys keys, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select xml from identity.protection_key");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            foreach (var secret in Sealed(XElement.Parse(reader.GetString(0))))
            {
                if (MasterKeys.KeyIdOf(Convert.FromBase64String(secret.Value)) is { } id) counts[id] = counts.GetValueOrDefault(id) + 1;
            }
        }

        return counts;
    }

    private static IEnumerable<XElement> Sealed(XElement key) => key.Descendants(RingEncryptor.Element);
}
