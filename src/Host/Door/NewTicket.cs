using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Host.Door;

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
    /// <example>小区东侧工地连续三天在夜里十一点以后浇筑混凝土,噪声很大,老人孩子无法休息,请管一管。</example>
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

    /// <summary>As the command that the intake rules check.</summary>
    internal Value ToValue()
    {
        var members = new List<(string, Value)>();
        void Add(string name, string? text)
        {
            if (text is not null) members.Add((name, Value.Of(text)));
        }

        Add("channel", Channel);
        Add("requestType", RequestType);
        Add("title", Title);
        Add("body", Body);
        Add("petitioner", Petitioner);
        Add("phone", Phone);
        Add("account", Account);
        Add("address", Address);
        Add("classCode", ClassCode);
        Add("urgency", Urgency);
        Add("districtCode", DistrictCode);
        Add("streetCode", StreetCode);
        Add("communityCode", CommunityCode);
        return Value.Object([.. members]);
    }
}
