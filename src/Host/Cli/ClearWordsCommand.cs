using System.Globalization;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Journal;

namespace JieSuJiBan.Host.Cli;

/// <summary><c>history clear-words [--after CASE] [--limit N]</c>: where histories that were written before words were sealed hold them in clear.</summary>
internal static class ClearWordsCommand
{
    private const int DefaultLimit = 1000;

    internal const string Usage = """
        用法 Usage: history clear-words [--after CASE] [--limit N]
          列出历史中以明文保存的文字所在的案件、序号和字段，不显示内容，也不改写历史
          Lists case, entry and field of words that stand in clear in histories; prints none of them and changes nothing.
          --after   从该案件之后继续 go on after that case
          --limit   最多列出的行数 most lines listed (default 1000); 其余只计数 the rest is counted
        """;

    /// <summary>The words after <c>history</c> as options; null where they are none of this command's.</summary>
    public static (Guid After, int Limit)? Parse(string[] args)
    {
        if (args is not ["clear-words", .. var rest]) return null;
        var (after, limit) = (Guid.Empty, DefaultLimit);
        for (var i = 0; i < rest.Length; i += 2)
        {
            if (i + 1 >= rest.Length) return null;
            if (rest[i] == "--after" && Guid.TryParse(rest[i + 1], out after)) continue;
            if (rest[i] == "--limit" && int.TryParse(rest[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out limit)) continue;
            return null;
        }

        return (after, limit);
    }

    /// <summary>Says how the command is used.</summary>
    public static async Task<int> ExplainAsync()
    {
        await Console.Error.WriteLineAsync(Usage);
        return ExitCodes.Usage;
    }

    public static async Task<int> RunAsync((Guid After, int Limit) options, IServiceProvider services, TextWriter output, CancellationToken ct)
    {
        var catalog = services.GetRequiredService<PublishedStore>();
        await catalog.RefreshAsync(ct);
        var (read, cases, fields) = (0L, 0L, 0L);
        await foreach (var (caseId, found) in services.GetRequiredService<ClearWords>().FindAsync(catalog.Policy, options.After, ct))
        {
            read++;
            if (found.Count == 0) continue;
            cases++;
            foreach (var place in found)
            {
                if (fields++ < options.Limit) await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{caseId}\t{place.Sequence}\t{place.Field}"));
            }
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"共读 {read} 个案件，{cases} 个案件的 {fields} 处以明文保存文字。 Read {read} cases: words stand in clear in {fields} places of {cases} cases."));
        return fields == 0 ? ExitCodes.Success : ExitCodes.Findings;
    }
}
