namespace JieSuJiBan.Web.Pages.Models;

/// <summary>Names the resource files of the pages: Texts.resx (zh-CN, the default) and Texts.en.resx.</summary>
public sealed class PageLabels;
