using System.Text;
using System.Text.RegularExpressions;
using JieSuJiBan.Activities.Formats;

namespace JieSuJiBan.Activities.Reading;

/// <summary>What is known of the person behind a request, to be found and covered in what was written about it.</summary>
public sealed class PersonTraces
{
    private readonly List<(Regex Shape, Func<string, string> Cover)> known = [];
    private readonly List<string> doors = [];
    private readonly HashSet<string> sparedNumbers = new(StringComparer.Ordinal);
    private readonly List<string> sparedTexts = [];

    private const string Nothing = "***";

    /// <summary>The field of what the petitioner said: the numbers in it are the petitioner's own.</summary>
    public const string Said = "body";

    /// <summary>The facts of a ticket that tell who the petitioner is.</summary>
    public static IReadOnlyList<string> PersonFields { get; } = ["account", "address", "company", "mail", "petitioner", "phone", "secondPhone"];

    /// <summary>The facts of a ticket that tell whom it accuses.</summary>
    public static IReadOnlyList<string> AccusedFields { get; } = ["accused", "accusedPhone"];

    /// <summary>Nothing is known.</summary>
    public static PersonTraces None { get; } = new([], []);

    /// <summary>Looks for what the words say of the petitioner, and spares what they say of the accused.</summary>
    /// <param name="person">The petitioner's words: name of the fact (<c>petitioner</c>, <c>phone</c>, <c>address</c> …) and text.</param>
    /// <param name="accused">The accused's words.</param>
    public PersonTraces(IEnumerable<(string Field, string? Text)> person, IEnumerable<(string Field, string? Text)> accused)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(accused);
        foreach (var (field, text) in accused)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            sparedTexts.Add(text.Trim());
            if (PhoneNumber.Canonical(text) is { Length: > 0 } number) sparedNumbers.Add(number);
        }

        foreach (var (field, text) in person)
        {
            if (!string.IsNullOrWhiteSpace(text)) Know(field, text.Trim());
        }
    }

    /// <summary>Looks for what the facts of a ticket say of its petitioner; those about the accused are told apart by their names.</summary>
    /// <param name="facts">Name of the fact and text; of a title and of what was <see cref="Said"/> the numbers only.</param>
    public static PersonTraces OfFacts(IEnumerable<(string Field, string? Text)> facts)
    {
        var byAccused = facts.ToLookup(fact => AccusedFields.Contains(fact.Field));
        return new(byAccused[false].SelectMany(Told), byAccused[true]);

        static IEnumerable<(string Field, string? Text)> Told((string Field, string? Text) fact) =>
            fact.Field is "title" or Said ? PersonNumbers.In(fact.Text).Select(found => (found.Field, (string?)found.Text)) : [fact];
    }

    /// <summary>The traces of several people together.</summary>
    /// <param name="people">Each of them.</param>
    public static PersonTraces Of(IEnumerable<PersonTraces> people)
    {
        ArgumentNullException.ThrowIfNull(people);
        var all = new PersonTraces([], []);
        foreach (var one in people)
        {
            all.known.AddRange(one.known);
            all.doors.AddRange(one.doors);
            all.sparedNumbers.UnionWith(one.sparedNumbers);
            all.sparedTexts.AddRange(one.sparedTexts);
        }

        return all;
    }

    /// <summary>The text without the petitioner.</summary>
    /// <param name="text">What somebody wrote; null stays null.</param>
    /// <param name="isStrict">True: also whatever looks like a number, an identity, a name of the writer's own or the writer's home, whoever it belongs to, but the accused.</param>
    public string? Mask(string? text, bool isStrict)
    {
        if (string.IsNullOrEmpty(text)) return text;
        foreach (var (start, length, cover) in Found(text, isStrict)) text = string.Concat(text.AsSpan(0, start), cover, text.AsSpan(start + length));
        return text;
    }

    /// <summary>What an official wrote, without the petitioner; unless it goes to the petitioner, also without whatever numbers belong to one person.</summary>
    /// <param name="text">The text as it was typed.</param>
    /// <param name="isForPetitioner">True where it goes to the petitioner.</param>
    public string MaskWritten(string text, bool isForPetitioner)
    {
        var masked = Mask(text, isStrict: false)!;
        return isForPetitioner ? masked : PersonNumbers.Mask(masked, sparedNumbers);
    }

    /// <summary>True where the text says something of the petitioner.</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="isStrict">As for <see cref="Mask"/>.</param>
    public bool IsIn(string? text, bool isStrict) => !string.IsNullOrEmpty(text) && Found(text, isStrict).Count > 0;

    /// <summary>Places to cover, the last first; none overlaps another.</summary>
    private List<(int Start, int Length, string Cover)> Found(string text, bool isStrict)
    {
        var aligned = TextShapes.Aligned(text);
        var found = new List<(int Start, int Length, string Cover)>();
        foreach (var (shape, cover) in known)
        {
            foreach (Match match in shape.Matches(aligned)) found.Add((match.Index, match.Length, isStrict ? Nothing : cover(text.Substring(match.Index, match.Length))));
        }

        // Where somebody says to live is the person's, whatever else is the matter's.
        foreach (var (start, length) in TextShapes.HomesIn(text)) Add(start, length, DoorNumbers.Mask(text.Substring(start, length))!);
        if (isStrict)
        {
            foreach (var (start, length) in TextShapes.In(text, aligned)) Add(start, length, Nothing);
            foreach (var door in doors)
            {
                for (var at = text.IndexOf(door, StringComparison.Ordinal); at >= 0; at = text.IndexOf(door, at + door.Length, StringComparison.Ordinal)) Add(at, door.Length, DoorNumbers.Mask(door)!);
            }
        }

        var taken = new List<(int Start, int Length, string Cover)>();
        foreach (var place in found.OrderByDescending(place => place.Length).ThenBy(place => place.Start))
        {
            if (taken.All(other => place.Start + place.Length <= other.Start || other.Start + other.Length <= place.Start)) taken.Add(place);
        }

        taken.Sort((one, other) => other.Start.CompareTo(one.Start));
        return taken;

        void Add(int start, int length, string cover)
        {
            var what = text.Substring(start, length);
            if (cover != what && !IsAccuseds(text, start, length, what)) found.Add((start, length, cover));
        }
    }

    private bool IsAccuseds(string text, int start, int length, string what)
    {
        if (sparedNumbers.Contains(PhoneNumber.Canonical(what))) return true;
        return sparedTexts.Any(spared => spared.Contains(what, StringComparison.Ordinal)
            && Enumerable.Range(Math.Max(0, start + length - spared.Length), spared.Length).Any(at => at <= start && at + spared.Length >= start + length && at + spared.Length <= text.Length && string.CompareOrdinal(text, at, spared, 0, spared.Length) == 0));
    }

    private void Know(string field, string text)
    {
        switch (field)
        {
            case "address":
                doors.AddRange(DoorNumbers.Of(text));
                break;
            case "petitioner":
                KnowName(text);
                break;
            case "phone" or "secondPhone" or "contactNumber" or "number":
                if (Digits(text) is { Length: >= 5 }) KnowNumber(text);
                else if (text.Length > 2) KnowText(text);
                break;
            case "sex" or "longitude" or "latitude" or "estate":
                break;
            default:
                if (text.Length > 1) KnowText(text);
                break;
        }
    }

    /// <summary>The name with gaps between its characters, and the family name with a form of address.</summary>
    private void KnowName(string name)
    {
        var letters = name.Where(letter => !char.IsWhiteSpace(letter) && letter is not ('·' or '•')).ToArray();
        if (letters.Length < 2) return;
        known.Add((Shape(string.Join("[ ·\u200B\\t]*", letters.Select(letter => Regex.Escape(TextShapes.Aligned(letter.ToString())))), bound: letters.All(char.IsAscii)), found => Masking.Name(found.Trim())!));
        if (!letters.All(IsHan)) return;
        var family = letters is [_, _, _, ..] && TextShapes.IsCompound(string.Concat(letters[..2])) ? 2 : 1;
        if (letters.Length - family >= 2) known.Add((Shape(Regex.Escape(TextShapes.Aligned(string.Concat(letters[family..]))), bound: false), _ => "**"));
        var own = Regex.Escape(TextShapes.Aligned(string.Concat(letters[..family])));
        if (sparedTexts.All(spared => !spared.StartsWith(string.Concat(letters[..family]), StringComparison.Ordinal))) known.Add((Shape($"{own}[ ]?(?:先生|女士|小姐|老师|师傅|同志|某某|某)", bound: false), found => "*" + found[family..]));
    }

    private void KnowNumber(string typed)
    {
        if (sparedNumbers.Contains(PhoneNumber.Canonical(typed))) return;
        var digits = Digits(PhoneNumber.Canonical(typed));
        // A landline is also said without its area code.
        var forms = digits is ['0', ..] && digits.Length >= 10 ? new[] { digits, digits[^8..], digits[^7..] } : [digits];
        foreach (var form in forms.Where(form => form.Length >= 5).Distinct())
        {
            var shape = $@"(?<![0-9])(?:(?:\+|00)?{TextShapes.Gap}?86{TextShapes.Gap}{{0,2}}|0)?{string.Join(TextShapes.Gap + "{0,2}", form.ToCharArray())}(?![0-9])";
            known.Add((Shape(shape, bound: false), CoverOf));
        }
    }

    private void KnowText(string text) => known.Add((Shape(Regex.Escape(TextShapes.Aligned(text)), bound: text.All(char.IsAscii)), CoverOf));

    private static string CoverOf(string found)
    {
        var digits = found.Count(char.IsDigit);
        if (digits >= 7 && digits * 2 > found.Length) return Masking.Phone(Digits(PhoneNumber.Folded(found))) ?? "****";
        return found.Length > 3 ? string.Concat(found.AsSpan(0, 1), "***") : "***";
    }

    private static Regex Shape(string pattern, bool bound) =>
        new(bound ? $"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])" : pattern, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromMilliseconds(500));

    private static string Digits(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var letter in TextShapes.Aligned(text)) digits.Append(char.IsAsciiDigit(letter) ? letter : "");
        return digits.ToString();
    }

    private static bool IsHan(char letter) => letter is >= '\u4e00' and <= '\u9fff';
}
