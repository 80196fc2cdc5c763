using JieSuJiBan.Engine;

namespace JieSuJiBan.Web.Pages.Models;

/// <summary>A file as a page shows it. <paramref name="Name"/> is null where the reader may not know it.</summary>
public sealed record FileLine(string Id, string? Name, string Type, long Size);

/// <summary>What became of a file that a form brought.</summary>
public sealed record FileTaken(FileLine? File, Rejection? Rejection);

/// <summary>
/// Files that come with a form, without any script: each is taken in at once, and the form keeps its id, so that nobody
/// has to choose the file again because another field was wrong.
/// </summary>
public static class FormFiles
{
    /// <summary>The ids that the fields hold now: those kept from before and those that came with this form.</summary>
    /// <param name="workbench">Takes them in.</param>
    /// <param name="context">The request, whose form was read.</param>
    /// <param name="names">The fields that hold files.</param>
    /// <param name="refused">What was not taken, with the name of its field.</param>
    /// <returns>Ids by field, joined with commas as forms post them.</returns>
    public static async Task<Dictionary<string, string>> TakeAsync(ITicketPages workbench, HttpContext context, IEnumerable<string> names, List<Rejection> refused)
    {
        var held = new Dictionary<string, string>(StringComparer.Ordinal);
        var form = context.Request.Form;
        foreach (var name in names)
        {
            var ids = form[name].OfType<string>().Where(id => id.Length > 0).ToList();
            foreach (var file in form.Files.Where(file => file.Name == name && file.Length > 0))
            {
                await using var content = file.OpenReadStream();
                var taken = await workbench.TakeFileAsync(context.User, content, file.FileName, file.ContentType, context.RequestAborted);
                if (taken.File is { } kept) ids.Add(kept.Id);
                if (taken.Rejection is { } no) refused.Add(no with { Field = name, Chinese = $"{file.FileName}：{no.Chinese}", English = $"{file.FileName}: {no.English}" });
            }

            held[name] = string.Join(',', ids);
        }

        return held;
    }

    /// <summary>A size for people.</summary>
    public static string Size(long bytes) => bytes < 1024 ? $"{bytes} B" : bytes < 1024 * 1024 ? $"{bytes / 1024} KB" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:0.0} MB");
}
