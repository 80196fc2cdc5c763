using System.Globalization;
using JieSuJiBan.Engine.Activities;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>
/// The kinds of domain events that a project records, by its compiled code: every call of <see cref="ActivityContext.Record"/>, and where the
/// kind comes in by a parameter, every call of that method, whatever it is called.
/// </summary>
internal sealed class RecordedKinds
{
    private readonly Dictionary<IMethodSymbol, List<IInvocationOperation>> calls = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IMethodSymbol> passedOn = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ILocalSymbol, List<IOperation>> locals = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);

    private RecordedKinds(IEnumerable<(string Path, string Text)> sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
        var trees = sources.Append((Path: "usings.cs", Text: Usings)).Select(source => CSharpSyntaxTree.ParseText(source.Text, options, source.Path)).ToArray();
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("JieSuJiBan.", StringComparison.Ordinal) || Path.GetFileName(path) == "JieSuJiBan.Engine.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
        // The name lets it see what the engine shows to the activities alone.
        var compilation = CSharpCompilation.Create("JieSuJiBan.Activities", trees, references, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        foreach (var tree in trees) Read(compilation.GetSemanticModel(tree), tree);
        foreach (var call in calls.Where(pair => IsRecord(pair.Key)).SelectMany(pair => pair.Value).ToArray()) Take(call.Arguments.Single(argument => argument.Parameter!.Ordinal == 0).Value);
    }

    /// <summary>The kinds that are written out.</summary>
    public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Where a kind is put together as the service runs: its file and the expression.</summary>
    public SortedSet<string> PutTogether { get; } = new(StringComparer.Ordinal);

    /// <summary>How many calls record.</summary>
    public int Calls => calls.Where(pair => IsRecord(pair.Key)).Sum(pair => pair.Value.Count);

    public static RecordedKinds Of(string project) => new(Directory.EnumerateFiles(Path.Combine(House.Root, "src", project), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(file => (Path.GetFileName(file), File.ReadAllText(file))));

    public static RecordedKinds In(string source) => new([("source.cs", source)]);

    private void Read(SemanticModel model, SyntaxTree tree)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            switch (node)
            {
                case InvocationExpressionSyntax when model.GetOperation(node) is IInvocationOperation call:
                    Of(calls, call.TargetMethod.OriginalDefinition).Add(call);
                    break;
                case IdentifierNameSyntax or MemberAccessExpressionSyntax when model.GetOperation(node) is IMethodReferenceOperation reference:
                    passedOn.Add(reference.Method.OriginalDefinition);
                    break;
                case VariableDeclaratorSyntax { Initializer.Value: { } value } when model.GetDeclaredSymbol(node) is ILocalSymbol local && model.GetOperation(value) is { } operation:
                    Of(locals, local).Add(operation);
                    break;
                case AssignmentExpressionSyntax when model.GetOperation(node) is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment:
                    Of(locals, target.Local).Add(assignment.Value);
                    break;
                default:
                    break;
            }
        }
    }

    private static List<T> Of<TKey, T>(Dictionary<TKey, List<T>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list)) lists.Add(key, list = []);
        return list;
    }

    private static bool IsRecord(IMethodSymbol method) => method.Name == nameof(ActivityContext.Record) && method.ContainingType.ToDisplayString() == typeof(ActivityContext).FullName;

    private void Take(IOperation kind)
    {
        foreach (var value in Of(kind)) Names.Add(value);
    }

    /// <summary>All texts that an expression may give; where that cannot be told it is noted, and gives none.</summary>
    private IEnumerable<string> Of(IOperation value) => value switch
    {
        { ConstantValue: { HasValue: true, Value: string kind } } => [kind],
        IConversionOperation conversion => Of(conversion.Operand),
        IConditionalOperation { WhenFalse: { } other } choice => Of(choice.WhenTrue).Concat(Of(other)),
        ICoalesceOperation either => Of(either.Value).Concat(Of(either.WhenNull)),
        ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => Of(arm.Value)),
        IThrowOperation => [],
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => from left in Of(sum.LeftOperand).ToArray() from right in Of(sum.RightOperand) select left + right,
        ILocalReferenceOperation { Local: var local } when locals.TryGetValue(local, out var values) => Once(local, values),
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol method } parameter } when !passedOn.Contains(method.OriginalDefinition) && calls.TryGetValue(method.OriginalDefinition, out var callers) =>
            Once(parameter, callers.Select(call => call.Arguments.Single(argument => argument.Parameter!.Ordinal == parameter.Ordinal).Value)),
        // A static method that nobody calls or hands on records nothing.
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { IsStatic: true } method } when !passedOn.Contains(method.OriginalDefinition) => [],
        _ => Unknown(value),
    };

    private string[] Once(ISymbol symbol, IEnumerable<IOperation> values)
    {
        if (!seen.Add(symbol)) return [];
        string[] all = [.. values.SelectMany(Of)];
        seen.Remove(symbol);
        return all;
    }

    private IEnumerable<string> Unknown(IOperation value)
    {
        PutTogether.Add(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(value.Syntax.SyntaxTree.FilePath)}: {value.Syntax}"));
        return [];
    }
}
