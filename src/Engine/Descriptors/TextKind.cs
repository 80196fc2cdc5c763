namespace JieSuJiBan.Engine.Descriptors;

/// <summary>
/// Whose words a text is. Declared once, where the field is declared: what is sealed, under which key, what is masked and who reads it all
/// follow from it.
/// </summary>
public enum TextKind
{
    /// <summary>A stable code: checked against a list or <see cref="CodeText"/>, kept in clear.</summary>
    Code,

    /// <summary>One of the options offered, kept in clear.</summary>
    Choice,

    /// <summary>What is asked, where, the evidence, the petitioner's opinion. Sealed under the petitioner's key.</summary>
    Matter,

    /// <summary>
    /// What an official wrote: objection, reason, record, order, reply, note. The petitioner's name and numbers are masked; then it is sealed under
    /// the ticket's key.
    /// </summary>
    OfficialWords,

    /// <summary>Who the petitioner is: name, phone numbers, account, exact door. Sealed under the petitioner's key.</summary>
    Person,
}

/// <summary>What follows from the kind of a text.</summary>
public static class TextKinds
{
    /// <summary>True where the text lies in the vault and a step sees a reference only.</summary>
    public static bool IsSealed(this TextKind kind) => kind is TextKind.Matter or TextKind.OfficialWords or TextKind.Person;

    /// <summary>True where it is sealed under the key of the person, and gone with the person.</summary>
    public static bool IsOfPerson(this TextKind kind) => kind is TextKind.Matter or TextKind.Person;
}
