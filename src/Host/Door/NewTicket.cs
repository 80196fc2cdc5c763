using JieSuJiBan.Host.Endpoints;

namespace JieSuJiBan.Host.Door;

/// <summary>A request as it comes in (Art. 10: time, matter and contact, complete and accurate).</summary>
public sealed record NewTicket
{
    /// <summary>How it came, a code of the city's channels, e.g. <c>Phone</c>.</summary>
    /// <example>Phone</example>
    public required string Channel { get; init; }

    /// <summary><c>Consultation</c>, <c>Help</c>, <c>Complaint</c>, <c>Report</c>, <c>Suggestion</c> or <c>Praise</c>.</summary>
    /// <example>Complaint</example>
    public required string RequestType { get; init; }

    /// <summary>Code of the class; may be left to triage.</summary>
    /// <example>0901-04</example>
    public string? ClassCode { get; init; }

    /// <summary>How urgent, a code of the city's urgencies; <c>General</c> where not said.</summary>
    /// <example>General</example>
    public string? Urgency { get; init; }

    /// <summary>Code of the district (GB/T 2260); may be left to triage.</summary>
    /// <example>110105</example>
    public string? DistrictCode { get; init; }

    /// <summary>Code of the street or township, where known.</summary>
    public string? StreetCode { get; init; }

    /// <summary>Code of the community, where known.</summary>
    public string? CommunityCode { get; init; }

    /// <summary>The petitioner's name; kept in the vault.</summary>
    /// <example>张三</example>
    public string? Petitioner { get; init; }

    /// <summary>The petitioner's phone number; kept in the vault.</summary>
    /// <example>13800001234</example>
    public required string Phone { get; init; }

    /// <summary>Where it happens; kept in the vault.</summary>
    public string? Address { get; init; }

    /// <summary>The matter in one line; kept in the vault.</summary>
    /// <example>夜间施工噪声扰民</example>
    public required string Title { get; init; }

    /// <summary>The matter in the petitioner's words; kept in the vault.</summary>
    public required string Body { get; init; }

    /// <summary>What is wrong with what only the door sees in clear; the step checks the codes.</summary>
    internal IReadOnlyList<FieldProblem> Check()
    {
        var problems = new List<FieldProblem>();
        Text("channel", Channel, 40, required: true);
        Text("requestType", RequestType, 40, required: true);
        Text("classCode", ClassCode, 40);
        Text("urgency", Urgency, 40);
        Text("districtCode", DistrictCode, 40);
        Text("streetCode", StreetCode, 40);
        Text("communityCode", CommunityCode, 40);
        Text("petitioner", Petitioner, 100);
        Text("phone", Phone, 30, required: true);
        Text("address", Address, 300);
        Text("title", Title, 120, required: true);
        Text("body", Body, 20_000, required: true);
        if (!string.IsNullOrWhiteSpace(Phone) && !IsPhone(Phone))
        {
            problems.Add(new("phone", "电话号码须为 5 至 20 位数字,可带 +、空格与连字符。", "A phone number has 5 to 20 digits, with +, spaces and hyphens at will."));
        }

        return problems;

        void Text(string field, string? text, int maximum, bool required = false)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                if (required) problems.Add(new(field, "必填。", "Required."));
            }
            else if (text.Length > maximum)
            {
                problems.Add(new(field, $"最长 {maximum} 字,现有 {text.Length} 字。", $"At most {maximum} characters, not {text.Length}."));
            }
            else if (text.Contains('\0'))
            {
                problems.Add(new(field, "不能含有空字符。", "Must not contain the null character."));
            }
        }
    }

    /// <summary>True for 5 to 20 digits with +, spaces, brackets and hyphens between.</summary>
    internal static bool IsPhone(string text) =>
        text.Count(char.IsAsciiDigit) is >= 5 and <= 20 && text.All(c => char.IsAsciiDigit(c) || c is '+' or ' ' or '-' or '(' or ')');
}
