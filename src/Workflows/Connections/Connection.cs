using System.Collections.Immutable;

namespace JieSuJiBan.Workflows.Connections;

/// <summary>
/// A way to the outside that the system administrator configures: where it leads, what may leave by it and what may come back readable.
/// A definition or a channel goes by no other.
/// </summary>
/// <param name="Name">Stable name, lower-case letters, digits and hyphens.</param>
/// <param name="BaseAddress">Absolute http or https address; everything under it, on whole segments, belongs to the connection.</param>
public sealed record Connection(string Name, string BaseAddress)
{
    /// <summary>No header: what headers are added to.</summary>
    public static ImmutableSortedDictionary<string, ConnectionHeader> NoHeaders { get; } = ImmutableSortedDictionary.Create<string, ConnectionHeader>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Longest time-out that may be set, in seconds.</summary>
    public const int LongestTimeout = 60;

    /// <summary>Largest bound of an answer that may be set, in bytes.</summary>
    public const int LargestAnswer = 1024 * 1024;

    /// <summary>Name for people, zh-CN.</summary>
    public string Chinese { get; init; } = "";

    /// <summary>The same in English.</summary>
    public string English { get; init; } = "";

    /// <summary>The outbox channel whose messages go by it, e.g. <c>sms</c>; null: requests that a definition draws.</summary>
    public string? Channel { get; init; }

    /// <summary>Headers that go with every request, by name.</summary>
    public ImmutableSortedDictionary<string, ConnectionHeader> Headers
    {
        get;
        // Names of headers are one whatever their case, also where a reader made the dictionary.
        init => field = value.WithComparers(StringComparer.OrdinalIgnoreCase);
    } = NoHeaders;

    /// <summary>Facts of a ticket that may leave. Sealed words of any other fact are not opened.</summary>
    public ImmutableArray<string> Fields { get; init; } = [];

    /// <summary>Members of the answer that are readable; the rest of it is sealed.</summary>
    public ImmutableArray<AnswerMember> Answer { get; init; } = [];

    /// <summary>Private, loopback or link-local networks it may reach, in CIDR notation; empty: public addresses only.</summary>
    public ImmutableArray<string> Networks { get; init; } = [];

    /// <summary>How long to wait for the whole answer, in seconds.</summary>
    public int TimeoutSeconds { get; init; } = 20;

    /// <summary>Longest answer that is read, in bytes; what is longer is cut off and said to be.</summary>
    public int LongestAnswerBytes { get; init; } = 64 * 1024;

    /// <summary>False: nothing goes by it.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Counts its changes; whoever changes it names the one he saw.</summary>
    public int Revision { get; init; }
}

/// <summary>What a header is sent with: a value that anybody may read, or a reference to a secret.</summary>
/// <param name="Value">The value, or null.</param>
/// <param name="Secret"><c>env:NAME</c> or <c>file:NAME</c>, or null. The secret itself is never stored and never shown.</param>
public sealed record ConnectionHeader(string? Value, string? Secret);

/// <summary>A member of an answer that may stand in clear in journal and pages.</summary>
/// <param name="Path">Where it is: member names with dots, <c>data.result</c>; a header of the answer is <c>header:Name</c>.</param>
/// <param name="Kind">What it is.</param>
public sealed record AnswerMember(string Path, AnswerKind Kind)
{
    /// <summary>The pattern of a code where none is stated: no spaces, no Chinese, nothing that could be a sentence.</summary>
    public const string DefaultPattern = "[A-Za-z0-9][A-Za-z0-9._:-]*";

    /// <summary>Longest code, in UTF-16 units.</summary>
    public int MaxLength { get; init; } = 64;

    /// <summary>Regular expression that a whole code must match; null: <see cref="DefaultPattern"/>.</summary>
    public string? Pattern { get; init; }
}

/// <summary>What a readable member of an answer may be.</summary>
public enum AnswerKind
{
    /// <summary>A short text that matches a pattern.</summary>
    Code,
    /// <summary>A number.</summary>
    Number,
    /// <summary>True or false.</summary>
    Boolean,
}
