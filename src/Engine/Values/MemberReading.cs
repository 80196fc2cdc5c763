using NodaTime;

namespace JieSuJiBan.Engine.Values;

/// <summary>Reads members back; what is missing though needed is a format error that names it.</summary>
internal static class MemberReading
{
    public static string Text(this Value value, string name) =>
        value[name].AsString() ?? throw new FormatException($"Expected the text member '{name}', but it is missing.");

    public static string? OptionalText(this Value value, string name) => value[name].AsString();

    public static Instant Moment(this Value value, string name) =>
        value[name].AsInstant() ?? throw new FormatException($"Expected the instant member '{name}', but it is missing.");

    public static long Number(this Value value, string name) =>
        value[name].AsInt64() ?? throw new FormatException($"Expected the whole number '{name}', but it is missing.");

    public static bool Flag(this Value value, string name) => value[name].AsBoolean() ?? false;

    public static Value ObjectOrEmpty(this Value value, string name) => value.Has(name) ? value[name] : Value.EmptyObject;

    public static int[] Numbers(this Value value, string name)
    {
        var items = value[name].Items;
        var numbers = new int[items.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (int)(items[i].AsInt64() ?? throw new FormatException($"Expected whole numbers in '{name}'."));
        }

        return numbers;
    }

    public static string[] Texts(this Value value, string name)
    {
        var items = value[name].Items;
        var texts = new string[items.Count];
        for (var i = 0; i < texts.Length; i++) texts[i] = items[i].AsString() ?? throw new FormatException($"Expected texts in '{name}'.");
        return texts;
    }

    public static T Choice<T>(this Value value, string name) where T : struct, Enum =>
        Enum.TryParse<T>(value.Text(name), out var choice) ? choice : throw new FormatException($"Unknown '{name}': {value[name]}.");
}
