using System.Reflection;
using NodaTime;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Sql;

/// <summary>A member that is a list column, as findings about it name it.</summary>
/// <param name="chinese">Its name in Chinese.</param>
/// <param name="english">Its name in English.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ListColumnAttribute(string chinese, string english) : Attribute
{
    public string Chinese => chinese;

    public string English => english;

    /// <summary>True where it is written with the row and never changed.</summary>
    public bool IsFixed { get; init; }
}

/// <summary>A column: its name, its type, and the value that a row has for it.</summary>
internal abstract class ListColumn<TRow>(PropertyInfo member)
{
    private readonly ListColumnAttribute given = member.GetCustomAttribute<ListColumnAttribute>()!;

    /// <summary>In snake case, as the database calls it.</summary>
    public string Name { get; } = ColumnNames.Of(member.Name);

    public NpgsqlDbType Type { get; } = TypeOf(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType);

    public string Chinese => given.Chinese;

    public string English => given.English;

    public bool IsFixed => given.IsFixed;

    /// <summary>The value of a row; boxed, for comparing.</summary>
    public abstract object? ValueOf(TRow row);

    /// <summary>Hands name, type and value to whoever sends columns.</summary>
    public abstract void Give(IColumnTaker<TRow> taker);

    private static NpgsqlDbType TypeOf(Type type) =>
        type == typeof(string) ? NpgsqlDbType.Text
        : type == typeof(Guid) ? NpgsqlDbType.Uuid
        : type == typeof(Instant) ? NpgsqlDbType.TimestampTz
        : type == typeof(bool) ? NpgsqlDbType.Boolean
        : type == typeof(int) ? NpgsqlDbType.Integer
        : type == typeof(long) ? NpgsqlDbType.Bigint
        : throw new NotSupportedException($"No column type is known for {type.Name}: add it here.");
}

/// <summary>Takes columns with the types of their values.</summary>
internal interface IColumnTaker<TRow>
{
    void Take<TValue>(string name, NpgsqlDbType type, Func<TRow, TValue> read);
}

/// <summary>The columns that the members of a record with <see cref="ListColumnAttribute"/> are, and the parts of statements that name them.</summary>
internal sealed class ListColumns<TRow>
{
    public IReadOnlyList<ListColumn<TRow>> All { get; } =
    [
        .. ColumnNames.MembersOf(typeof(TRow))
            .Where(member => member.IsDefined(typeof(ListColumnAttribute)))
            .Select(member => (ListColumn<TRow>)Activator.CreateInstance(typeof(Column<>).MakeGenericType(typeof(TRow), member.PropertyType), member)!),
    ];

    /// <summary>The names, for an INSERT.</summary>
    public string Names => string.Join(", ", All.Select(column => column.Name));

    /// <summary>The names behind an alias, for a SELECT.</summary>
    public string Of(string alias) => string.Join(", ", All.Select(column => $"{alias}.{column.Name}"));

    /// <summary>What an INSERT that meets a row sets: all that is not fixed.</summary>
    public string Updates => string.Join(", ", All.Where(column => !column.IsFixed).Select(column => $"{column.Name} = excluded.{column.Name}"));

    private sealed class Column<TValue>(PropertyInfo member) : ListColumn<TRow>(member)
    {
        private readonly Func<TRow, TValue> read = member.GetMethod!.CreateDelegate<Func<TRow, TValue>>();

        public override object? ValueOf(TRow row) => read(row);

        public override void Give(IColumnTaker<TRow> taker) => taker.Take(Name, Type, read);
    }
}
