using System.Reflection;

namespace JieSuJiBan.Activities.Projections;

/// <summary>Takes columns with the types of their values.</summary>
public interface IColumnTaker
{
    /// <summary>Takes a column: its name, and the value that a row has for it.</summary>
    void Take<TValue>(string name, Func<object, TValue> read);
}

/// <summary>A column of a list row: its name, and the value that a row has for it.</summary>
public abstract class ProjectedColumn
{
    private readonly ListColumnAttribute given;

    private protected ProjectedColumn(PropertyInfo member) => (Name, given) = (ColumnNames.Of(member.Name), member.GetCustomAttribute<ListColumnAttribute>()!);

    /// <summary>In snake case, as the table has it.</summary>
    public string Name { get; }

    /// <summary>Its name in Chinese.</summary>
    public string Chinese => given.Chinese;

    /// <summary>Its name in English.</summary>
    public string English => given.English;

    /// <summary>True where it is written with the row and never changed.</summary>
    public bool IsFixed => given.IsFixed;

    /// <summary>The value of a row; boxed, for comparing.</summary>
    public abstract object? ValueOf(object row);

    /// <summary>Hands name and value to whoever sends columns.</summary>
    public abstract void Give(IColumnTaker taker);

    /// <summary>The column of a member with <see cref="ListColumnAttribute"/>.</summary>
    internal sealed class Of<TRow, TValue>(PropertyInfo member) : ProjectedColumn(member)
    {
        private readonly Func<TRow, TValue> read = member.GetMethod!.CreateDelegate<Func<TRow, TValue>>();

        /// <inheritdoc/>
        public override object? ValueOf(object row) => read((TRow)row);

        /// <inheritdoc/>
        public override void Give(IColumnTaker taker) => taker.Take(Name, row => read((TRow)row));
    }
}
