using System.Text.RegularExpressions;
using JieSuJiBan.Application.Deliveries;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Connections;

namespace JieSuJiBan.Application.Connections;

/// <summary>An answer parted: what its connection declares readable, and the rest, which is sealed.</summary>
/// <param name="Content">The declared members that fit their declaration, at their paths.</param>
/// <param name="Headers">The declared headers, and those that say nothing but type and time of waiting.</param>
/// <param name="Withheld">Declared members that were there and did not fit.</param>
/// <param name="IsCut">True where the answer was longer than the connection reads.</param>
/// <param name="Rest">The whole answer, to be sealed; null where it was empty.</param>
public sealed record PartedAnswer(Value Content, Value Headers, IReadOnlyList<string> Withheld, bool IsCut, string? Rest);

/// <summary>
/// Reads the answer of the outside. Nothing of it stands in clear but short codes, numbers and yes or no at members that the connection
/// names: what a stranger's server says may be anything.
/// </summary>
public static partial class AnswerReader
{
    private const string HeaderPrefix = "header:";
    private const long LargestNumber = 999_999_999_999_999;

    public static async Task<PartedAnswer> ReadAsync(HttpResponseMessage response, Connection connection, IReadOnlyCollection<string> secrets, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[connection.LongestAnswerBytes + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        var isCut = length > connection.LongestAnswerBytes;
        var text = HttpRequests.EncodingOf(response).GetString(buffer, 0, Math.Min(length, connection.LongestAnswerBytes));
        var headers = HttpRequests.HeadersOf(response);
        var (content, withheld) = (Value.EmptyObject, new List<string>());
        var parsed = isCut ? Value.Null : Parse(text);
        var shown = new List<(string, Value)>();
        if (response.Content.Headers.ContentType?.MediaType is { } type && MediaType().IsMatch(type)) shown.Add(("Content-Type", Value.Of([Value.Of(type)])));
        if (response.Headers.RetryAfter?.Delta is { } wait) shown.Add(("Retry-After", Value.Of([Value.Of(((long)wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture))])));
        foreach (var member in connection.Answer)
        {
            var isHeader = member.Path.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase);
            var found = isHeader ? Header(headers, member.Path[HeaderPrefix.Length..]) : At(parsed, member.Path.Split('.'));
            if (found.IsNull) continue;
            if (!Fits(found, member, secrets)) withheld.Add(member.Path);
            else if (isHeader) shown.Add((member.Path[HeaderPrefix.Length..], Value.Of([found])));
            else content = Put(content, member.Path.Split('.'), found);
        }

        var rest = text.Length == 0 && headers.MembersByName.All(header => header.Key is "Content-Length" or "Date" or "Server" or "Connection") ? null
            : Hidden(CanonicalJson.Write(Value.Object(("content", Value.Of(text)), ("headers", headers))), secrets);
        return new(content, Value.Object(shown.DistinctBy(header => header.Item1, StringComparer.OrdinalIgnoreCase).Select(header => KeyValuePair.Create(header.Item1, header.Item2))), withheld, isCut, rest);
    }

    private static Value Parse(string text)
    {
        try
        {
            return CanonicalJson.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            // No JSON: nothing of it can be declared, and all of it is sealed.
            return Value.Null;
        }
    }

    private static Value Header(Value headers, string name) =>
        headers.MembersByName.Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value.Items.FirstOrDefault(Value.Null)).FirstOrDefault(Value.Null);

    private static Value At(Value value, IEnumerable<string> path) => path.Aggregate(value, (part, name) => part.Kind == ValueKind.Object ? part[name] : Value.Null);

    private static Value Put(Value holder, ReadOnlySpan<string> path, Value value) => holder.With(path[0], path.Length == 1 ? value : Put(holder[path[0]] is { Kind: ValueKind.Object } inner ? inner : Value.EmptyObject, path[1..], value));

    private static bool Fits(Value found, AnswerMember member, IReadOnlyCollection<string> secrets) => member.Kind switch
    {
        AnswerKind.Boolean => found.Kind == ValueKind.Boolean,
        AnswerKind.Number => found.Kind == ValueKind.Number && found.AsInt64() is null or (>= -LargestNumber and <= LargestNumber) && !CodeText.HoldsNumberOfPerson(found.ToString()),
        _ => found.AsString() is { Length: > 0 } code && code.Length <= member.MaxLength && PatternOf(member).IsMatch(code) && !CodeText.HoldsNumberOfPerson(code) && !secrets.Any(secret => code.Contains(secret, StringComparison.Ordinal)),
    };

    /// <summary>Without backtracking, so that no pattern and no answer makes it slow.</summary>
    public static Regex PatternOf(AnswerMember member) => new($"\\A(?:{member.Pattern ?? AnswerMember.DefaultPattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>What a server echoes of our secrets is not kept, sealed or not.</summary>
    private static string Hidden(string text, IEnumerable<string> secrets) => secrets.Aggregate(text, (left, secret) => left.Replace(secret, "***", StringComparison.Ordinal));

    [GeneratedRegex(@"\A[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,80}\z", RegexOptions.IgnoreCase)]
    private static partial Regex MediaType();
}
