using System.Diagnostics;
using System.Text.Json;
using JieSuJiBan.Application.Startup;

namespace JieSuJiBan.Host.Tests.Cli;

/// <summary>The commands of the shell as a user has them: a process, its words, its exit code. No database anywhere.</summary>
public sealed class When_a_workflow_is_run_from_the_shell : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jsjb-cli-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task it_prints_what_was_written_and_one_line_of_json()
    {
        var child = Write("child", Line("child line", "c"), "child");
        var parent = Write("parent", $$"""{"type":"Elsa.Sequence","id":"s","activities":[{{Line("before", "a")}},{"type":"Elsa.Delay","id":"d"},{"type":"Elsa.ExecuteWorkflow","id":"e","workflowDefinitionId":{{Input("child")}}},{"type":"Elsa.SetOutput","id":"o","outputName":{{Input("answer")}},"outputValue":{"expression":{"type":"JavaScript","value":"getInput('n') + 1"} } }]}""", "parent");

        var (code, words, errors) = await RunAsync("run", parent, "--with", child, "--input", """{"n":41}""", "--until-end");

        Assert.Equal(ExitCodes.Success, code);
        Assert.Empty(errors);
        Assert.Equal(["before", "child line"], words[..^1]);
        using var report = JsonDocument.Parse(words[^1]);
        Assert.Equal(["status", "subStatus", "output", "incidents", "steps"], report.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal("Finished", report.RootElement.GetProperty("status").GetString());
        Assert.Equal(42, report.RootElement.GetProperty("output").GetProperty("answer").GetInt32());
        Assert.Equal(2, report.RootElement.GetProperty("steps").GetInt32());
    }

    [Fact]
    public async Task one_that_faults_says_so_and_exits_with_11()
    {
        var (code, words, _) = await RunAsync("run", Write("fault", """{"type":"Elsa.Fault","id":"f","code":{"expression":{"type":"Literal","value":"E1"} } }""", "fault"));
        Assert.Equal(ExitCodes.Faulted, code);
        using var report = JsonDocument.Parse(Assert.Single(words));
        Assert.Equal("Faulted", report.RootElement.GetProperty("subStatus").GetString());
        Assert.Equal("f", Assert.Single(report.RootElement.GetProperty("incidents").EnumerateArray()).GetProperty("activityId").GetString());
    }

    [Theory]
    [InlineData("", "definition.notJson")]
    [InlineData("no json {", "definition.notJson")]
    [InlineData("deep", "definition.tooDeep")]
    [InlineData("big", "definition.tooLarge")]
    [InlineData("{}", "definition.noRoot")]
    public async Task a_file_that_is_no_definition_is_refused_in_words(string content, string finding)
    {
        var file = Path.Combine(folder.FullName, "hostile.json");
        await File.WriteAllTextAsync(file, content switch
        {
            "deep" => "{\"root\":" + string.Concat(Enumerable.Repeat("{\"type\":\"Elsa.Sequence\",\"activities\":[", 1_000)) + string.Concat(Enumerable.Repeat("]}", 1_000)) + "}",
            "big" => $$"""{"root":{"type":"Elsa.WriteLine","id":"a","text":"{{new string('x', 50_000_000)}}"} }""",
            _ => content,
        }, TestContext.Current.CancellationToken);

        var (code, words, errors) = await RunAsync("run", file);

        Assert.Equal(ExitCodes.Findings, code);
        Assert.Empty(words);
        Assert.Contains(finding, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task validate_names_the_place_and_exits_with_findings()
    {
        var (code, words, _) = await RunAsync("validate", Write("bad", $$"""{"type":"Elsa.Sequence","id":"s","activities":[{"type":"Acme.Unknown","id":"u","name":"U1"},{"type":"Elsa.WriteLine","id":"w","text":{"expression":{"type":"JavaScript","value":"1 +"} } }]}""", "bad"));
        Assert.Equal(ExitCodes.Findings, code);
        Assert.Contains(words, line => line.Contains("U1 (u)", StringComparison.Ordinal) && line.Contains("activity.unknownType", StringComparison.Ordinal));
        Assert.Contains(words, line => line.Contains("w.Text", StringComparison.Ordinal) && line.Contains("script.syntax", StringComparison.Ordinal));
    }

    [Fact]
    public async Task format_keeps_what_it_does_not_understand_and_changes_nothing_the_second_time()
    {
        var file = Write("odd", """{"type":"Acme.Odd","id":"u","unheard":{"of":[1.50,"é𠮷",null,{"x":1e3}]},"metadata":{"designer":{"position":{"x":40.5,"y":50.0}}}}""", "odd", ",\"more\":{\"z\":true}");
        var (_, once, _) = await RunAsync("format", file);
        var second = Path.Combine(folder.FullName, "second.json");
        await File.WriteAllLinesAsync(second, once, TestContext.Current.CancellationToken);
        var (code, twice, _) = await RunAsync("format", second);

        Assert.Equal(ExitCodes.Success, code);
        Assert.Equal(once, twice);
        using var before = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        using var after = JsonDocument.Parse(string.Join('\n', once));
        Assert.True(JsonElement.DeepEquals(before.RootElement, after.RootElement));
        Assert.Contains("1.50", string.Join('\n', once), StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_it_is_asked_wrongly_it_answers_with_its_usage()
    {
        var file = Write("line", Line("x", "a"), "line");
        Assert.Equal(ExitCodes.Usage, (await RunAsync("run", file, "--input", "[1]")).Code);
        Assert.Equal(ExitCodes.Usage, (await RunAsync("run", file, "--mode", "fast")).Code);
        var (code, _, errors) = await RunAsync("run", Path.Combine(folder.FullName, "nowhere.json"));
        Assert.Equal(ExitCodes.Findings, code);
        Assert.Contains("nowhere.json", errors, StringComparison.Ordinal);
    }

    private static string Input(string literal) => $$"""{"expression":{"type":"Literal","value":"{{literal}}"} }""";

    private static string Line(string text, string id) => $$"""{"type":"Elsa.WriteLine","id":"{{id}}","text":{{Input(text)}} }""";

    private string Write(string name, string root, string definitionId, string more = "")
    {
        var file = Path.Combine(folder.FullName, name + ".json");
        File.WriteAllText(file, $$"""{"definitionId":"{{definitionId}}","version":1,"root":{{root}}{{more}} }""");
        return file;
    }

    private static async Task<(int Code, string[] Words, string Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "JieSuJiBan.Host.dll"), "workflow", .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var (words, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (await words).Split('\n', StringSplitOptions.RemoveEmptyEntries), await errors);
    }
}
