using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Sql;

/// <summary>Commands of statements, their parameters in order, and their rows by the names of columns.</summary>
public static class SqlCommands
{
    public static NpgsqlCommand Command(this NpgsqlDataSource database, SqlStatement statement)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(statement);
#pragma warning disable CA2100 // The text is that of a file; every value is a parameter.
        return database.CreateCommand(statement.Text);
#pragma warning restore CA2100
    }

    public static NpgsqlCommand Command(this NpgsqlConnection connection, SqlStatement statement, NpgsqlTransaction? transaction = null)
    {
        ArgumentNullException.ThrowIfNull(statement);
#pragma warning disable CA2100 // The same.
        return new(statement.Text, connection, transaction);
#pragma warning restore CA2100
    }

    /// <summary>A command on the context's own connection, within its transaction where it has one.</summary>
    public static async Task<NpgsqlCommand> CommandAsync(this DbContext context, SqlStatement statement, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.Database.OpenConnectionAsync(ct);
        return ((NpgsqlConnection)context.Database.GetDbConnection()).Command(statement);
    }

    /// <summary>Adds the next parameter.</summary>
    public static NpgsqlCommand With<T>(this NpgsqlCommand command, T value)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    /// <summary>Adds the next parameter where the type of the column does not follow from that of the value.</summary>
    public static NpgsqlCommand With<T>(this NpgsqlCommand command, T value, NpgsqlDbType type)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return command;
    }

    /// <summary>Another time-out than the usual.</summary>
    public static NpgsqlCommand Within(this NpgsqlCommand command, int seconds)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.CommandTimeout = seconds;
        return command;
    }

    /// <summary>All rows.</summary>
    public static async Task<List<TRow>> RowsAsync<TRow>(this NpgsqlCommand command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var rows = new List<TRow>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return rows;
        var mapping = RowMapping<TRow>.For(reader);
        do
        {
            rows.Add(mapping.Read());
        }
        while (await reader.ReadAsync(ct));
        return rows;
    }

    /// <summary>The first row, or null.</summary>
    public static async Task<TRow?> FirstRowAsync<TRow>(this NpgsqlCommand command, CancellationToken ct)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(command);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? RowMapping<TRow>.For(reader).Read() : null;
    }

    /// <summary>The values of a result with one column.</summary>
    public static async Task<List<TValue>> ValuesAsync<TValue>(this NpgsqlCommand command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var values = new List<TValue>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) values.Add(reader.GetFieldValue<TValue>(0));
        return values;
    }
}
