using System.Globalization;

namespace JieSuJiBan.Web.Pages.Models;

/// <summary>Addresses of the forms in which policies are written: the whole state of such a page is in its address.</summary>
internal static class PolicyAddress
{
    /// <summary>The form or table of a place.</summary>
    /// <param name="file">The policy file.</param>
    /// <param name="at">The place, as <see cref="Workflows.Policies.PolicyPath"/> writes it; empty: everything that is no table.</param>
    /// <param name="isNew">True for the form of a new row.</param>
    /// <param name="copy">The row that a new one starts from.</param>
    /// <param name="page">Page of a table, from 1.</param>
    /// <param name="query">Words that rows must hold.</param>
    /// <param name="under">Only the units right below that one.</param>
    /// <param name="done">What was just done, to be said on the page.</param>
    public static string Of(string file, string at, bool isNew = false, int? copy = null, int? page = null, string? query = null, string? under = null, string? done = null)
    {
        (string Key, string? Value)[] rest =
        [
            ("new", isNew ? "1" : null),
            ("copy", copy?.ToString(CultureInfo.InvariantCulture)),
            ("q", query),
            ("under", under),
            ("page", page > 1 ? page.Value.ToString(CultureInfo.InvariantCulture) : null),
            ("done", done),
        ];
        return $"/policies/{file}/edit" + QueryString.Create(
            [KeyValuePair.Create("at", (string?)at), .. rest.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => KeyValuePair.Create(pair.Key, pair.Value))]);
    }
}
