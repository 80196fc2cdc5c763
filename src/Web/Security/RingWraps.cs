using System.Xml.Linq;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Vault;
using Npgsql;

namespace JieSuJiBan.Web.Security;

/// <summary>The sealed keys of cookies and tokens, as a rotation of the master key sees them: sign-ins go on.</summary>
internal sealed class RingWraps : IMasterKeyUser
{
    public string Name => "protection_key";

    public async Task<(string? Next, int Rewrapped)> RewrapAsync(NpgsqlConnection owner, MasterKeys keys, string? after, int most, CancellationToken ct)
    {
        var active = keys.ActiveId;
        List<RingRow> rows;
        await using (var read = owner.Command(RingSql.NextRingKeys).With(after ?? "").With(most)) rows = await read.RowsAsync<RingRow>(ct);
        var rewrapped = 0;
        foreach (var (name, xml) in rows)
        {
            var key = XElement.Parse(xml);
            var former = Sealed(key).Where(secret => MasterKeys.KeyIdOf(Convert.FromBase64String(secret.Value)) != active).ToArray();
            if (former.Length == 0) continue;
            foreach (var secret in former) secret.Value = Convert.ToBase64String(keys.Protect(RingEncryptor.Purpose, keys.Unprotect(RingEncryptor.Purpose, Convert.FromBase64String(secret.Value))));
            await using var write = owner.Command(RingSql.RewrapRingKey).With(name).With(key.ToString(SaveOptions.DisableFormatting)).With(xml);
            rewrapped += await write.ExecuteNonQueryAsync(ct);
        }

        return (rows.Count < most ? null : rows[^1].Name, rewrapped);
    }

    public async Task<IReadOnlyDictionary<string, long>> CountAsync(NpgsqlDataSource dataSource, MasterKeys keys, CancellationToken ct)
    {
        await using var command = dataSource.Command(RingSql.RingKeys);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var xml in await command.ValuesAsync<string>(ct))
        {
            foreach (var secret in Sealed(XElement.Parse(xml)))
            {
                if (MasterKeys.KeyIdOf(Convert.FromBase64String(secret.Value)) is { } id) counts[id] = counts.GetValueOrDefault(id) + 1;
            }
        }

        return counts;
    }

    private static IEnumerable<XElement> Sealed(XElement key) => key.Descendants(RingEncryptor.Element);

    private sealed record RingRow(string Name, string Xml);
}
