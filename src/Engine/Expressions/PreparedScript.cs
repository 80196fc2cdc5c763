using System.Collections.Concurrent;
using Acornima;
using Acornima.Ast;
using JieSuJiBan.Engine.Values;
using Jint;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>A script parsed once, and what it needs from its surroundings. Shared by all threads.</summary>
internal sealed class PreparedScript
{
    /// <summary>Longest script, in UTF-16 units.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>Names that would let chance, garbage collection or another clock into a step, or run text as code.</summary>
    private static readonly string[] RefusedNames =
        ["eval", "Function", "WeakRef", "FinalizationRegistry", "Atomics", "SharedArrayBuffer", "ShadowRealm", "Temporal"];

    private static readonly ScriptPreparationOptions Options = new()
    {
        CollectReferencedGlobals = true,
        // Compiling costs milliseconds per expression and changes nothing but speed.
        ParsingOptions = new ScriptParsingOptions { AllowReturnOutsideFunction = true, CompileRegex = false },
    };

    private readonly Lazy<PreparedScript> bounded;
    private readonly ScriptRewriter? rewriter;
    private readonly HashSet<string>? words;

    private PreparedScript(string text, Prepared<Script> program, string[] names, bool needsEverything, ulong salt)
        : this(program, names, needsEverything, salt) => bounded = new(() => Bound(text));

    private PreparedScript(PreparedScript original, Prepared<Script> program, ScriptRewriter rewriter, HashSet<string>? words, bool makesTexts)
        : this(program, [.. original.Names], original.NeedsEverything, original.Salt) => (this.rewriter, this.words, MakesTexts, Helper, NeedsGuards) =
            (rewriter, words, makesTexts, rewriter.HasEdits ? rewriter.Helper : null, rewriter.HasEdits || makesTexts || words is null || words.Overlaps(ScriptGuards.Names));

    private PreparedScript(Prepared<Script> program, string[] names, bool needsEverything, ulong salt)
    {
        bounded = new(() => this);
        Program = program;
        Names = names;
        NeedsEverything = needsEverything;
        Salt = salt;
    }

    public Prepared<Script> Program { get; }

    /// <summary>Global names that it mentions.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>It mentions the global object itself, so any name may be meant.</summary>
    public bool NeedsEverything { get; }

    /// <summary>The value of a script that is nothing but one text or number; else null.</summary>
    public Value? OnlyValue => Program.Program is not { Body: [var only] } ? null
        : (only is ExpressionStatement statement ? statement.Expression : only is ReturnStatement returned ? returned.Argument : null) switch
        {
            StringLiteral text => Value.Of(text.Value),
            NumericLiteral number => Value.Of(number.Value),
            UnaryExpression { Operator: Acornima.Operator.UnaryNegation, Argument: NumericLiteral number } => Value.Of(-number.Value),
            _ => null,
        };

    /// <summary>The same script with its operators bounded: what runs since <see cref="Semantics.BoundedScripts"/>.</summary>
    public PreparedScript Bounded => bounded.Value;

    /// <summary>What the names of the helpers begin with that were written into it; null: nothing was.</summary>
    public string? Helper { get; }

    /// <summary>Whether it can reach anything that must be guarded.</summary>
    public bool NeedsGuards { get; } = true;

    /// <summary>Whether it makes lists, and an operator, a template, a call or a computed key may make text of one.</summary>
    public bool MakesTexts { get; }

    /// <summary>Whether it can reach one of these members: it says the name, or computes names.</summary>
    public bool Mentions(params ReadOnlySpan<string> names)
    {
        if (words is null) return true;
        foreach (var name in names)
        {
            if (words.Contains(name)) return true;
        }

        return false;
    }

    /// <summary>The column (0-based) in the text as it was written.</summary>
    public int ColumnOf(int line, int column) => rewriter?.ColumnOf(line, column) ?? column;

    /// <summary>Digest of the text: two scripts of one activity draw different chance from one seed.</summary>
    public ulong Salt { get; }

