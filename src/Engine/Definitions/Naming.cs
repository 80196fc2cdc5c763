using System.Text;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>How Elsa turns names of inputs, outputs, ports, variables and workflows into JSON members and script functions.</summary>
public static class Naming
{
    /// <summary>
    /// Pascal case as Elsa writes it: the letter at the start and after a space, hyphen or underscore becomes upper case,
    /// the separators go. Text without separators and with an upper-case start is returned as it is.
    /// </summary>
    public static string Pascal(string name)
    {
        if (IsPascal(name)) return name;
        var pascal = new StringBuilder(name.Length);
        var upper = true;
        foreach (var c in name)
        {
            if (IsSeparator(c))
            {
                upper = true;
                continue;
            }

            pascal.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return pascal.ToString();
    }

    /// <summary>Camel case: as <see cref="Pascal"/>, but the first letter in lower case. The JSON member of an input, output or port.</summary>
    public static string Camel(string name)
    {
        var pascal = Pascal(name);
        return pascal.Length == 0 || !char.IsUpper(pascal[0]) ? pascal : char.ToLowerInvariant(pascal[0]) + pascal[1..];
    }

    private static bool IsPascal(string name)
    {
        if (name.Length > 0 && char.IsLower(name[0])) return false;
        foreach (var c in name)
        {
            if (IsSeparator(c)) return false;
        }

        return true;
    }

    private static bool IsSeparator(char c) => c is ' ' or '-' or '_';
}
