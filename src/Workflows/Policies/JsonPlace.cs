using System.Text;
using System.Text.Json;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>Where a value stands in a JSON text, in UTF-16 units.</summary>
internal sealed class JsonPlace
{
    private JsonPlace(int start) => Start = start;

    public int Start { get; }

    public int End { get; private set; }

    public List<(string Name, int KeyStart, JsonPlace Value)> Members { get; } = [];

    public List<JsonPlace> Items { get; } = [];

    /// <summary>The places of a text.</summary>
    /// <exception cref="JsonException">Where the text is no JSON.</exception>
    public static JsonPlace Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new() { MaxDepth = CanonicalJson.MaxDepth });
        var units = new Units(bytes);
        reader.Read();
        var place = Read(ref reader, ref units);
        // What stands behind the value is refused.
        reader.Read();
        return place;
    }

    private static JsonPlace Read(ref Utf8JsonReader reader, ref Units units)
    {
        var place = new JsonPlace(units.At(reader.TokenStartIndex));
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var (name, key) = (reader.GetString()!, units.At(reader.TokenStartIndex));
                reader.Read();
                place.Members.Add((name, key, Read(ref reader, ref units)));
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) place.Items.Add(Read(ref reader, ref units));
        }

        place.End = units.At(reader.BytesConsumed);
        return place;
    }

    /// <summary>Counts UTF-16 units up to places that come one after another.</summary>
    private ref struct Units(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;
        private int read;
        private int count;

        public int At(long place)
        {
            count += Encoding.UTF8.GetCharCount(bytes[read..(int)place]);
            read = (int)place;
            return count;
        }
    }
}
