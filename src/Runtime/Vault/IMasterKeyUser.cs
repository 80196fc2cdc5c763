using Npgsql;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>
/// Something that keeps things under <see cref="MasterKeys.Protect(string, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> in the database. Registered as a service, it takes part
/// in every rotation: what it keeps is protected anew under the key in use, few at a time, while the service runs.
/// </summary>
public interface IMasterKeyUser
{
    /// <summary>Names it in the record of a rotation; never changes.</summary>
    string Name { get; }

    /// <summary>Protects the next few anew that do not lie under the key in use.</summary>
    /// <param name="owner">The database as its owner: the serving role may not change what is protected.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="after">Where the last call stopped; null at the beginning.</param>
    /// <param name="most">How many are looked at.</param>
    /// <param name="ct">Cancels between two batches.</param>
    /// <returns>Where to go on, null at the end; and how many were protected anew.</returns>
    Task<(string? Next, int Rewrapped)> RewrapAsync(NpgsqlConnection owner, MasterKeys keys, string? after, int most, CancellationToken ct);

    /// <summary>How many things lie under each key, by its id.</summary>
    Task<IReadOnlyDictionary<string, long>> CountAsync(NpgsqlDataSource dataSource, MasterKeys keys, CancellationToken ct);
}
