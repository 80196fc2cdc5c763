using JieSuJiBan.Engine;

namespace JieSuJiBan.Activities;

/// <summary>Short ways to say no, with the article it rests on.</summary>
internal static class Refusal
{
    /// <summary>The content is wrong.</summary>
    public static Rejection Content(string code, string field, string chinese, string english, string? article = null) =>
        new(RejectionKind.Content, code, chinese, english, article is null ? null : Articles.Cite(article), field);

    /// <summary>The state does not allow it, now or any more.</summary>
    public static Rejection State(string code, string chinese, string english, string? article = null) =>
        new(RejectionKind.State, code, chinese, english, article is null ? null : Articles.Cite(article));

    /// <summary>The actor may not do it.</summary>
    public static Rejection Permission(string code, string chinese, string english, string? article = null) =>
        new(RejectionKind.Permission, code, chinese, english, article is null ? null : Articles.Cite(article));
}

/// <summary>How articles of the regulation are cited (北京市接诉即办工作条例, 2021).</summary>
internal static class Articles
{
    /// <summary>The regulation.</summary>
    public const string Regulation = "北京市接诉即办工作条例";

    /// <summary>Art. 10: record time, matter and contact completely.</summary>
    public const string Record = "第十条";

    /// <summary>Art. 11: answer, dispatch at once, or one of six special routes.</summary>
    public const string Route = "第十一条";

    /// <summary>Art. 12: two ways of dispatch; the district gets a copy.</summary>
    public const string DispatchWays = "第十二条";

    /// <summary>Art. 13: the limit is printed on the ticket.</summary>
    public const string Limit = "第十三条";

    /// <summary>Art. 14: the first receiver leads, the others cooperate.</summary>
    public const string FirstReceiver = "第十四条";

    /// <summary>Art. 15: contact, handle, reply to both.</summary>
    public const string Handle = "第十五条";

    /// <summary>Art. 16: streets whistle, departments report in.</summary>
    public const string Whistle = "第十六条";

    /// <summary>Art. 17: a community never leads.</summary>
    public const string Community = "第十七条";

    /// <summary>Art. 20: ask the level above to coordinate.</summary>
    public const string Coordinate = "第二十条";

    /// <summary>Arts. 21 and 22: neighbours and central bodies.</summary>
    public const string Outside = "第二十一条、第二十二条";

    /// <summary>Art. 23: callback when the limit expires.</summary>
    public const string Callback = "第二十三条";

    /// <summary>Art. 33: whistling street and reporting department assess each other.</summary>
    public const string DoubleAssessment = "第三十三条";

    /// <summary>Art. 34: the public watches.</summary>
    public const string Watch = "第三十四条";

    /// <summary>Art. 35: punishable acts.</summary>
    public const string Punishable = "第三十五条";

    /// <summary>Art. 36: tolerance of errors made in duty.</summary>
    public const string Tolerance = "第三十六条";

    /// <summary>The article with the name of the regulation.</summary>
    public static string Cite(string article) => $"{Regulation} {article}";
}
