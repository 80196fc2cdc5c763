using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Reading;

/// <summary>What one reader is given of one ticket: its facts, an event's data, an earlier state, a task's content, words.</summary>
/// <param name="Relation">What the reader has to do with the ticket.</param>
/// <param name="IsConfidential">True where handlers must not learn who the petitioner is.</param>
/// <param name="Rules">What the city keeps back of a confidential ticket beside what <see cref="Disclosures"/> keeps back.</param>
public sealed record TicketReading(Relation Relation, bool IsConfidential, ConfidentialRules Rules)
{
    /// <summary>True where the reader may state a reason and see who the petitioner is.</summary>
    public bool MayOpenPerson => Disclosures.MayOpen(Relation, IsConfidential);

    /// <summary>True where words are read at all: what is asked, and what officials wrote.</summary>
    public bool ReadsWords => Relation is Relation.City or Relation.Unit;

    /// <summary>True where not even a trace of the petitioner is given.</summary>
    public bool HidesPerson => Disclosures.Of(Relation, WordKind.Person, IsConfidential) == Disclosure.Nothing;

    /// <summary>True where words are given without anything that could name somebody: not what is known of the petitioner alone, but whatever looks like it.</summary>
    public bool MasksStrictly => HidesPerson;

    /// <summary>True where the petitioner's own files are given.</summary>
    public bool GivesPetitionersFiles => Relation != Relation.FormerUnit && (!HidesPerson || !Rules.HidesAttachments);

    /// <summary>How the word at that place is given.</summary>
    /// <param name="path">Where it stands, e.g. <c>contacts.1.number</c>.</param>
    /// <param name="words">The reference that stands there.</param>
    /// <param name="isOpened">True where the reader stated a reason.</param>
    public Disclosure OfWords(string path, Sealed words, bool isOpened = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        var steps = path.Split('.');
        return HidesPerson && steps.Any(IsHiddenName) ? Disclosure.Nothing : Disclosures.Of(Relation, FactKinds.Of(steps, words), IsConfidential, isOpened);
    }

    /// <summary>The facts, an event's data or a task's content, without what this reader is not given.</summary>
    /// <param name="facts">All of them.</param>
    public Value Facts(Value facts) => HidesPerson ? Without(facts, []) : facts;

    private Value Without(Value part, List<string> path)
    {
        switch (part.Kind)
        {
            case ValueKind.Array:
                return Value.Of(part.Items.Select(item => Without(item, path)));
            case ValueKind.Object:
                var kept = new List<KeyValuePair<string, Value>>();
                foreach (var (name, member) in part.MembersByName)
                {
                    path.Add(name);
                    if (IsGiven(path, member)) kept.Add(new(name, Sealed.From(member) is null ? Without(member, path) : member));
                    path.RemoveAt(path.Count - 1);
                }

                return Value.Object(kept);
            default:
                return part;
        }
    }

    private bool IsGiven(List<string> path, Value member)
    {
        if (IsHiddenName(path[^1])) return false;
        var kind = FactKinds.Of([.. path], Sealed.From(member));
        return kind == WordKind.PersonFiles && Relation != Relation.FormerUnit
            ? !Rules.HidesAttachments
            : Disclosures.Of(Relation, kind, IsConfidential) != Disclosure.Nothing;
    }

    private bool IsHiddenName(string name) => Rules.Hides.Contains(name);
}
