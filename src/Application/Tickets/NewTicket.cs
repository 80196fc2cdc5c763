using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Application.Tickets;

/// <summary>A request as it comes in (Art. 10: time, matter and contact, complete and accurate). Blank members count as not given.</summary>
public sealed record NewTicket
{
    /// <summary>How it came, a code of the city's channels. Required.</summary>
    /// <example>Phone</example>
    public string? Channel { get; init; }

    /// <summary>A code of the city's request types. Required.</summary>
    /// <example>Complaint</example>
    public string? RequestType { get; init; }

    /// <summary>The matter in one line; kept in the vault. Required.</summary>
    /// <example>夜间施工噪声扰民</example>
    public string? Title { get; init; }

    /// <summary>The matter in the petitioner's words; kept in the vault. Required.</summary>
    /// <example>小区东侧工地连续三天在夜里十一点以后浇筑混凝土，噪声很大，老人孩子无法休息，请管一管。</example>
    public string? Body { get; init; }

    /// <summary>The petitioner's name; kept in the vault.</summary>
    /// <example>李晓明</example>
    public string? Petitioner { get; init; }

    /// <summary>Phone number; kept in the vault. This or <see cref="Account"/> is required.</summary>
    /// <example>13800001234</example>
    public string? Phone { get; init; }

    /// <summary>Account on a network channel; kept in the vault.</summary>
    public string? Account { get; init; }

    /// <summary>Where it happens; kept in the vault.</summary>
    /// <example>朝阳区望京街道花家地北里3号楼东侧工地</example>
    public string? Address { get; init; }

    /// <summary>Class of the lowest level, where known; else triage decides.</summary>
    /// <example>0901-04</example>
    public string? ClassCode { get; init; }

    /// <summary>How urgent; the city's first level where not given.</summary>
    /// <example>General</example>
    public string? Urgency { get; init; }

    /// <summary>District, GB/T 2260, where known; else triage decides.</summary>
    /// <example>110105</example>
    public string? DistrictCode { get; init; }

    /// <summary>Street or township, where known.</summary>
    public string? StreetCode { get; init; }

    /// <summary>Community, where known.</summary>
    public string? CommunityCode { get; init; }

    /// <summary>The petitioner's sex, a code of the city's list; kept in the vault.</summary>
    public string? Sex { get; init; }

    /// <summary>Person, company or organisation: a code of the city's list.</summary>
    public string? SubjectType { get; init; }

    /// <summary>Another way to reach the petitioner; kept in the vault.</summary>
    public string? SecondPhone { get; init; }

    /// <summary>Mail address; kept in the vault.</summary>
    public string? Mail { get; init; }

    /// <summary>Company or organisation the petitioner speaks for; kept in the vault.</summary>
    public string? Company { get; init; }

    /// <summary>Unified social credit code of the company (18 characters, GB 32100), checked by its digits; kept in the vault.</summary>
    public string? CreditCode { get; init; }

    /// <summary>How surely the identity is known: a code of the city's list. Optional; levels that need a verification come from <see cref="IdentityCheck"/> only.</summary>
    public string? IdentityLevel { get; init; }

    /// <summary>Person or organisation complained of; kept in the vault.</summary>
    public string? Accused { get; init; }

    /// <summary>Phone number of the accused; kept in the vault.</summary>
    public string? AccusedPhone { get; init; }

    /// <summary>Housing estate; kept in the vault.</summary>
    public string? Estate { get; init; }

    /// <summary>Longitude in degrees, together with <see cref="Latitude"/>; kept in the vault.</summary>
    public decimal? Longitude { get; init; }

    /// <summary>Latitude in degrees, together with <see cref="Longitude"/>; kept in the vault.</summary>
    public decimal? Latitude { get; init; }

    /// <summary>True where handlers and accused must not learn who the petitioner is; some types are always confidential.</summary>
    public bool? Confidential { get; init; }

    /// <summary>Whether the petitioner wants a reply.</summary>
    public bool? ReplyWanted { get; init; }

    /// <summary>Tag codes of the city.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>References of call recordings that are kept elsewhere.</summary>
    public IReadOnlyList<string>? Recordings { get; init; }

    /// <summary>Ids of files uploaded before.</summary>
    public IReadOnlyList<string>? Attachments { get; init; }

    /// <summary>The number that the transferring body gave it; required on some channels.</summary>
    public string? SourceNumber { get; init; }

    /// <summary>Id of the check of identity whose code the caller read out (<c>POST /api/identity-checks</c>); it gives the level of identity.</summary>
    public string? IdentityCheck { get; init; }

    /// <summary>As the command that the intake rules check: every property under its name in camel case, but the check of identity.</summary>
    public Value ToValue()
    {
        var members = new List<(string, Value)>();
        foreach (var property in Properties)
        {
            var given = property.GetValue(this) switch
            {
                null => (Value?)null,
                string text => Value.Of(text),
                bool flag => Value.Of(flag),
                decimal number => Value.Of(number),
                IReadOnlyList<string> list => Value.Of(list.Select(item => Value.Of((string?)item))),
                var other => throw new InvalidOperationException($"A new ticket cannot hold a {other.GetType().Name}."),
            };
            if (given is { } value) members.Add((System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name), value));
        }

        return Value.Object([.. members]);
    }

    // What was verified the door looks up itself: it is no field of the request.
    private static readonly System.Reflection.PropertyInfo[] Properties = [.. typeof(NewTicket).GetProperties().Where(property => property.Name != nameof(IdentityCheck))];
}
