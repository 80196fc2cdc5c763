using System.Text.Json;
using System.Text.Json.Serialization;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Engine.Values;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Web.Http;

/// <summary>Instants as ISO-8601: written in UTC, read with any offset.</summary>
internal sealed class InstantConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && !CalendarBounds.IsHour24(text) && Value.Of(text).AsInstant() is { } instant && CalendarBounds.Hold(instant)
            ? instant
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
        writer.WriteStringValue(InstantPattern.ExtendedIso.Format(value));
}

/// <summary>Engine values as the JSON they are.</summary>
internal sealed class ValueJsonConverter : JsonConverter<Value>
{
    public override bool HandleNull => true;

    public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return CanonicalJson.From(document.RootElement);
    }

    public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options) =>
        writer.WriteRawValue(CanonicalJson.Write(value), skipInputValidation: true);
}
