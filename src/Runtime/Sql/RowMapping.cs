using System.Linq.Expressions;
using System.Reflection;
using JieSuJiBan.Activities.Projections;
using Npgsql;

namespace JieSuJiBan.Runtime.Sql;

/// <summary>
/// Reads rows into a record: each parameter of its public constructor, or where it has none each settable property, is the column of the same name in
/// snake case; a member that is a record itself is read from columns of its own, one that is an enumeration from the name in letters of any case, one that is a list from an array. Where each column stands is looked up once per result, so the
/// order of the select list means nothing. A member that may be null reads NULL as null; any other refuses it.
/// </summary>
public readonly struct RowMapping<TRow>
{
    private static readonly (string[] Columns, Func<NpgsqlDataReader, int[], TRow> Read) Plan = Compile();

    private readonly NpgsqlDataReader reader;
    private readonly int[] ordinals;

    private RowMapping(NpgsqlDataReader reader, int[] ordinals) => (this.reader, this.ordinals) = (reader, ordinals);

    /// <summary>The columns that the record reads.</summary>
    public static IReadOnlyList<string> Columns => Plan.Columns;

    /// <summary>The mapping of the reader's current result.</summary>
    /// <exception cref="IndexOutOfRangeException">A column is missing.</exception>
    public static RowMapping<TRow> For(NpgsqlDataReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new(reader, Array.ConvertAll(Plan.Columns, reader.GetOrdinal));
    }

    /// <summary>The row that the reader stands on.</summary>
    public TRow Read() => Plan.Read(reader, ordinals);

    private static (string[] Columns, Func<NpgsqlDataReader, int[], TRow> Read) Compile()
    {
        var (reader, ordinals) = (Expression.Parameter(typeof(NpgsqlDataReader)), Expression.Parameter(typeof(int[])));
        var columns = new List<string>();
        var row = Record(typeof(TRow), reader, ordinals, columns);
        return ([.. columns], Expression.Lambda<Func<NpgsqlDataReader, int[], TRow>>(row, reader, ordinals).Compile());
    }

    private static Expression Record(Type type, Expression reader, Expression ordinals, List<string> columns)
    {
        var nullability = new NullabilityInfoContext();
        var constructor = type.GetConstructors().MaxBy(one => one.GetParameters().Length)!;
        if (constructor.GetParameters() is { Length: > 0 } parameters)
        {
            return Expression.New(constructor, parameters.Select(one => Member(one.Name!, one.ParameterType, nullability.Create(one), reader, ordinals, columns)).ToArray());
        }

        var members = ColumnNames.MembersOf(type).Select(one => Expression.Bind(one, Member(one.Name, one.PropertyType, nullability.Create(one), reader, ordinals, columns))).ToArray();
        return Expression.MemberInit(Expression.New(constructor), members);
    }

    private static Expression Member(string name, Type type, NullabilityInfo nullability, Expression reader, Expression ordinals, List<string> columns)
    {
        if (IsRecord(type)) return Record(type, reader, ordinals, columns);
        var ordinal = Expression.ArrayIndex(ordinals, Expression.Constant(columns.Count));
        columns.Add(ColumnNames.Of(name));
        var read = Nullable.GetUnderlyingType(type) ?? (type.IsInterface ? type.GetGenericArguments()[0].MakeArrayType() : type);
        Expression value = Expression.Call(reader, nameof(NpgsqlDataReader.GetFieldValue), [read.IsEnum ? typeof(string) : read], ordinal);
        if (read.IsEnum) value = Expression.Call(typeof(Enum), nameof(Enum.Parse), [read], value, Expression.Constant(true));
        return nullability.WriteState == NullabilityState.Nullable
            ? Expression.Condition(Expression.Call(reader, nameof(NpgsqlDataReader.IsDBNull), null, ordinal), Expression.Default(type), Expression.Convert(value, type))
            : Expression.Convert(value, type);
    }

    private static bool IsRecord(Type type) => type.IsClass && type.GetMethod("<Clone>$") is not null;
}
