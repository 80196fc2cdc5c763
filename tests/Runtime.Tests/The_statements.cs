using System.Reflection;
using System.Text.RegularExpressions;
using JieSuJiBan.Activities.Projections;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>The files of SQL: each is held by a member, says what it does and is understood by the database as it is.</summary>
public sealed partial class The_statements(PostgresFixture postgres)
{
    private static readonly Assembly Runtime = typeof(SqlStatement).Assembly;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What the members hold, with the files that they include resolved.</summary>
    private static IReadOnlyList<SqlStatement> Held { get; } =
    [
        .. Runtime.GetTypes().Where(type => type is { IsAbstract: true, IsSealed: true, Namespace: { } space } && space.StartsWith("JieSuJiBan.Runtime", StringComparison.Ordinal))
            .SelectMany(type => type.GetProperties(BindingFlags.Static | BindingFlags.Public))
            .Where(member => member.PropertyType == typeof(SqlStatement))
            .Select(member => (SqlStatement)member.GetValue(null)!),
    ];

    /// <summary>Every file, by the name of its statement.</summary>
    private static IReadOnlyDictionary<string, SqlStatement> Files { get; } = Runtime.GetManifestResourceNames()
        .Select(resource => FileName().Match(resource)).Where(match => match.Success)
        .Select(match => SqlStatement.Load(Runtime, match.Groups[1].Value, match.Groups[2].Value))
        .ToDictionary(statement => statement.Name, StringComparer.Ordinal);

    private static bool IsPart(SqlStatement statement) => statement.Comment.StartsWith("-- Part of", StringComparison.Ordinal);

    [Fact]
    public void Are_each_held_by_one_member()
    {
        var whole = Files.Values.Where(statement => !IsPart(statement)).Select(statement => statement.Name).Where(name => name != "Commit/Commit");
        // What is part of another and chosen anew for each row of it is held too.
        Assert.Equal(whole.Concat(["Inbox/RunTime", "Inbox/TaskBranch"]).Order(StringComparer.Ordinal), Held.Select(statement => statement.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Say_what_they_do_what_they_are_given_and_which_index_serves_them()
    {
        foreach (var statement in Files.Values)
        {
            Assert.True(statement.Comment.Contains("-- Index: ", StringComparison.Ordinal), statement.Name);
            if (IsPart(statement) || statement.Name == "Commit/Commit") continue;
            Assert.Equal(Numbers().Matches(statement.Text).Select(match => int.Parse(match.Groups[1].Value)).Distinct().Order(), Types(statement).Select((_, i) => i + 1));
        }
    }

    [Fact]
    public async Task Name_indexes_that_there_are()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await using var command = node.DataSource.CreateCommand("select indexname::text from pg_indexes where schemaname in ('jsjb', 'identity')");
        var known = (await command.ValuesAsync<string>(Ct)).ToHashSet(StringComparer.Ordinal);
        foreach (var statement in Files.Values)
        {
            var line = statement.Comment[statement.Comment.IndexOf("-- Index: ", StringComparison.Ordinal)..];
            foreach (Match index in IndexName().Matches(line)) Assert.True(known.Contains(index.Value) || Tables.Contains(index.Value), $"{statement.Name}: {index.Value}");
        }
    }

    [Fact]
    public async Task Are_understood_by_the_database_with_the_types_that_they_state()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await using var connection = await node.DataSource.OpenConnectionAsync(Ct);
        var refused = new List<string>();
        foreach (var statement in Held.Where(statement => !Open().IsMatch(statement.Text) && Preparable().IsMatch(statement.Text)))
        {
            var types = Types(statement);
            try
            {
                await using var prepare = new NpgsqlCommand($"prepare checked{(types.Count > 0 ? $"({string.Join(", ", types)})" : "")} as {statement.Text}", connection);
                await prepare.ExecuteNonQueryAsync(Ct);
                await using var forget = new NpgsqlCommand("deallocate checked", connection);
                await forget.ExecuteNonQueryAsync(Ct);
            }
            catch (PostgresException refusal)
            {
                refused.Add($"{statement.Name}: {refusal.MessageText}");
            }
        }

        Assert.Empty(refused);
    }

    [Fact]
    public async Task Read_and_write_every_list_column_of_a_ticket()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await using var command = node.DataSource.CreateCommand("select column_name::text from information_schema.columns where table_schema = 'jsjb' and table_name = 'ticket'");
        var columns = (await command.ValuesAsync<string>(Ct)).Order(StringComparer.Ordinal).ToArray();

        Assert.Equal(columns, RowMapping<TicketRow>.Columns.Order(StringComparer.Ordinal));
        Assert.Equal(columns, TicketProjection.Projection.Columns.Select(column => column.Name).Concat(["case_id", "version"]).Order(StringComparer.Ordinal));
        var statement = new CommitStatement(new([])).Sql;
        foreach (var column in TicketProjection.Projection.Columns)
        {
            // One that is fixed is written with the row only: the serving role may not change it.
            Assert.Equal(!column.IsFixed, statement.Contains($"{column.Name} = excluded.{column.Name}", StringComparison.Ordinal));
            Assert.Contains($"k.{column.Name}", statement, StringComparison.Ordinal);
        }
    }

    private static readonly HashSet<string> Tables = ["flight_report", "deadline_report", "vault_key", "case_state"];

    /// <summary>The types that the comment states, in the order of the parameters.</summary>
    private static List<string> Types(SqlStatement statement) =>
        Declared().Matches(statement.Comment).Select(match => (Number: int.Parse(match.Groups[1].Value), Type: match.Groups[2].Value)).DistinctBy(one => one.Number).OrderBy(one => one.Number).Select(one => one.Type).ToList();

    [GeneratedRegex(@"^(\w+)/Sql/(\w+)\.sql$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\$(\d+) ([a-z][a-z0-9]*(?:\[\])?)")]
    private static partial Regex Declared();

    [GeneratedRegex(@"\b[a-z]+(?:_[a-z]+)+\b")]
    private static partial Regex IndexName();

    [GeneratedRegex(@"\{[a-z]|--\?|@[a-z]")]
    private static partial Regex Open();

    [GeneratedRegex("^(select|insert|update|delete|with)")]
    private static partial Regex Preparable();
}
