using System.Runtime.CompilerServices;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>Finds the open cases of a definition version, by index and page by page, so that any number can be gone through.</summary>
public sealed class OpenCases(NpgsqlDataSource dataSource)
{
    private const int PageSize = 200;

    /// <summary>
    /// The open cases whose root workflow runs that version, by case id: running ones, and those that a fault has halted. Each page is
    /// read when it is its turn, so a case that moves on meanwhile may be missed or seen as it was; whoever acts on one steps it anew.
    /// </summary>
    /// <param name="definitionHash">The version.</param>
    /// <param name="after">Last case seen; <see cref="Guid.Empty"/>: from the first.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<CaseState> OfDefinitionAsync(string definitionHash, Guid after, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var page = await PageAsync(definitionHash, after, ct);
            foreach (var state in page) yield return state;
            if (page.Count < PageSize) yield break;
            after = page[^1].CaseId.Value;
        }
    }

    /// <summary>Counting stops here.</summary>
    public const int CountedAtMost = 10_000;

    /// <summary>How many open cases run that version themselves, counted up to <see cref="CountedAtMost"/>.</summary>
    public async Task<long> CountAsync(string definitionHash, CancellationToken ct)
    {
        await using var command = dataSource.Command(CaseSql.CountOpenCases).With(definitionHash).With(CountedAtMost);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task<List<CaseState>> PageAsync(string definitionHash, Guid after, CancellationToken ct)
    {
        await using var command = dataSource.Command(CaseSql.OpenCases).With(definitionHash).With(after).With(PageSize);
        return (await command.RowsAsync<StoredStateRow>(ct)).ConvertAll(row => row.Fold());
    }
}
