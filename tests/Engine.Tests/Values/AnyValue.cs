using FsCheck;
using FsCheck.Fluent;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Values;

/// <summary>Arbitrary values for properties: every kind, nested, with awkward texts and numbers.</summary>
public static class AnyValue
{
    private static readonly string[] AwkwardTexts =
        ["", "a", "\"\\\b\f\n\r\t\u0000\u001f\u007f", "中文工单", "𠮷😀", "\u2028\u20ac\uFFFD", "$decimal", "ﬁ\uE000", "</script>"];

    private static readonly double[] AwkwardNumbers =
        [0, -0.0, 1e21, 1e-7, 5e-324, double.MaxValue, 0.1, -0.1, 100, 123456789012345680000.0, 1e20, 999999999999999900000.0, 1.5e300, 1e-20, 2e-21, 7.1e27];

    private static readonly decimal[] AwkwardDecimals =
        [0m, 1.0m, 1.50m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, 0.1234567890123456789012345678m, 9007199254740993m, 333333333.33333329m, 1e-7m];

    public static Arbitrary<Value> Values() => Arb.From(Gen.Sized(size => OfSize(Math.Min(size, 24))), Shrink);

    private static Gen<Value> OfSize(int size) => size <= 1 ? Scalar() : Gen.OneOf(
        Scalar(),
        Gen.Choose(0, 4).SelectMany(count => Gen.ListOf(OfSize(size / 3), count)).Select(items => Value.Of(items)),
        Gen.Choose(0, 4).SelectMany(count => Gen.ListOf(Member(size / 3), count)).Select(members => Value.Object(members)));

    private static Gen<KeyValuePair<string, Value>> Member(int size) =>
        from name in Text()
        from value in OfSize(size)
        select KeyValuePair.Create(name, value);

    private static Gen<Value> Scalar() => Gen.OneOf(
        Gen.Elements(Value.Null, Value.True, Value.False),
        Text().Select(Value.Of),
        Gen.Elements(AwkwardNumbers).Select(Value.Of),
        Gen.Elements(AwkwardDecimals).Select(Value.Of),
        ArbMap.Default.GeneratorFor<double>().Select(Value.Of),
        ArbMap.Default.GeneratorFor<decimal>().Select(Value.Of),
        ArbMap.Default.GeneratorFor<long>().Select(Value.Of));

    private static Gen<string> Text() => Gen.OneOf(
        Gen.Elements(AwkwardTexts),
        ArbMap.Default.GeneratorFor<string>().Select(text => new string([.. (text ?? "").Where(c => !char.IsSurrogate(c))])));

    private static IEnumerable<Value> Shrink(Value value) => value.Items.Concat(value.MembersByName.Select(member => member.Value));
}
