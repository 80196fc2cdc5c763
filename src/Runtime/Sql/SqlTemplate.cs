using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace JieSuJiBan.Runtime.Sql;

/// <summary>
/// Makes a command of a statement whose lines are not always wanted. A line that ends with <c>--? name</c> stands only where that value or
/// switch is given, one with <c>--? not name</c> only where it is not; <c>@name</c> is the value. So what is not asked for is not in the
/// text: a condition that may be null keeps the database from its indexes.
/// </summary>
public sealed partial class SqlTemplate(SqlStatement statement)
{
    private readonly Dictionary<string, object?> given = new(StringComparer.Ordinal);
    private readonly List<(string Place, string Text)> parts = [];
    private readonly Numbers numbers = new();

    private SqlTemplate(SqlStatement statement, Numbers numbers)
        : this(statement) => this.numbers = numbers;

    /// <summary>Gives a value; null: it is not asked for.</summary>
    public SqlTemplate With(string name, object? value)
    {
        if (value is not null) given[name] = value;
        return this;
    }

    /// <summary>Turns lines on.</summary>
    public SqlTemplate When(string name, bool isOn)
    {
        if (isOn) given[name] = null;
        return this;
    }

    /// <summary>Puts another template's text, as often as it is wanted, where <c>{place}</c> stands. Values of that name differ from those here.</summary>
    public SqlTemplate Repeat(string place, string separator, SqlStatement part, IEnumerable<Action<SqlTemplate>> each)
    {
        var texts = new List<string>();
        foreach (var one in each)
        {
            var template = new SqlTemplate(part, numbers);
            one(template);
            foreach (var (name, value) in given) template.given.TryAdd(name, value);
            texts.Add(template.Render());
        }

        parts.Add((place, string.Join(separator, texts)));
        return this;
    }

    /// <summary>Puts a text that the code knows, never one that anybody typed, where <c>{place}</c> stands.</summary>
    public SqlTemplate Fill(string place, string text)
    {
        parts.Add((place, text));
        return this;
    }

    /// <summary>The command, with the values that its text names.</summary>
    public NpgsqlCommand Command(NpgsqlDataSource database)
    {
        var command = database.CreateCommand();
#pragma warning disable CA2100 // The text is that of a file; every value is a parameter.
        command.CommandText = Render();
#pragma warning restore CA2100
        foreach (var value in numbers.Values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    private string Render()
    {
        var text = new StringBuilder(statement.Text.Length);
        foreach (var line in statement.Text.Split('\n'))
        {
            var mark = line.IndexOf("--?", StringComparison.Ordinal);
            if (mark < 0) text.Append(line).Append('\n');
            else if (line[(mark + 3)..].Split(" and ").All(IsOn)) text.Append(line.AsSpan(0, mark).TrimEnd()).Append('\n');
        }

        foreach (var (place, part) in parts) text.Replace($"{{{place}}}", part);
        return Value().Replace(text.ToString(), match => Number(match.Groups[1].Value));
    }

    private bool IsOn(string condition) => condition.Trim() is var name && name.StartsWith("not ", StringComparison.Ordinal) ? !given.ContainsKey(name[4..]) : given.ContainsKey(name);

    private string Number(string name) => numbers.Of(name, given.GetValueOrDefault(name) ?? throw new InvalidOperationException($"The statement {statement.Name} needs the value '{name}'."));

    [GeneratedRegex(@"@([a-z][a-z_]*)")]
    private static partial Regex Value();

    /// <summary>The values in the order in which the text names them first.</summary>
    private sealed class Numbers
    {
        private readonly Dictionary<(string Name, object Value), string> known = [];

        public List<object> Values { get; } = [];

        public string Of(string name, object value)
        {
            if (known.TryGetValue((name, value), out var number)) return number;
            Values.Add(value);
            return known[(name, value)] = string.Create(CultureInfo.InvariantCulture, $"${Values.Count}");
        }
    }
}
