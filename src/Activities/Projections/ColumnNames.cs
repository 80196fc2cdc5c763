using System.Reflection;
using System.Text;

namespace JieSuJiBan.Activities.Projections;

/// <summary>How the members of a record are called as columns.</summary>
public static class ColumnNames
{
    /// <summary><c>AcceptedAt</c> is <c>accepted_at</c>.</summary>
    public static string Of(string member)
    {
        var name = new StringBuilder(member.Length + 4);
        foreach (var letter in member)
        {
            if (char.IsAsciiLetterUpper(letter) && name.Length > 0) name.Append('_');
            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }

    /// <summary>The properties that are columns, those of the base record first, each in the order in which it is written.</summary>
    public static IEnumerable<PropertyInfo> MembersOf(Type record) =>
        (record.BaseType is { } parent && parent != typeof(object) ? MembersOf(parent) : [])
            .Concat(record.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(property => property.CanWrite));
}
