namespace JieSuJiBan.Architecture.Tests;

/// <summary>A fact's key stands in the record that writes it and in the part that reads it, and nowhere else.</summary>
public sealed class FactsAreReadByMember
{
    [Theory]
    [InlineData("Activities", 30)]
    [InlineData("Workflows", 0)]
    [InlineData("Runtime", 0)]
    [InlineData("Application", 0)]
    [InlineData("Web", 0)]
    [InlineData("Host", 0)]
    public void Outside_the_records_and_parts_hardly_a_key_is_written_out(string project, int most)
    {
        var found = FactKeys.Of(project).Found;

        Assert.True(found.Count <= most, $"{found.Count} keys of facts are written out in src/{project}, at most {most} may be: read them by a member of TicketFacts.\n{string.Join('\n', found)}");
    }

    /// <summary>Markup is no C# file: there it is the text that counts.</summary>
    [Fact]
    public void Nor_in_markup() => Assert.Empty(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.razor", SearchOption.AllDirectories)
        .SelectMany(file => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(file), "[fF]acts\\[\"\\w+\"\\]").Select(match => $"{Path.GetFileName(file)}: {match.Value}")));

    [Theory]
    [InlineData("context.Facts[\"a\"]", 1)]
    [InlineData("context.Facts[\"a\"][\"b\"]", 2)]
    [InlineData("Read(context.Facts)", 1)]
    [InlineData("context.Facts[name].MembersByName.Select(member => member.Value[\"at\"])", 1)]
    [InlineData("Loop(context)", 1)]
    [InlineData("context.WorkflowInput[\"a\"]", 0)]
    [InlineData("context.Facts[name]", 0)]
    public void A_key_is_found_wherever_the_value_went(string expression, int count) => Assert.Equal(count, FactKeys.In($$"""
        using JieSuJiBan.Engine.Activities;
        using JieSuJiBan.Engine.Values;
        class Sample
        {
            object Do(ActivityContext context, string name) => {{expression}};
            static Value Read(Value from) => from{{(expression.StartsWith("Read", StringComparison.Ordinal) ? "[\"a\"]" : "")}};
            static Value Loop(ActivityContext context)
            {
                var all = context.Facts;
                foreach (var (_, one) in all.MembersByName) return one{{(expression.StartsWith("Loop", StringComparison.Ordinal) ? "[\"a\"]" : "")}};
                return all;
            }
        }
        """).Found.Count);
}
