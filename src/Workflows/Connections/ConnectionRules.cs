using System.Text.RegularExpressions;
using JieSuJiBan.Engine;

namespace JieSuJiBan.Workflows.Connections;

/// <summary>What a connection must be before it is taken: bounded, without a secret in clear, with an address that can be told apart.</summary>
public static partial class ConnectionRules
{
    private const int Most = 100;
    private const int LongestName = 100;
    private const int LongestHeader = 2000;
    private const int LongestPattern = 200;

    /// <summary>All that is wrong, each with the field it is about; empty for a sound one.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="channels">The channels that there are.</param>
    /// <param name="isNetwork">Whether a text is a network in CIDR notation or an address.</param>
    /// <param name="isSecretReference">Whether a text is a reference to a secret.</param>
    /// <param name="secretReferences">How references are written, for people.</param>
    public static IReadOnlyList<Rejection> Check(Connection connection, IReadOnlyList<string> channels, Func<string, bool> isNetwork, Func<string, bool> isSecretReference, string secretReferences)
    {
        var faults = new List<Rejection>();
        void Wrong(string code, string field, string chinese, string english) => faults.Add(new(RejectionKind.Content, code, chinese + "。", english + ".", null, field));

        if (!Named().IsMatch(connection.Name)) Wrong("connection.name", "name", "名称以小写字母开头，只含小写字母、数字和连字符，不超过63个字符", "Expected a name of lower-case letters, digits and hyphens that begins with a letter, at most 63 characters");
        if (connection.Chinese.Trim().Length is 0 or > LongestName || connection.English.Trim().Length is 0 or > LongestName) Wrong("connection.title", "chinese", $"请填写中英文名称，各不超过{LongestName}个字符", $"Expected names in Chinese and English, at most {LongestName} characters each");
        CheckAddress(connection, Wrong);
        if (connection.Channel is { } channel && !channels.Contains(channel)) Wrong("connection.channel", "channel", $"渠道“{channel}”不存在；可选：{string.Join("、", channels)}，留空表示供流程使用", $"Expected one of the channels {string.Join(", ", channels)}, or none for requests of definitions, but '{channel}' is none of them");
        CheckHeaders(connection, isSecretReference, secretReferences, Wrong);
        if (connection.Fields.Length > Most || connection.Fields.Any(field => !(Path().IsMatch(field) || (field == "*" && connection.Channel is not null)))) Wrong("connection.fields", "fields", $"允许外送的字段写工单事实的名称，最多{Most}项；只有渠道的连接可以写 *", $"Expected names of facts of a ticket, at most {Most}; only the connection of a channel may say *");
        CheckAnswer(connection, Wrong);
        if (connection.Networks.Length > Most) Wrong("connection.networks", "networks", $"最多{Most}个网段", $"Expected at most {Most} networks");
        foreach (var network in connection.Networks.Where(network => !isNetwork(network)).Take(1)) Wrong("connection.networks", "networks", $"“{network}”不是网段，请写成 10.1.0.0/16 的形式", $"Expected networks as in 10.1.0.0/16, but '{network}' is none");
        if (connection.TimeoutSeconds is < 1 or > Connection.LongestTimeout) Wrong("connection.timeout", "timeoutSeconds", $"超时为 1 至 {Connection.LongestTimeout} 秒", $"Expected a time-out of 1 to {Connection.LongestTimeout} seconds");
        if (connection.LongestAnswerBytes is < 0 or > Connection.LargestAnswer) Wrong("connection.answerBytes", "longestAnswerBytes", $"回应的读取上限为 0 至 {Connection.LargestAnswer} 字节", $"Expected 0 to {Connection.LargestAnswer} bytes of an answer");
        return faults;
    }

    private static void CheckAddress(Connection connection, Action<string, string, string, string> wrong)
    {
        if (!ConnectionAddress.TryRead(connection.BaseAddress, out var address, out var why))
        {
            wrong("connection.address", "baseAddress", $"基础地址不能使用：{why!.Value.Chinese}", $"Expected a usable base address, but {why.Value.English}");
            return;
        }

        if (address.Query.Length > 0) wrong("connection.address", "baseAddress", "基础地址不含查询部分（?）", "Expected a base address without a query (?)");
        if (address.Scheme == "http" && connection.Networks.IsEmpty) wrong("connection.plainText", "baseAddress", "http 不加密，只能用于写明的内部网段；请改用 https，或者在 networks 中写明网段", "Expected https, since http is not encrypted and may reach named networks only: use https, or name the networks");
    }

    private static void CheckHeaders(Connection connection, Func<string, bool> isSecretReference, string secretReferences, Action<string, string, string, string> wrong)
    {
        if (connection.Headers.Count > Most) wrong("connection.headers", "headers", $"最多{Most}个请求头", $"Expected at most {Most} headers");
        foreach (var (name, header) in connection.Headers.Take(Most))
        {
            if (!Token().IsMatch(name) || RequestHeaders.IsOfTransport(name)) wrong("connection.headers", "headers", $"“{name}”不能作为请求头", $"Expected names of headers that may be stated, but '{name}' may not");
            else if (header.Value is null == header.Secret is null) wrong("connection.headers", $"headers.{name}", "请在 value（明文）和 secret（密钥引用）中填写一项", "Expected either value, in clear, or secret, a reference");
            else if (header.Secret is { } secret && !isSecretReference(secret)) wrong("connection.secret", $"headers.{name}", $"密钥只写引用：{secretReferences}", $"Expected a reference to a secret: {secretReferences}");
            else if (header.Value is { } && RequestHeaders.IsSecret(name)) wrong("connection.secret", $"headers.{name}", $"该请求头的值是密钥，不能存入数据库；请改为引用：{secretReferences}", $"Expected a reference, since the value of this header is a secret and is not kept in the database: {secretReferences}");
            else if (header.Value is { } value && (value.Length is 0 or > LongestHeader || value.Any(c => c is < ' ' or > '~'))) wrong("connection.headers", $"headers.{name}", $"请求头的值为 1 至 {LongestHeader} 个可见的 ASCII 字符", $"Expected 1 to {LongestHeader} printable ASCII characters");
        }
    }

    private static void CheckAnswer(Connection connection, Action<string, string, string, string> wrong)
    {
        if (connection.Answer.Length > Most) wrong("connection.answer", "answer", $"最多{Most}项", $"Expected at most {Most} members");
        foreach (var member in connection.Answer.Take(Most))
        {
            if (!(member.Path.StartsWith("header:", StringComparison.OrdinalIgnoreCase) ? Token().IsMatch(member.Path[7..]) : Path().IsMatch(member.Path))) wrong("connection.answer", "answer", $"“{member.Path}”不是回应成员的路径；写 data.result，或者 header:名称", $"Expected the path of a member as in data.result, or header:Name, but '{member.Path}' is neither");
            if (member.MaxLength is < 1 or > 200) wrong("connection.answer", "answer", "代码的最大长度为 1 至 200", "Expected a longest code of 1 to 200 characters");
            if (member.Pattern is { } pattern && !IsPattern(pattern)) wrong("connection.answer", "answer", $"“{pattern}”不是可用的正则表达式（不支持回溯、断言）", $"Expected a regular expression without look-around and back-references, but '{pattern}' is none");
        }
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            return pattern.Length is > 0 and <= LongestPattern && new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant) is not null;
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,62}\z")]
    private static partial Regex Named();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_-]{0,63}(\.[A-Za-z0-9_-]{1,64}){0,8}\z")]
    private static partial Regex Path();

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}\z")]
    private static partial Regex Token();
}
