using System.Collections.Immutable;
using JieSuJiBan.Runtime.Connections;
using JieSuJiBan.Workflows.Connections;
using NodaTime;

namespace JieSuJiBan.Application.Connections;

/// <summary>How a header of a connection is set: one of the two.</summary>
public sealed record HeaderSetting
{
    /// <summary>The value, where it is no secret.</summary>
    /// <example>application/json</example>
    public string? Value { get; init; }

    /// <summary>Where the secret is: <c>env:JSJB_SECRET_NAME</c>, or <c>file:NAME</c> in the directory of secrets. The secret itself is never sent here.</summary>
    /// <example>env:JSJB_SECRET_CITY_API</example>
    public string? Secret { get; init; }
}

/// <summary>A member of the answer that is readable.</summary>
public sealed record AnswerSetting
{
    /// <summary>Its path, <c>data.result</c>, or <c>header:Name</c>.</summary>
    /// <example>data.result</example>
    public string Path { get; init; } = "";

    /// <summary>What it is.</summary>
    public AnswerKind Kind { get; init; }

    /// <summary>Longest code; 64 where not given, at most 200.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Regular expression that a whole code matches; where not given: letters, digits and <c>._:-</c>.</summary>
    public string? Pattern { get; init; }
}

/// <summary>A way to the outside, as it is set.</summary>
public sealed record ConnectionSetting
{
    /// <summary>The revision that was changed; 0 for a new connection.</summary>
    public int Revision { get; init; }

    /// <summary>Name for people, zh-CN.</summary>
    public string Chinese { get; init; } = "";

    /// <summary>The same in English.</summary>
    public string English { get; init; } = "";

    /// <summary>The address that everything must lie under.</summary>
    /// <example>https://api.example.gov.cn/v1</example>
    public string BaseAddress { get; init; } = "";

    /// <summary>The channel whose messages go by it; none: requests of definitions.</summary>
    public string? Channel { get; init; }

    /// <summary>Headers that go with every request.</summary>
    public IReadOnlyDictionary<string, HeaderSetting> Headers { get; init; } = new Dictionary<string, HeaderSetting>();

    /// <summary>Facts of a ticket that may leave.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Members of the answer that are readable; the rest is sealed.</summary>
    public IReadOnlyList<AnswerSetting> Answer { get; init; } = [];

    /// <summary>Networks besides public addresses that it may reach, CIDR.</summary>
    /// <example>["10.1.0.0/16"]</example>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Time-out in seconds, 1 to 60; 20 where not given.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>How much of an answer is read, in bytes; 65536 where not given, at most 1048576.</summary>
    public int? LongestAnswerBytes { get; init; }

    /// <summary>False: nothing goes by it.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The connection; null where two headers differ by the case of their names, or by blanks round them, only.</summary>
    public Connection? ToConnection(string name)
    {
        if (Headers.Keys.Select(key => key.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Count() != Headers.Count) return null;
        return new(name, BaseAddress.Trim())
        {
            Chinese = Chinese.Trim(),
            English = English.Trim(),
            Channel = string.IsNullOrWhiteSpace(Channel) ? null : Channel.Trim(),
            Headers = Connection.NoHeaders.AddRange(Headers.Select(header => KeyValuePair.Create(header.Key.Trim(), new ConnectionHeader(header.Value.Value, header.Value.Secret)))),
            Fields = [.. Fields.Distinct(StringComparer.Ordinal)],
            Answer = [.. Answer.Select(member => new AnswerMember(member.Path, member.Kind) { MaxLength = member.MaxLength ?? 64, Pattern = member.Pattern })],
            Networks = [.. Networks],
            TimeoutSeconds = TimeoutSeconds ?? 20,
            LongestAnswerBytes = LongestAnswerBytes ?? 64 * 1024,
            IsEnabled = Enabled,
            Revision = Revision,
        };
    }
}

/// <summary>A way to the outside, as it is shown. No secret is in it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Setting">How it is set; headers with where their secrets are for system administrators only, else their names alone.</param>
/// <param name="IsSetting">True where the settings of the service state it: it is not changed here.</param>
public sealed record ConnectionView(string Name, ConnectionSetting Setting, bool IsSetting)
{
    public static ConnectionView Of(Connection connection, bool withReferences) => new(
        connection.Name,
        new()
        {
            Revision = connection.Revision,
            Chinese = connection.Chinese,
            English = connection.English,
            BaseAddress = connection.BaseAddress,
            Channel = connection.Channel,
            Headers = connection.Headers.ToImmutableSortedDictionary(header => header.Key, header => withReferences ? new HeaderSetting { Value = header.Value.Value, Secret = header.Value.Secret } : new HeaderSetting()),
            Fields = [.. connection.Fields],
            Answer = [.. connection.Answer.Select(member => new AnswerSetting { Path = member.Path, Kind = member.Kind, MaxLength = member.MaxLength, Pattern = member.Pattern })],
            Networks = [.. connection.Networks],
            TimeoutSeconds = connection.TimeoutSeconds,
            LongestAnswerBytes = connection.LongestAnswerBytes,
            Enabled = connection.IsEnabled,
        },
        connection.Revision == 0);
}

/// <summary>A change of a connection.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Actor">Who.</param>
/// <param name="Name">Of which.</param>
/// <param name="Before">As it was; null: it was new.</param>
/// <param name="After">As it became.</param>
public sealed record ConnectionChangeView(Instant At, string Actor, string Name, ConnectionView? Before, ConnectionView After)
{
    public static ConnectionChangeView Of(ConnectionChange change) => new(
        change.At, change.Actor, change.Name, change.Before is null ? null : ConnectionView.Of(change.Before, true), ConnectionView.Of(change.After, true));
}

/// <summary>Of what revision a connection is switched off.</summary>
/// <param name="Revision">The revision that the caller saw.</param>
public sealed record SwitchOff(int Revision);
