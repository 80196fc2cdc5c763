using System.Text.RegularExpressions;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Expressions;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Connections;
using Connection = JieSuJiBan.Workflows.Connections.Connection;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>
/// What a definition sends outside: the address lies under a connection, no secret stands in the drawing, and the check says in words which
/// facts of a ticket leave, and to whom.
/// </summary>
internal sealed partial class OutsideChecks
{
    private const string Whole = "*";
    private static readonly string[] Sent = ["Url", "Content", "ContentType", "Method", "RequestHeaders", "Authorization"];

    private readonly WorkflowDefinition definition;
    private readonly IReadOnlyList<Connection>? connections;
    private readonly IReadOnlyDictionary<string, FactName> facts;
    private readonly HashSet<string> sealedNames;
    private readonly CheckList list;

    private OutsideChecks(WorkflowDefinition definition, ActivityRegistry catalog, CityPolicy? city, IReadOnlyList<Connection>? connections, CheckList list)
    {
        (this.definition, this.list) = (definition, list);
        this.connections = connections is null ? null : [.. connections.Where(connection => connection is { IsEnabled: true, Channel: null })];
        facts = city is null ? FactNames.Own.ToDictionary(fact => fact.Name, StringComparer.Ordinal) : FactNames.Of(city);
        sealedNames = [.. TicketStart.PersonalFields, .. catalog.Descriptors.SelectMany(descriptor => descriptor.Task?.Fields ?? []).Where(field => field.IsSealed).Select(field => field.Name)];
    }

    /// <param name="definition">The definition.</param>
    /// <param name="catalog">The activity types as the city has them.</param>
    /// <param name="city">The policy, or null.</param>
    /// <param name="connections">The connections of the system; null where they are not known here.</param>
    /// <param name="list">Takes the findings.</param>
    public static void Check(WorkflowDefinition definition, ActivityRegistry catalog, CityPolicy? city, IReadOnlyList<Connection>? connections, CheckList list)
    {
        var senders = definition.Nodes.Where(node => node.Type is "Elsa.SendHttpRequest" or "Elsa.FlowSendHttpRequest").ToArray();
        if (senders.Length == 0) return;
        var checks = new OutsideChecks(definition, catalog, city, connections, list);
        foreach (var node in senders) checks.Check(node);
    }

    private void Check(ActivityNode node)
    {
        CheckHeaders(node);
        var connection = CheckAddress(node, Stated(node, "Url"));
        CheckFields(node, connection);
    }

    /// <summary>The connection that the address lies under, where that can be told without running.</summary>
    private Connection? CheckAddress(ActivityNode node, Expression? stated)
    {
        if (stated is null || (stated.Type == "Literal" && stated.Value.AsString() is null or { Length: 0 })) return null;
        var (known, isWhole) = stated.Type switch
        {
            "Literal" => (stated.Value.AsString()!, true),
            "JavaScript" => (Quoted().Match(stated.Value.AsString() ?? "") is { Success: true } match ? match.Groups["text"].Value : "", false),
            "Liquid" => ((stated.Value.AsString() ?? "").Split("{{")[0].Split("{%")[0], false),
            _ => ("", false),
        };
        if (RequestHeaders.SecretParameter(known) is { } parameter)
        {
            list.Error(node, "http.secret", $"地址中的“{parameter}”是密钥，流程定义人人可读；请由系统管理员放进连接的请求头，并从地址中删去。",
                $"the parameter '{parameter}' of the address is a secret, and definitions are read by many: the system administrator puts it into the headers of the connection, and it is taken out here.", "Url");
        }

        // What follows the beginning can only be told by running: only a beginning that names the host whole says where it leads.
        var read = ConnectionAddress.TryRead(known, out var address, out var wrong);
        if (isWhole && !read)
        {
            list.Error(node, "http.address.wrong", $"地址不能使用：{wrong!.Value.Chinese}。", $"the address cannot be used: {wrong.Value.English}.", "Url");
            return null;
        }

        if (read && (isWhole || known.IndexOf('/', known.IndexOf("//", StringComparison.Ordinal) + 2) > 0)) return Found(node, address!, isWhole);
        if (connections is not null)
        {
            var (chinese, english) = Listed();
            list.Warning(node, "http.address.computed", $"地址在运行时才算出；不在连接之下的，什么也不会发送，工单会出现流程故障。{chinese}。", $"the address is worked out when it runs; where it lies under no connection, nothing is sent and the ticket has an incident. {english}.", "Url");
        }

        return null;
    }