    public static (PreparedScript? Script, ExpressionError? Error) Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return (null, new("script.tooLong", $"脚本过长：{text.Length} 个字符，上限为 {MaxLength}；请把数据移到策略表中。",
                $"The script has {text.Length} characters, the limit is {MaxLength}: move data into a policy table."));
        }

        try
        {
            var program = Jint.Engine.PrepareScript(text, "script", strict: false, Options);
            var names = program.ReferencedGlobals!.ToArray();
            if (names.FirstOrDefault(name => RefusedNames.Contains(name, StringComparer.Ordinal)) is { } refused)
            {
                return (null, new("script.refusedName", $"脚本不能使用“{refused}”：其结果无法重放。请去掉它。",
                    $"A script cannot use '{refused}', because its result could not be replayed: remove it."));
            }

            var needsEverything = names.Contains("globalThis", StringComparer.Ordinal) || text.Contains("this", StringComparison.Ordinal);
            return (new(text, program, names, needsEverything, Digest(text)), null);
        }
        catch (ScriptPreparationException error)
        {
            var (message, line, column) = error.InnerException is ParseErrorException parse
                ? (parse.Description ?? parse.Message, (int?)parse.LineNumber, (int?)(parse.Column + 1))
                : (error.InnerException?.Message ?? error.Message, null, null);
            return (null, SyntaxError(message, line, column));
        }
        catch (InsufficientExecutionStackException)
        {
            return (null, SyntaxError("nested too deeply", null, null));
        }
    }

    private PreparedScript Bound(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var (computes, makesTexts, makesLists) = (NeedsEverything, false, false);
        var pending = new Stack<Node>([Program.Program!]);
        while (pending.TryPop(out var at))
        {
            switch (at)
            {
                case Identifier identifier:
                    words.Add(identifier.Name);
                    // By these, members are reached whose names nobody says.
                    computes |= identifier.Name is "Object" or "Reflect" or "Proxy" or "globalThis";
                    makesLists |= identifier.Name is "Array" or "JSON" or "push" or "unshift" or "splice" or "concat" or "fill" or "map" or "split" or "match";
                    break;
                case StringLiteral literal:
                    words.Add(literal.Value);
                    break;
                case ArrayExpression:
                    makesLists = true;
                    break;
                case MemberExpression { Computed: true, Property: not (StringLiteral or NumericLiteral) }:
                case Property { Computed: true }:
                    computes = makesTexts = makesLists = true;
                    break;
                case BinaryExpression { Operator: not (Acornima.Operator.StrictEquality or Acornima.Operator.StrictInequality) } or AssignmentExpression { Operator: not Acornima.Operator.Assignment } or TemplateLiteral:
                    makesTexts = true;
                    break;
                case CallExpression:
                    // Whatever is called may make text of what it is given.
                    makesTexts = true;
                    break;
            }

            foreach (var child in at.ChildNodes) pending.Push(child);
        }

        var helper = "ʞ";
        while (words.Any(word => word.StartsWith(helper, StringComparison.Ordinal))) helper += "ʞ";
        var rewritten = ScriptRewriter.Rewrite(text, Program.Program!, helper);
        var program = Jint.Engine.PrepareScript(rewritten.Text, "script", strict: false, Options);
        return new(this, program, rewritten, computes ? null : words, makesTexts && (makesLists || computes));
    }

    private static ExpressionError SyntaxError(string message, int? line, int? column) => new("script.syntax",
        $"脚本有语法错误（第 {line ?? 1} 行第 {column ?? 1} 列）：{message}。请改正脚本。",
        $"The script has a syntax error (line {line ?? 1}, column {column ?? 1}): {message}. Correct the script.", line, column);

    /// <summary>FNV-1a.</summary>
    private static ulong Digest(string text)
    {
        var digest = 14695981039346656037UL;
        foreach (var c in text) digest = unchecked((digest ^ c) * 1099511628211UL);
        return digest;
    }
}

/// <summary>Keeps the most recent scripts parsed; a full cache starts anew rather than grow.</summary>
internal sealed class ScriptCache
{
    private const int MaxCount = 4096;
    private readonly ConcurrentDictionary<string, (PreparedScript? Script, ExpressionError? Error)> scripts = new(StringComparer.Ordinal);

    public (PreparedScript? Script, ExpressionError? Error) Get(string text)
    {
        if (scripts.TryGetValue(text, out var known)) return known;
        if (scripts.Count >= MaxCount) scripts.Clear();
        return scripts.GetOrAdd(text, PreparedScript.Parse);
    }
}
