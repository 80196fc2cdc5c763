using System.Collections.Immutable;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Workflows.Diff;
using Microsoft.AspNetCore.Components;

namespace JieSuJiBan.Web.Pages.Parts;

public partial class DrawnFlow
{
    private const int Margin = 40;
    private Dictionary<string, DrawnActivity> boxes = [];
    private int left, top, right, bottom;
    private bool isWhole;

    /// <summary>What is drawn.</summary>
    [Parameter, EditorRequired]
    public Drawing Drawing { get; set; } = default!;

    /// <summary>What it is called.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Tells several drawings of a page apart.</summary>
    [Parameter]
    public string Id { get; set; } = "drawing";

    /// <summary>Nothing but the whole drawing: where the designer is about to show it.</summary>
    [Parameter]
    public bool IsPlain { get; set; }

    /// <summary>Where what is said of an activity stands; null: nowhere.</summary>
    [Parameter]
    public Func<string, string?>? Links { get; set; }

    /// <summary>Activities that a run passed; null: no run is drawn.</summary>
    [Parameter]
    public IReadOnlySet<string>? Walked { get; set; }

    /// <summary>Activities at which the run waits.</summary>
    [Parameter]
    public IReadOnlySet<string>? Waiting { get; set; }

    /// <summary>Connections that the run followed.</summary>
    [Parameter]
    public IReadOnlySet<(string Source, string Port, string Target)>? Followed { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private IEnumerable<(string Kind, string Key)> Legend => Walked is null ? [("Added", "gov.added"), ("Removed", "gov.removed"), ("Changed", "gov.changed")] : [("Walked", "drawn.Walked"), ("Waiting", "drawn.Waiting")];

    private string Box => FormattableString.Invariant($"{left} {top} {right - left} {bottom - top}");

    /// <summary>Three quarters of the designer's size: names stay as large as the text around.</summary>
    private string Width => FormattableString.Invariant($"{Math.Max(300, (right - left) * 3 / 4)}");

    private string Height => FormattableString.Invariant($"{Math.Max(80, (bottom - top) * 3 / 4)}");

    protected override void OnParametersSet()
    {
        isWhole = IsPlain || Context.Request.Query["zoom"] == "whole";
        boxes = Drawing.Activities.DistinctBy(node => node.Id).ToDictionary(node => node.Id, StringComparer.Ordinal);
        if (boxes.Count == 0) return;
        var bends = Drawing.Connections.SelectMany(edge => edge.Bends).ToArray();
        left = boxes.Values.Select(node => node.X).Concat(bends.Select(point => point.X)).Min() - Margin;
        top = boxes.Values.Select(node => node.Y).Concat(bends.Select(point => point.Y)).Min() - Margin;
        right = boxes.Values.Select(node => node.X + node.Width).Concat(bends.Select(point => point.X)).Max() + Margin;
        bottom = boxes.Values.Select(node => node.Y + node.Height).Concat(bends.Select(point => point.Y)).Max() + Margin;
    }

    private string? LinkOf(string id) => Links?.Invoke(id);

    private string PortOf(DrawnConnection edge) => Display.Pick(edge.Label, edge.Port);

    private string ClassOf(DrawnActivity node) => Walked is null ? node.Kind?.ToString() ?? "" : Waiting?.Contains(node.Id) == true ? "Waiting" : Walked.Contains(node.Id) ? "Walked" : "";

    private string ClassOf(DrawnConnection edge) => Followed is null ? edge.Kind?.ToString() ?? "" : Followed.Contains((edge.Source, edge.Port, edge.Target)) ? "Walked" : "";

    private static string Sign(string kind) => kind switch { "Added" => "+", "Removed" => "−", "Changed" => "~", "Walked" => "✓", "Waiting" => "…", _ => "" };

    private string Zoomed(string? zoom)
    {
        var kept = Context.Request.Query.Where(pair => pair.Key != "zoom").SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value));
        return Context.Request.Path + QueryString.Create(zoom is null ? kept : kept.Append(KeyValuePair.Create("zoom", (string?)zoom))) + "#" + Id;
    }

    /// <summary>From edge to edge: bends are the designer's, the ends are where the line meets the boxes.</summary>
    private static List<DrawnPoint> Line(DrawnActivity from, ImmutableArray<DrawnPoint> bends, DrawnActivity to)
    {
        if (from.Id == to.Id && bends.IsEmpty)
        {
            var above = from.Y - 30;
            return [new(from.X + (from.Width * 3 / 4), from.Y), new(from.X + (from.Width * 3 / 4), above), new(from.X + (from.Width / 4), above), new(from.X + (from.Width / 4), from.Y)];
        }

        var first = bends.IsEmpty ? Centre(to) : bends[0];
        var last = bends.IsEmpty ? Centre(from) : bends[^1];
        return [Border(from, first), .. bends, Border(to, last)];
    }

    private static DrawnPoint Centre(DrawnActivity node) => new(node.X + (node.Width / 2), node.Y + (node.Height / 2));

    /// <summary>Where the straight line from a box's centre to a point leaves the box.</summary>
    private static DrawnPoint Border(DrawnActivity node, DrawnPoint towards)
    {
        var centre = Centre(node);
        var (dx, dy) = ((decimal)(towards.X - centre.X), (decimal)(towards.Y - centre.Y));
        if (dx == 0 && dy == 0) return centre;
        var share = Math.Min(dx == 0 ? decimal.MaxValue : node.Width / 2m / Math.Abs(dx), dy == 0 ? decimal.MaxValue : node.Height / 2m / Math.Abs(dy));
        return share >= 1 ? centre : new(centre.X + (int)(dx * share), centre.Y + (int)(dy * share));
    }

    private static string Path(List<DrawnPoint> points) => string.Join(' ', points.Select((point, at) => FormattableString.Invariant($"{(at == 0 ? "M" : "L")} {point.X} {point.Y}")));

    /// <summary>The outcome, at the middle of the line's longest piece.</summary>
    private static string EdgeWords(List<DrawnPoint> points, string kind, string port)
    {
        var longest = Enumerable.Range(1, points.Count - 1).MaxBy(at => Math.Abs(points[at].X - points[at - 1].X) + Math.Abs(points[at].Y - points[at - 1].Y));
        var (x, y) = ((points[longest].X + points[longest - 1].X) / 2, (points[longest].Y + points[longest - 1].Y) / 2);
        return FormattableString.Invariant($"<text class=\"edge-words {kind}\" x=\"{x}\" y=\"{y - 6}\" text-anchor=\"middle\">{Sign(kind)} {System.Net.WebUtility.HtmlEncode(port)}</text>");
    }

    private string Words(DrawnActivity node, string kind)
    {
        var perLine = Math.Max(6, (node.Width - 24) / 17);
        var units = System.Globalization.StringInfo.GetTextElementEnumerator(node.Label);
        var lines = new List<string> { "" };
        var wide = 0m;
        while (units.MoveNext())
        {
            var unit = units.GetTextElement();
            wide += unit[0] < 0x2E80 ? 0.55m : 1;
            if (wide > perLine)
            {
                if (lines.Count == 2)
                {
                    lines[^1] += "…";
                    break;
                }

                lines.Add("");
                wide = 1;
            }

            lines[^1] += unit;
        }

        var x = node.X + (node.Width / 2);
        var y = node.Y + (node.Height / 2) + (lines.Count == 1 ? 6 : -4);
        var text = string.Concat(lines.Select((line, at) => FormattableString.Invariant($"<text x=\"{x}\" y=\"{y + (at * 21)}\" text-anchor=\"middle\">{System.Net.WebUtility.HtmlEncode(line)}</text>")));
        return kind.Length == 0 ? text : text + FormattableString.Invariant(
            $"<circle class=\"sign {kind}\" cx=\"{node.X + 4}\" cy=\"{node.Y + 2}\" r=\"13\" /><text class=\"sign {kind}\" x=\"{node.X + 4}\" y=\"{node.Y + 8}\" text-anchor=\"middle\">{Sign(kind)}</text>");
    }
}
