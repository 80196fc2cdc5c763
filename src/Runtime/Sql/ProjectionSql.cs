using JieSuJiBan.Activities.Projections;
using NodaTime;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Sql;

/// <summary>The parts of statements that name the columns of a projection. Names of tables and columns are checked where it is made.</summary>
internal static class ProjectionSql
{
    /// <summary>The names, for an INSERT.</summary>
    public static string Names(this CaseProjection projection) => string.Join(", ", projection.Columns.Select(column => column.Name));

    /// <summary>The names behind an alias, for a SELECT.</summary>
    public static string Of(this CaseProjection projection, string alias) => string.Join(", ", projection.Columns.Select(column => $"{alias}.{column.Name}"));

    /// <summary>What an INSERT that meets a row sets: the version, and all that is not fixed.</summary>
    public static string Updates(this CaseProjection projection) =>
        string.Join(", ", projection.Columns.Where(column => !column.IsFixed).Select(column => $"{column.Name} = excluded.{column.Name}").Prepend("version = excluded.version"));

    /// <summary>The type of a column with values of that type.</summary>
    public static NpgsqlDbType TypeOf<TValue>() => (Nullable.GetUnderlyingType(typeof(TValue)) ?? typeof(TValue)) switch
    {
        var type when type == typeof(string) => NpgsqlDbType.Text,
        var type when type == typeof(Guid) => NpgsqlDbType.Uuid,
        var type when type == typeof(Instant) => NpgsqlDbType.TimestampTz,
        var type when type == typeof(bool) => NpgsqlDbType.Boolean,
        var type when type == typeof(int) => NpgsqlDbType.Integer,
        var type when type == typeof(long) => NpgsqlDbType.Bigint,
        var type => throw new NotSupportedException($"No column type is known for {type.Name}: add it here."),
    };
}