    private Connection? Found(ActivityNode node, Uri address, bool isWhole)
    {
        var host = address.GetLeftPart(UriPartial.Authority);
        if (connections is null)
        {
            list.Warning(node, "http.address.unchecked", $"请求发往 {host}；连接由运行中的服务配置，这里没有核对（可用 --connections 给出）。", $"the request goes to {host}; connections are configured in the running service and were not looked at here (state them with --connections).", "Url");
            return null;
        }

        if (ConnectionAddress.Find(address, connections) is { } found) return found;
        // Of a beginning, what is still to come may lead under a longer path.
        if (!isWhole && connections.FirstOrDefault(connection => ConnectionAddress.TryRead(connection.BaseAddress, out var under, out _) && under.AbsoluteUri.StartsWith(address.AbsoluteUri, StringComparison.Ordinal)) is { } possible) return possible;
        var (chinese, english) = Listed();
        list.Error(node, "http.noConnection", $"地址 {host} 不在任何启用的连接之下，不能外送。{chinese}；需要新连接的，请系统管理员配置。", $"the address {host} lies under no enabled connection, so nothing may be sent there. {english}; where another is needed, the system administrator configures it.", "Url");
        return null;
    }

    private (string Chinese, string English) Listed()
    {
        var named = string.Join("、", connections!.Take(10).Select(connection => $"{connection.Name}（{connection.BaseAddress}）"));
        return named.Length == 0 ? ("目前没有连接", "There is no connection") : ($"现有连接：{named}", $"The connections are {named}");
    }

