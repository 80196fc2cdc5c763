using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Engine.Inputs;
using Npgsql;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>Finds what the vault knows of the petitioner of a ticket, so that it can be covered in what was written about it.</summary>
public sealed class PersonFinder(NpgsqlDataSource database, Vault vault)
{
    private static readonly string[] Person = ["account", "address", "company", "contactNumber", "mail", "number", "petitioner", "phone", "secondPhone"];
    private static readonly string[] Accused = ["accused", "accusedPhone"];
    private const int MostWords = 2000;

    /// <summary>The traces to look for, by case; a case of which nothing is known is not among them.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="actor">For whom.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyDictionary<Guid, PersonTraces>> OfAsync(IReadOnlyCollection<Guid> cases, Actor actor, CancellationToken ct)
    {
        if (cases.Count == 0) return new Dictionary<Guid, PersonTraces>();
        var rows = new List<(Guid Case, string Purpose, string Id)>();
        await using (var command = database.CreateCommand("select case_id, purpose, vault_id from jsjb.vault where case_id = any($1) and purpose = any($2) order by case_id, created_at limit $3"))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. cases] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. Person, .. Accused] });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostWords });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) rows.Add((reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2).ToString("D")));
        }

        var words = await vault.OpenAsync([.. rows.Select(row => row.Id)], actor, "mask", ct);
        return rows.GroupBy(row => row.Case).ToDictionary(
            of => of.Key,
            of => new PersonTraces(
                of.Where(row => Person.Contains(row.Purpose)).Select(row => (row.Purpose, words.GetValueOrDefault(row.Id))),
                of.Where(row => Accused.Contains(row.Purpose)).Select(row => (row.Purpose, words.GetValueOrDefault(row.Id)))));
    }
}
