using System.Globalization;
using JieSuJiBan.Engine.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>
/// Where a project reads a fact by a key that is written out there, beside the records that write it (*Events.cs) and the parts that read it
/// (*Facts*.cs). A value is of the facts where it comes from a property <c>Facts</c> or <c>Set</c>, or from a part of the facts, through members, locals,
/// loops, lambdas and parameters.
/// </summary>
internal sealed class FactKeys
{
    private readonly Dictionary<IMethodSymbol, List<IInvocationOperation>> calls = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ILocalSymbol, List<IOperation>> locals = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IParameterSymbol, IOperation> lambdas = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);

    private FactKeys(string name, IEnumerable<(string Path, string Text)> sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
        var trees = sources.Append((Path: "usings.cs", Text: Usings)).Select(source => CSharpSyntaxTree.ParseText(source.Text, options, source.Path)).ToArray();
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != name).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(name, trees, references, new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var reads = new List<IPropertyReferenceOperation>();
        foreach (var tree in trees) Read(compilation.GetSemanticModel(tree), tree, reads);
        foreach (var read in reads)
        {
            if (IsHome(read.Syntax.SyntaxTree.FilePath) || KeyOf(read) is not { } key) continue;
            seen.Clear();
            if (IsFact(read.Instance)) Found.Add(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(read.Syntax.SyntaxTree.FilePath)}: {key} ({read.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1})"));
        }
    }

    /// <summary>File, key and line of each.</summary>
    public List<string> Found { get; } = [];

    public static FactKeys Of(string project) => new("JieSuJiBan." + project, Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)).Select(file => (file, File.ReadAllText(file))));

    public static FactKeys In(string source) => new("Sample", [("source.cs", source)]);

    private static bool IsHome(string path) => Path.GetFileName(path) is var file
        && (file.EndsWith("Events.cs", StringComparison.Ordinal) || file == "ClockActFormat.cs" || (file.Contains("Facts", StringComparison.Ordinal) && !file.StartsWith("Fact", StringComparison.Ordinal)));

    /// <summary>The key, where it is written here or a constant of another place than the records and parts.</summary>
    private static string? KeyOf(IPropertyReferenceOperation read)
    {
        var key = read.Arguments[0].Value;
        if (!key.ConstantValue.HasValue || key.ConstantValue.Value is not string text) return null;
        return key is IFieldReferenceOperation { Field: { } field } && (field.DeclaringSyntaxReferences.Length == 0 || IsHome(field.DeclaringSyntaxReferences[0].SyntaxTree.FilePath)) ? null : text;
    }

    private void Read(SemanticModel model, SyntaxTree tree, List<IPropertyReferenceOperation> reads)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            switch (node)
            {
                case ElementAccessExpressionSyntax or ElementBindingExpressionSyntax when model.GetOperation(node) is IPropertyReferenceOperation { Property: { IsIndexer: true, Parameters: [{ Type.SpecialType: SpecialType.System_String }] } } read && IsValue(read.Property.ContainingType):
                    reads.Add(read);
                    break;
                case InvocationExpressionSyntax when model.GetOperation(node) is IInvocationOperation call:
                    Of(calls, call.TargetMethod.OriginalDefinition).Add(call);
                    if ((call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } subject) Bind(call, subject);
                    break;
                case VariableDeclaratorSyntax { Initializer.Value: { } value } when model.GetDeclaredSymbol(node) is ILocalSymbol local:
                    Add(local, model.GetOperation(value));
                    break;
                case AssignmentExpressionSyntax when model.GetOperation(node) is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment:
                    Add(target.Local, assignment.Value);
                    break;
                case AssignmentExpressionSyntax when model.GetOperation(node) is IDeconstructionAssignmentOperation { Target: ITupleOperation targets } parts:
                    for (var i = 0; i < targets.Elements.Length; i++)
                    {
                        if (Declared(targets.Elements[i]) is { } local) Add(local, parts.Value is ITupleOperation values && values.Elements.Length == targets.Elements.Length ? values.Elements[i] : parts.Value);
                    }

                    break;
                case CommonForEachStatementSyntax when model.GetOperation(node) is IForEachLoopOperation loop:
                    foreach (var local in loop.Locals) Add(local, loop.Collection);
                    break;
                case IsPatternExpressionSyntax when model.GetOperation(node) is IIsPatternOperation match:
                    foreach (var local in match.Pattern.DescendantsAndSelf().OfType<IDeclarationPatternOperation>().Select(pattern => pattern.DeclaredSymbol)
                        .Concat(match.Pattern.DescendantsAndSelf().OfType<IRecursivePatternOperation>().Select(pattern => pattern.DeclaredSymbol)).OfType<ILocalSymbol>()) Add(local, match.Value);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>A lambda is handed what the call is about.</summary>
    private void Bind(IInvocationOperation call, IOperation subject)
    {
        foreach (var lambda in call.Arguments.SelectMany(argument => argument.Value.DescendantsAndSelf()).OfType<IAnonymousFunctionOperation>().Where(lambda => lambda.Parent?.Parent is IArgumentOperation argument && argument.Parent == call))
        {
            foreach (var parameter in lambda.Symbol.Parameters) lambdas[parameter] = subject;
        }
    }

    private void Add(ILocalSymbol local, IOperation? value)
    {
        if (value is not null) Of(locals, local).Add(value);
    }

    private static ILocalSymbol? Declared(IOperation target) => target switch
    {
        ILocalReferenceOperation reference => reference.Local,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation reference } => reference.Local,
        _ => null,
    };

    private static List<T> Of<TKey, T>(Dictionary<TKey, List<T>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list)) lists.Add(key, list = []);
        return list;
    }

    private static bool IsValue(ITypeSymbol? type) => type?.ToDisplayString() == typeof(Value).FullName;

    private static bool IsPart(ITypeSymbol? type) => type is { Name: { } name } && (name.EndsWith("Facts", StringComparison.Ordinal) || name == "FactList");

    private bool IsFact(IOperation? value) => value switch
    {
        null => false,
        IConversionOperation conversion => IsFact(conversion.Operand),
        IPropertyReferenceOperation { Property: var property, Instance: var holder } =>
            (IsValue(property.Type) && (property.Name is "Facts" or "Set" || IsPart(property.ContainingType))) || IsFact(holder),
        IFieldReferenceOperation field => IsFact(field.Instance),
        IConditionalAccessOperation access => IsFact(access.WhenNotNull),
        IConditionalAccessInstanceOperation => value.Syntax.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>() is not null && IsFact(Accessed(value)),
        IConditionalOperation choice => IsFact(choice.WhenTrue) || IsFact(choice.WhenFalse),
        ICoalesceOperation either => IsFact(either.Value) || IsFact(either.WhenNull),
        IInvocationOperation { Instance: { } instance } => IsFact(instance),
        IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: [{ Value: var first }, ..] } => IsFact(first),
        ILocalReferenceOperation { Local: var local } => Once(local, locals.GetValueOrDefault(local) ?? []),
        IParameterReferenceOperation { Parameter: var parameter } => lambdas.TryGetValue(parameter, out var subject)
            ? Once(parameter, [subject])
            : IsValue(parameter.Type) && (parameter.Name is "facts" or "set"
                || (parameter.ContainingSymbol is IMethodSymbol method && Once(parameter, (calls.GetValueOrDefault(method.OriginalDefinition) ?? []).SelectMany(call => call.Arguments.Where(argument => argument.Parameter?.Ordinal == parameter.Ordinal)).Select(argument => argument.Value)))),
        _ => false,
    };

    private static IOperation? Accessed(IOperation instance)
    {
        for (var parent = instance.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IConditionalAccessOperation access && !access.Operation.DescendantsAndSelf().Contains(instance)) return access.Operation;
        }

        return null;
    }

    private bool Once(ISymbol symbol, IEnumerable<IOperation> values) => seen.Add(symbol) && values.Any(IsFact);
}
