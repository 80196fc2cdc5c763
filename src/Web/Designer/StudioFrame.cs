using System.Text.Encodings.Web;

namespace JieSuJiBan.Web.Designer;

/// <summary>One of Studio's four elements, and where its calls lead.</summary>
/// <param name="Name">Name of the frame, last part of its address.</param>
/// <param name="Tag">The custom element.</param>
/// <param name="Attribute">The attribute that names what it shows, or null.</param>
internal sealed record StudioElement(string Name, string Tag, string? Attribute)
{
    /// <summary>The list of definitions.</summary>
    public static readonly StudioElement Definitions = new("definitions", "elsa-workflow-definition-list", null);

    /// <summary>The editor of one definition.</summary>
    public static readonly StudioElement Editor = new("editor", "elsa-workflow-definition-editor", "definition-id");

    /// <summary>The list of running workflows.</summary>
    public static readonly StudioElement Instances = new("instances", "elsa-workflow-instance-list", null);

    /// <summary>One run.</summary>
    public static readonly StudioElement Viewer = new("viewer", "elsa-workflow-instance-viewer", "instance-id");

    /// <summary>All four.</summary>
    public static IReadOnlyList<StudioElement> All { get; } = [Definitions, Editor, Instances, Viewer];

    /// <summary>The frame's address: where the package is missing, one that says so.</summary>
    public string Address(string? id = null) =>
        (StudioPackage.Current?.Base ?? StudioPackage.Root + "/missing/") + "frame/" + Name + (id is null ? "" : "?id=" + Uri.EscapeDataString(id));
}

/// <summary>
/// The page inside our pages: exactly one element of Studio, which is Blazor WebAssembly of its own and tolerates no second one beside it.
/// </summary>
internal static class StudioFrame
{
    // Without its hot-keys, which Studio puts into the page as inline scripts (editor, list of runs), the element breaks; each hash names one text.
    private const string HotKeys = "'sha256-snlP1jz0gjwc5cTz9ErZcliXuCK63+Mmf68RRCeptgc=' 'sha256-vu6sQrKXQHR4Yn3FMMihA/9TxxfIXnCxKwvLrTPJ5ts='";

    /// <summary>What the frame may load: this server only; WebAssembly may be compiled, text may not be run as script.</summary>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' " + HotKeys + "; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "worker-src 'self' blob:; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'self'";

    // Where drafts are checked, sent for review and published.
    private const string ReviewAddress = "/changes";

    private static readonly string[] Styles =
    [
        "_content/MudBlazor/MudBlazor.min.css", "_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.css", "_content/Radzen.Blazor/css/material-base.css",
        "_content/Elsa.Studio.Shell/css/shell.css", "Elsa.Studio.Host.CustomElements.styles.css", "/studio-frame.css",
    ];

    // Ours comes first: it watches what Studio asks the server for.
    private static readonly string[] Scripts =
    [
        "/studio-frame.js", "/studio-canvas.js", "_content/BlazorMonaco/jsInterop.js", "_content/BlazorMonaco/lib/monaco-editor/min/vs/loader.js", "_content/BlazorMonaco/lib/monaco-editor/min/vs/editor/editor.main.js",
        "_content/MudBlazor/MudBlazor.min.js", "_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.js", "_content/Radzen.Blazor/Radzen.Blazor.js", "_framework/blazor.webassembly.js",
    ];

    /// <summary>The frame of that element.</summary>
    public static string Page(StudioPackage package, StudioElement element, string? id) => $"""
        <!DOCTYPE html>
        <html lang="zh-CN">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{element.Name} – 接诉即办</title>
        <base href="{package.Base}">
        <link rel="icon" href="/favicon.svg" type="image/svg+xml">
        {string.Join('\n', Styles.Select(style => $"<link rel=\"stylesheet\" href=\"{style}\">"))}
        </head>
        <body data-element="{element.Tag}" data-attribute="{element.Attribute}" data-id="{HtmlEncoder.Default.Encode(id ?? "")}" data-review="{ReviewAddress}">
        <div id="studio-bar">
        <span id="studio-state" role="status"></span>
        <button id="studio-checks" type="button" aria-controls="studio-findings" aria-expanded="false" aria-live="polite" hidden></button>
        <a id="studio-way" target="_top" hidden></a>
        <button id="studio-words" type="button"></button>
        </div>
        <section id="studio-findings" aria-labelledby="studio-checks" hidden><ul></ul><p></p></section>
        <div id="studio-notice" role="alert" hidden></div>
        <p id="studio-loading" role="status">正在载入设计器…首次约需数秒。</p>
        <div id="studio"></div>
        <div id="blazor-error-ui" hidden></div>
        <noscript><p>设计器需要启用 JavaScript。The designer needs JavaScript.</p></noscript>
        {string.Join('\n', Scripts.Select(script => $"<script src=\"{script}\"></script>"))}
        </body>
        </html>
        """;

    /// <summary>What is shown where the package is missing.</summary>
    public static string Missing { get; } = """
        <!DOCTYPE html>
        <html lang="zh-CN">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>设计器未安装 – 接诉即办</title><link rel="stylesheet" href="/studio-frame.css"></head>
        <body class="missing">
        <h1>设计器未安装</h1>
        <p>本机没有 Elsa Studio 的文件。请安装 Node.js（含 npm），在 <code>src/Host</code> 目录运行 <code>npm ci --ignore-scripts</code>，或重新构建本项目，然后重启服务。其他页面不受影响。</p>
        <p lang="en">The designer is not installed: the files of Elsa Studio are not on this machine. Install Node.js with npm, run <code>npm ci --ignore-scripts</code> in <code>src/Host</code>
        or build the project again, and restart the service. All other pages work without it.</p>
        </body>
        </html>
        """;
}
