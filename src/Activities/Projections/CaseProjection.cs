using System.Text.RegularExpressions;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Activities.Projections;

/// <summary>
/// What lists show of one kind of case, as data: a table with one row for each case of the kind, its columns, and the row that a state has.
/// The shell writes the row in the commit of the step that changed it and checks it against the history; it knows no kind by name.
/// </summary>
/// <remarks>
/// The table lies in schema <c>jsjb</c> and has, beside these columns, <c>case_id uuid primary key</c> and <c>version bigint</c>, the step
/// that changed the row last. Text is <c>text</c>, a Guid <c>uuid</c>, an Instant <c>timestamptz</c> (UTC), and bool, int and long their likes.
/// </remarks>
public sealed partial class CaseProjection
{
    private readonly Func<CaseState, object?> project;

    private CaseProjection(string table, IReadOnlyList<ProjectedColumn> columns, Func<CaseState, object?> project) => (Table, Columns, this.project) = (table, columns, project);

    /// <summary>Name of the table, e.g. <c>ticket</c>.</summary>
    public string Table { get; }

    /// <summary>Its columns, in the order in which the row declares them.</summary>
    public IReadOnlyList<ProjectedColumn> Columns { get; }

    /// <summary>The projection onto that table.</summary>
    /// <param name="table">In lower case, with underscores.</param>
    /// <param name="project">The row of a state; null for a case that is not of the kind, or not yet. A case that has had a row keeps one.</param>
    /// <typeparam name="TRow">A record: each member with <see cref="ListColumnAttribute"/> is the column with its name in snake case.</typeparam>
    /// <exception cref="ArgumentException">That is no name of a table, or the row has no columns.</exception>
    public static CaseProjection Of<TRow>(string table, Func<CaseState, TRow?> project)
        where TRow : class, IEquatable<TRow>
    {
        if (!TableName().IsMatch(table)) throw new ArgumentException($"Expected a name in lower case such as 'appeal', but found '{table}'.", nameof(table));
        ProjectedColumn[] columns =
        [
            .. ColumnNames.MembersOf(typeof(TRow)).Where(member => member.IsDefined(typeof(ListColumnAttribute), inherit: false))
                .Select(member => (ProjectedColumn)Activator.CreateInstance(typeof(ProjectedColumn.Of<,>).MakeGenericType(typeof(TRow), member.PropertyType), member)!),
        ];
        return columns.Length > 0 ? new(table, columns, project) : throw new ArgumentException($"{typeof(TRow).Name} has no member with {nameof(ListColumnAttribute)}.", nameof(project));
    }

    /// <summary>The row of a state; null where it has none. Two are equal where every column is.</summary>
    public object? RowOf(CaseState state) => project(state);

    [GeneratedRegex("^[a-z][a-z0-9_]{0,50}$")]
    private static partial Regex TableName();
}
