namespace JieSuJiBan.Activities.PolicyFiles;

/// <summary>Finds what a wrong name was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>What was probably meant: the known name nearest to one that does not exist; null where none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        var best = known.Distinct(StringComparer.Ordinal).Select(one => (Name: one, Distance: Distance(name.ToLowerInvariant(), one.ToLowerInvariant()))).OrderBy(one => one.Distance).ThenBy(one => one.Name, StringComparer.Ordinal).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(2, name.Length / 3) ? best.Name : null;
    }

    /// <summary>How many letters must be put in, left out or changed.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (diagonal, before) = (row[0], 0);
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                before = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = before;
            }
        }

        return row[^1];
    }
}
