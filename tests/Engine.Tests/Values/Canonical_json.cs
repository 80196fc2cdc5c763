using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Values;

public sealed class Canonical_json
{
    [Property(Arbitrary = [typeof(AnyValue)], MaxTest = 2000)]
    public static bool What_is_written_is_read_back_as_the_same_value(Value value) => CanonicalJson.Parse(CanonicalJson.Write(value)).Equals(value);

    [Property(Arbitrary = [typeof(AnyValue)], MaxTest = 1000)]
    public static bool Canonical_text_is_a_fixed_point(Value value)
    {
        var text = CanonicalJson.Write(value);
        return CanonicalJson.Write(CanonicalJson.Parse(text)) == text;
    }

    [Property(Arbitrary = [typeof(AnyValue)], MaxTest = 1000)]
    public static bool Equal_values_have_equal_bytes_whatever_way_they_are_written(Value value)
    {
        var output = new ArrayBufferWriter<byte>();
        CanonicalJson.WriteTo(output, value);
        return output.WrittenSpan.SequenceEqual(CanonicalJson.ToBytes(value))
            && Encoding.UTF8.GetString(output.WrittenSpan) == CanonicalJson.Write(value)
            && Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(output.WrittenSpan)) == CanonicalJson.Hash(value);
    }

    [Property(MaxTest = 2000)]
    public static bool A_double_is_written_as_its_shortest_text(double number)
    {
        if (!double.IsFinite(number)) return CanonicalJson.Write(Value.Of(number)) == "null";
        var text = CanonicalJson.Write(Value.Of(number));
        return double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) == number
            && text.Length <= number.ToString("R", System.Globalization.CultureInfo.InvariantCulture).Length + 22;
    }

    // Numbers of RFC 8785, appendix B, and the edges of ECMAScript's Number::toString.
    [Theory]
    [InlineData(0d, "0")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(-5e-324, "-5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(9007199254740992, "9007199254740992")]
    [InlineData(-9007199254740992, "-9007199254740992")]
    [InlineData(295147905179352830000d, "295147905179352830000")]
    [InlineData(9.999999999999997e22, "9.999999999999997e+22")]
    [InlineData(1e23, "1e+23")]
    [InlineData(1.0000000000000001e23, "1.0000000000000001e+23")]
    [InlineData(999999999999999700000d, "999999999999999700000")]
    [InlineData(999999999999999900000d, "999999999999999900000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(9.999999999999997e-7, "9.999999999999997e-7")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(0.1, "0.1")]
    [InlineData(100, "100")]
    [InlineData(123456789012345680000d, "123456789012345680000")]
    [InlineData(333333333.33333329, "333333333.3333333")]
    [InlineData(333333333.3333332, "333333333.3333332")]
    [InlineData(333333333.33333343, "333333333.33333343")]
    [InlineData(-0.0000033333333333333333, "-0.0000033333333333333333")]
    [InlineData(1424953923781206.2, "1424953923781206.2")]
    [InlineData(4.5, "4.5")]
    [InlineData(2e-3, "0.002")]
    [InlineData(1e30, "1e+30")]
    [InlineData(1e-27, "1e-27")]
    public void Numbers_are_written_as_ECMAScript_does(double number, string expected) => Assert.Equal(expected, CanonicalJson.Write(Value.Of(number)));

    [Fact]
    public void Negative_zero_is_zero() => Assert.Equal("0", CanonicalJson.Write(Value.Of(-0d)));

    [Fact]
    public void Texts_escape_only_what_JSON_demands() => Assert.Equal(
        "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u007f\u2028\"",
        CanonicalJson.Write(Value.Of("\u20ac$\u000f\nA'B\"\\\\\"/\u007f\u2028")));

    // RFC 8785 §3.2.3: names sort by UTF-16 units, so a supplementary character comes before U+FB33.
    [Fact]
    public void Members_sort_by_UTF16_units()
    {
        var value = CanonicalJson.Parse("""{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""");
        Assert.Equal(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
            CanonicalJson.Write(value));
    }

    [Fact]
    public void A_decimal_beyond_double_keeps_all_its_digits()
    {
        Assert.Equal("{\"$decimal\":\"0.1234567890123456789\"}", CanonicalJson.Write(Value.Of(0.12345678901234567890m)));
        Assert.Equal("{\"$decimal\":\"9007199254740993\"}", CanonicalJson.Write(Value.Of(9007199254740993)));
        Assert.Equal(9007199254740993, CanonicalJson.Parse("9007199254740993").AsInt64());
    }

    [Fact]
    public void Decimals_that_differ_only_in_trailing_zeros_have_the_same_bytes() =>
        Assert.Equal(CanonicalJson.Write(Value.Of(1.5m)), CanonicalJson.Write(Value.Of(1.5000m)));

    [Fact]
    public void The_last_of_members_with_one_name_counts() => Assert.Equal("{\"a\":2}", CanonicalJson.Write(CanonicalJson.Parse("""{"a":1,"a":2}""")));

    [Fact]
    public void Nesting_beyond_the_limit_is_refused_not_a_crash()
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);
        Assert.ThrowsAny<JsonException>(() => CanonicalJson.Parse(deep));
        var value = Value.Null;
        for (var i = 0; i < 5000; i++) value = Value.Of([value]);
        Assert.Throws<InvalidOperationException>(() => CanonicalJson.Write(value));
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00x\":1}")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("01")]
    public void What_is_no_JSON_is_a_JsonException(string json) => Assert.ThrowsAny<JsonException>(() => CanonicalJson.Parse(json));

    [Fact]
    public void Half_a_surrogate_pair_in_JSON_text_is_a_JsonException() => Assert.ThrowsAny<JsonException>(() => CanonicalJson.Parse("\"" + '\ud800' + "\""));

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character() => Assert.Equal("\"\uFFFD\"", CanonicalJson.Write(Value.Of("\ud800")));
}
