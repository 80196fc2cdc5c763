using System.Globalization;
using JieSuJiBan.Activities.Projections;
using JieSuJiBan.Runtime.Sql;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Commit;

/// <summary>
/// Rows of one kind from all units of a group, sent as one array per column: the SQL text and the parameters come from the same list of
/// columns, so they cannot disagree. Column <c>n</c> is the 1-based position of the row's unit in the group.
/// </summary>
internal abstract class UnnestSource(string name)
{
    private int first;

    /// <summary>The name by which the statement asks for these rows: <c>{name} as alias</c>.</summary>
    public string Name => name;

    /// <summary>Claims the numbers of its parameters from that one on; returns the next that is free.</summary>
    public int Number(int next)
    {
        first = next;
        return next + 1 + Types.Count;
    }

    /// <summary>The FROM item.</summary>
    public string From(string alias) =>
        $"unnest({string.Join(", ", Types.Select((type, i) => string.Create(CultureInfo.InvariantCulture, $"${first + 1 + i}::{type}")).Prepend(string.Create(CultureInfo.InvariantCulture, $"${first}::int[]")))}) as {alias}(n, {string.Join(", ", Names)})";

    /// <summary>The parameters, in the order of their numbers.</summary>
    public abstract void AddParameters(NpgsqlParameterCollection parameters, IReadOnlyList<CaseWrite> units);

    protected abstract IReadOnlyList<string> Names { get; }

    protected abstract IReadOnlyList<string> Types { get; }
}

/// <inheritdoc/>
/// <param name="name">The name by which the statement asks for these rows.</param>
/// <param name="addRows">Adds the rows of a unit.</param>
internal sealed class UnnestSource<TRow>(string name, Action<CaseWrite, List<TRow>> addRows) : UnnestSource(name)
{
    private readonly List<Column> columns = [];
    private readonly List<TRow> rows = [];
    private readonly List<int> positions = [];

    protected override IReadOnlyList<string> Names => columns.ConvertAll(column => column.Name);

    protected override IReadOnlyList<string> Types => columns.ConvertAll(column => column.SqlType);

    public UnnestSource<TRow> With<TValue>(string name, NpgsqlDbType type, Func<TRow, TValue> read)
    {
        columns.Add(new Column<TValue>(name, type, read));
        return this;
    }

    /// <summary>The text as the database can hold it (<see cref="SafeText"/>).</summary>
    public UnnestSource<TRow> WithText(string name, Func<TRow, string?> read) => With(name, NpgsqlDbType.Text, row => SafeText.For(read(row)));

    /// <summary>All columns of a list row that the row has.</summary>
    public UnnestSource<TRow> With(CaseProjection projection, Func<TRow, object> rowOf)
    {
        var taker = new Taker(this, rowOf);
        foreach (var column in projection.Columns) column.Give(taker);
        return this;
    }

    public override void AddParameters(NpgsqlParameterCollection parameters, IReadOnlyList<CaseWrite> units)
    {
        rows.Clear();
        positions.Clear();
        for (var n = 0; n < units.Count; n++)
        {
            addRows(units[n], rows);
            while (positions.Count < rows.Count) positions.Add(n + 1);
        }

        parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. positions], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        foreach (var column in columns) parameters.Add(column.Parameter(rows));
    }

    private sealed class Taker(UnnestSource<TRow> source, Func<TRow, object> rowOf) : IColumnTaker
    {
        public void Take<TValue>(string name, Func<object, TValue> read)
        {
            if (read is Func<object, string?> text) source.WithText(name, row => text(rowOf(row)));
            else source.With(name, ProjectionSql.TypeOf<TValue>(), row => read(rowOf(row)));
        }
    }

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
