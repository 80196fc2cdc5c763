using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Commit;

/// <summary>
/// Rows of one kind from all units of a group, sent as one array per column: the SQL text and the parameters come from the same list of
/// columns, so they cannot disagree. Column <c>n</c> is the 1-based position of the row's unit in the group.
/// </summary>
internal sealed class UnnestSource<TRow>(string alias, Func<CommitUnit, IEnumerable<TRow>> rowsOf)
{
    private readonly List<Column> columns = [];
    private readonly List<TRow> rows = [];
    private readonly List<int> positions = [];

    public UnnestSource<TRow> With<TValue>(string name, NpgsqlDbType type, Func<TRow, TValue> read)
    {
        columns.Add(new Column<TValue>(name, type, read));
        return this;
    }

    /// <summary>The FROM item, claiming parameter numbers from <paramref name="next"/> on.</summary>
    public string From(ref int next)
    {
        var arrays = new List<string> { Placeholder(ref next, "int[]") };
        foreach (var column in columns) arrays.Add(Placeholder(ref next, column.SqlType));
        return $"unnest({string.Join(", ", arrays)}) as {alias}(n, {string.Join(", ", columns.Select(column => column.Name))})";
    }

    /// <summary>The parameters, in the order of <see cref="From"/>.</summary>
    public void AddParameters(NpgsqlParameterCollection parameters, IReadOnlyList<CommitUnit> units)
    {
        rows.Clear();
        positions.Clear();
        for (var n = 0; n < units.Count; n++)
        {
            foreach (var row in rowsOf(units[n]))
            {
                rows.Add(row);
                positions.Add(n + 1);
            }
        }

        parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. positions], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        foreach (var column in columns) parameters.Add(column.Parameter(rows));
    }

    private static string Placeholder(ref int next, string type) => string.Create(CultureInfo.InvariantCulture, $"${next++}::{type}");

    private abstract class Column(string name, NpgsqlDbType type)
    {
        public string Name => name;

        public string SqlType => type switch
        {
            NpgsqlDbType.Uuid => "uuid[]",
            NpgsqlDbType.Integer => "int[]",
            NpgsqlDbType.Bigint => "bigint[]",
            NpgsqlDbType.Boolean => "boolean[]",
            NpgsqlDbType.Bytea => "bytea[]",
            NpgsqlDbType.Jsonb => "jsonb[]",
            NpgsqlDbType.TimestampTz => "timestamptz[]",
            NpgsqlDbType.Text => "text[]",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No array type is known for this column type: add it here."),
        };

        public abstract NpgsqlParameter Parameter(IReadOnlyList<TRow> rows);
    }

    private sealed class Column<TValue>(string name, NpgsqlDbType type, Func<TRow, TValue> read) : Column(name, type)
    {
        private readonly NpgsqlDbType arrayType = NpgsqlDbType.Array | type;

        public override NpgsqlParameter Parameter(IReadOnlyList<TRow> rows)
        {
            var values = new TValue[rows.Count];
            for (var i = 0; i < values.Length; i++) values[i] = read(rows[i]);
            return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = arrayType };
        }
    }
}
