namespace JieSuJiBan.Web.Http;

/// <summary>A sentence in both languages.</summary>
/// <param name="Chinese">zh-CN.</param>
/// <param name="English">English.</param>
public sealed record Sentence(string Chinese, string English);