    private void CheckHeaders(ActivityNode node)
    {
        var names = Stated(node, "RequestHeaders") is { } headers ? NamesOf(headers) : [];
        if (Stated(node, "Authorization") is { } authorization && !(authorization.Value.IsNull || authorization.Value.AsString() is { Length: 0 })) names = [.. names, "Authorization"];
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (RequestHeaders.IsSecret(name))
            {
                list.Error(node, "http.secret", $"请求头“{name}”是密钥，流程定义人人可读，不能写在流程中；请由系统管理员放进连接的请求头。",
                    $"the header '{name}' is a secret, and definitions are read by many: use the connection's headers, which the system administrator sets, and take it out here.", "RequestHeaders");
            }
            else if (RequestHeaders.IsOfTransport(name))
            {
                list.Error(node, "http.header", $"请求头“{name}”由系统自己写，请从流程中删去。", $"the header '{name}' is written by the system itself: take it out.", "RequestHeaders");
            }
        }
    }

    /// <summary>Says what leaves; sealed words that may not leave arrive empty, other facts that may not stop the publication.</summary>
    private void CheckFields(ActivityNode node, Connection? connection)
    {
        var own = Sent.Select(input => Stated(node, input)).OfType<Expression>().ToArray();
        var direct = own.SelectMany(Reads).Distinct(StringComparer.Ordinal).ToArray();
        var carried = own.Any(ReadsVariables) ? Carried().Except(direct).ToArray() : [];
        if (direct.Length + carried.Length == 0) return;
        var (to, toEnglish) = connection is null ? ("外部", "the outside") : ($"连接“{connection.Name}”（{connection.BaseAddress}）", $"the connection '{connection.Name}' ({connection.BaseAddress})");
        bool IsAllowed(string path) => connection is null || connection.Fields.Any(field => field == path || path.StartsWith(field + ".", StringComparison.Ordinal));
        bool IsSealed(string path) => path.Split('.').Any(sealedNames.Contains);
        var leaving = direct.Concat(carried).Where(IsAllowed).ToArray();
        if (leaving.Length > 0) list.Warning(node, "http.leaves", $"本步骤把{Names(leaving, "、", fact => fact.Chinese)}发往{to}。", $"this step sends {Names(leaving, ", ", fact => fact.English)} to {toEnglish}.", "Content");
        var kept = direct.Concat(carried).Where(path => !IsAllowed(path)).ToArray();
        var closed = kept.Where(IsSealed).ToArray();
        var refused = kept.Except(closed).Intersect(direct).ToArray();
        var doubtful = kept.Except(closed).Except(refused).ToArray();
        if (closed.Length > 0)
        {
            list.Warning(node, "http.field.closed", $"{to}不允许外送{Names(closed, "、", fact => fact.Chinese)}，对方收到的是空值；请从流程中删去，或者请系统管理员在连接中允许。",
                $"{toEnglish} does not let out {Names(closed, ", ", fact => fact.English)}, which arrive empty: take them out, or the system administrator allows them.", "Content");
        }

        if (refused.Length > 0)
        {
            list.Error(node, "http.field.notAllowed", $"{to}不允许外送{Names(refused, "、", fact => fact.Chinese)}；请从流程中删去，或者请系统管理员在连接中允许。",
                $"{toEnglish} does not let out {Names(refused, ", ", fact => fact.English)}: take them out, or the system administrator allows them.", "Content");
        }

        if (doubtful.Length > 0)
        {
            list.Warning(node, "http.field.carried", $"变量中可能带有{Names(doubtful, "、", fact => fact.Chinese)}，{to}不允许外送；请核对。",
                $"variables may carry {Names(doubtful, ", ", fact => fact.English)}, which {toEnglish} does not let out: look at them.", "Content");
        }
    }

    private string Names(IEnumerable<string> paths, string separator, Func<FactName, string> name) => string.Join(separator, paths.Order(StringComparer.Ordinal).Select(path =>
        path == Whole ? name(new(Whole, "整张工单", "the whole ticket")) : facts.TryGetValue(path.Split('.')[0], out var fact) ? $"{name(fact)}({path})" : path));

    /// <summary>The facts that go into variables anywhere in the definition.</summary>
    private IEnumerable<string> Carried() => definition.Nodes
        .Where(node => node.Type is "Elsa.SetVariable" or "Elsa.RunJavaScript" || node.Outputs.Count > 0)
        .SelectMany(node => node.Inputs.Values.Select(input => input.Expression)).SelectMany(Reads).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Reads(Expression expression) => expression.Value.AsString() is not { } text ? Inner(expression).SelectMany(Reads) : expression.Type switch
    {
        "JavaScript" => [.. Paths(ScriptPaths.OfScript(text, "ticket")), .. ScriptPaths.TakesWhole(text, "ticket") ? [Whole] : (string[])[]],
        "Liquid" => [.. Paths(ScriptPaths.OfTemplate(text, "ticket")), .. WholeInTemplate().IsMatch(text) ? [Whole] : (string[])[]],
        // A script's own input holds its text as it stands.
        "Literal" when text.Contains("ticket", StringComparison.Ordinal) && ScriptPaths.OfScript(text, "ticket") is { Count: > 0 } paths => Paths(paths),
        _ => [],
    };

    /// <summary>The longest paths only: <c>ticket.callback.opinion</c> is no reading of all of <c>callback</c>.</summary>
    private static IEnumerable<string> Paths(IReadOnlyList<IReadOnlyList<string>> paths)
    {
        var all = paths.Where(path => path.Count > 0).Select(path => string.Join('.', path)).Distinct(StringComparer.Ordinal).ToArray();
        return all.Where(path => !all.Any(other => other.StartsWith(path + ".", StringComparison.Ordinal)));
    }

    /// <summary>Expressions inside an object.</summary>
    private static IEnumerable<Expression> Inner(Expression expression) => Inside(expression.Value);

    private static IEnumerable<Expression> Inside(Value value) => value.Kind switch
    {
        ValueKind.Array => value.Items.SelectMany(Inside),
        ValueKind.Object when value["type"].AsString() is "JavaScript" or "Liquid" && !value["value"].IsNull => [new Expression(value["type"].AsString()!, value["value"])],
        ValueKind.Object => value.MembersByName.SelectMany(member => Inside(member.Value)),
        _ => [],
    };

    private static bool ReadsVariables(Expression expression) =>
        expression.Type is "Variable" or "Input" or "Output" || (expression.Value.AsString() is { } text ? expression.Type is "JavaScript" or "Liquid" && Variables().IsMatch(text) : Inner(expression).Any(ReadsVariables));

    /// <summary>The names of headers, wherever a name can stand.</summary>
    private static string[] NamesOf(Expression headers)
    {
        var value = headers.Value;
        if (value.AsString() is not { } text) return [.. value.MembersByName.Select(member => member.Key)];
        if (headers.Type is "Literal" or "Object" or "Json" && ValueConverter.Convert(value, "JsonObject") is { Error: null } read) return [.. read.Value.MembersByName.Select(member => member.Key)];
        return [.. Member().Matches(text).Select(match => match.Groups["name"].Value)];
    }

    private static Expression? Stated(ActivityNode node, string input) => node.Inputs.TryGetValue(input, out var stated)
        ? stated.Expression
        : node.Raw[char.ToLowerInvariant(input[0]) + input[1..]] is { IsNull: false } raw ? new("Literal", raw) : null;

    [GeneratedRegex("""\A[\s(]*["'`](?<text>https?://[^"'`$]*)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex("""["'`]?(?<name>[A-Za-z][A-Za-z0-9_-]*)["'`]?\s*\]?\s*[:=]""", RegexOptions.CultureInvariant)]
    private static partial Regex Member();

    [GeneratedRegex("""\bvariables\b|\bVariables\b|\bInput\b|\bget[A-Z]\w*\s*\(""", RegexOptions.CultureInvariant)]
    private static partial Regex Variables();

    [GeneratedRegex("""\{[{%][^}%]*(?<![\w.'"])ticket(?![\w.\[])[^}%]*[%}]\}""", RegexOptions.CultureInvariant)]
    private static partial Regex WholeInTemplate();
}
