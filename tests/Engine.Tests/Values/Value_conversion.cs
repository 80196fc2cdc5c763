using FsCheck.Xunit;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Values;

public sealed class Value_conversion
{
    [Theory]
    [InlineData("\"45\"", "Int32", "45")]
    [InlineData("\" 45 \"", "Int64", "45")]
    [InlineData("\"45\"", "Long", "45")]
    [InlineData("45", "String", "\"45\"")]
    [InlineData("1.50", "String", "\"1.5\"")]
    [InlineData("true", "String", "\"True\"")]
    [InlineData("\"True\"", "Boolean", "true")]
    [InlineData("\"false\"", "Boolean", "false")]
    [InlineData("0", "Boolean", "false")]
    [InlineData("3", "Boolean", "true")]
    [InlineData("\"3.25\"", "Decimal", "3.25")]
    [InlineData("\"1e3\"", "Double", "1000")]
    [InlineData("\"01:30:00\"", "TimeSpan", "\"01:30:00\"")]
    [InlineData("\"1.02:00:00\"", "TimeSpan", "\"1.02:00:00\"")]
    [InlineData("\"2026-11-24T10:00:00+08:00\"", "DateTimeOffset", "\"2026-11-24T02:00:00Z\"")]
    [InlineData("\"2026-11-24T10:00:00\"", "DateTime", "\"2026-11-24T10:00:00Z\"")]
    [InlineData("\"2026-11-24\"", "DateTime", "\"2026-11-24T00:00:00Z\"")]
    [InlineData("\"{0F8FAD5B-D9CB-469F-A165-70867728950E}\"", "Guid", "\"0f8fad5b-d9cb-469f-a165-70867728950e\"")]
    [InlineData("\"[1,\\\"2\\\"]\"", "Int32[]", "[1,2]")]
    [InlineData("[\"a\",null]", "List<String>", "[\"a\",null]")]
    [InlineData("\"{\\\"a\\\":1}\"", "ObjectDictionary", "{\"a\":1}")]
    [InlineData("\"{\\\"a\\\":1}\"", "JSON", "{\"a\":1}")]
    [InlineData("\"x\"", "Elsa.Workflows.Core.Activities.Flowchart.Models.FlowJoinMode, Elsa.Workflows.Core", "\"x\"")]
    [InlineData("\"5\"", "System.Int32, System.Private.CoreLib", "5")]
    [InlineData("\"5\"", "Object", "\"5\"")]
    [InlineData("\"aGk=\"", "ByteArray", "\"aGk=\"")]
    public void Texts_of_the_designer_become_the_type(string from, string type, string to)
    {
        var converted = ValueConverter.Convert(CanonicalJson.Parse(from), type);
        Assert.Null(converted.Error);
        Assert.Equal(to, converted.Value.ToString());
    }

    [Theory]
    [InlineData("\"abc\"", "Int32", "String", "Int32")]
    [InlineData("2147483648", "Int32", "Number", "Int32")]
    [InlineData("1.5", "Int64", "Number", "Int64")]
    [InlineData("\"maybe\"", "Boolean", "String", "Boolean")]
    [InlineData("\"25:00:00x\"", "TimeSpan", "String", "TimeSpan")]
    [InlineData("\"yesterday\"", "DateTime", "String", "DateTime")]
    [InlineData("\"[1,\\\"x\\\"]\"", "List<Int32>", "String", "Int32[]")]
    [InlineData("\"[1\"", "JsonArray", "String", "JsonArray")]
    [InlineData("[1]", "ObjectDictionary", "Array", "ObjectDictionary")]
    [InlineData("{}", "Decimal", "Object", "Decimal")]
    [InlineData("\"***\"", "ByteArray", "String", "ByteArray")]
    [InlineData("\"1e999\"", "Double", "String", "Double")]
    public void What_does_not_convert_is_an_error_naming_both_types(string from, string type, string fromType, string toType)
    {
        var converted = ValueConverter.Convert(CanonicalJson.Parse(from), type);
        Assert.NotNull(converted.Error);
        Assert.True(converted.Value.IsNull);
        Assert.Equal((fromType, toType), (converted.Error.From, converted.Error.To));
        Assert.Contains(toType, converted.Error.Chinese, StringComparison.Ordinal);
        Assert.Contains(fromType, converted.Error.English, StringComparison.Ordinal);
    }

    [Property(Arbitrary = [typeof(AnyValue)])]
    public static bool Only_null_becomes_null(Value value, FsCheck.NonEmptyString any)
    {
        foreach (var type in (string[])["String", "Boolean", "Int32", "Double", "Guid", "TimeSpan", "JSON", "Int64[]", "DateTime", any.Get])
        {
            var converted = ValueConverter.Convert(value, type);
            if (value.IsNull && (converted.Error is not null || !converted.Value.IsNull)) return false;
            // JSON text may itself say null; every other conversion to null must be an error.
            if (!value.IsNull && converted.Error is null && converted.Value.IsNull && type != "JSON") return false;
        }

        return true;
    }

    [Theory]
    [InlineData(null, "Object", "System.Object")]
    [InlineData("List<Int32>", "Int32[]", "System.Int32[]")]
    [InlineData("System.String, System.Private.CoreLib", "String", "System.String")]
    [InlineData("System.String[], System.Private.CoreLib", "String[]", "System.String[]")]
    [InlineData("System.Collections.Generic.List`1[[System.Int32, System.Private.CoreLib]], System.Private.CoreLib", "Int32[]", "System.Int32[]")]
    [InlineData("System.Dynamic.ExpandoObject, System.Linq.Expressions", "JSON", "System.Dynamic.ExpandoObject")]
    [InlineData("Poc.Cases.Ticket", "Poc.Cases.Ticket", null)]
    public void Type_names_of_every_age_are_read(string? written, string alias, string? clrName)
    {
        var type = TypeAlias.Parse(written);
        Assert.Equal(alias, type.ToString());
        Assert.Equal(clrName, type.ClrName);
    }
}
