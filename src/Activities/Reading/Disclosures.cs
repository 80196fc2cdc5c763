namespace JieSuJiBan.Activities.Reading;

/// <summary>
/// What is given of each kind of word to each reader. The one table: whatever tells of a ticket (page, REST, history, an earlier state, a list,
/// an export, a task) asks here.
/// <para>
/// Whoever has to do with a ticket reads the matter and what officials wrote; the petitioner is opened with a reason. Of a confidential ticket a
/// unit never learns who reported. A unit that lost a ticket keeps what it wrote itself, and nothing of a person.
/// </para>
/// </summary>
public static class Disclosures
{
    /// <summary>What is given.</summary>
    /// <param name="relation">What the reader has to do with the ticket.</param>
    /// <param name="kind">Whose word it is.</param>
    /// <param name="isConfidential">True where handlers must not learn who the petitioner is.</param>
    /// <param name="isOpened">True where the reader stated a reason to see who the petitioner is.</param>
    public static Disclosure Of(Relation relation, WordKind kind, bool isConfidential, bool isOpened = false) => (relation, kind) switch
    {
        (Relation.FormerUnit, WordKind.Code) => Disclosure.Full,
        (Relation.FormerUnit, WordKind.Officials) => Disclosure.Masked,
        (Relation.FormerUnit, _) => Disclosure.Nothing,
        (_, WordKind.Code) => Disclosure.Full,
        (Relation.Unit, WordKind.Person or WordKind.PersonCode or WordKind.PersonFiles) when isConfidential => Disclosure.Nothing,
        (Relation.Administration, WordKind.Person or WordKind.PersonCode or WordKind.PersonFiles) when isConfidential => Disclosure.Nothing,
        (_, WordKind.PersonCode) => Disclosure.Full,
        (Relation.Administration, _) => Disclosure.Length,
        (_, WordKind.PersonFiles) => Disclosure.Full,
        _ when isOpened && MayOpen(relation, isConfidential) => Disclosure.Full,
        (_, WordKind.Person) => Disclosure.Trace,
        _ => Disclosure.Masked,
    };

    /// <summary>Whether this reader may see, for a reason that it states, who the petitioner is.</summary>
    /// <param name="relation">What the reader has to do with the ticket.</param>
    /// <param name="isConfidential">True where handlers must not learn who the petitioner is.</param>
    public static bool MayOpen(Relation relation, bool isConfidential) => relation switch
    {
        Relation.City => true,
        Relation.Unit => !isConfidential,
        _ => false,
    };
}
