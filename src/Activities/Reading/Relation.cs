namespace JieSuJiBan.Activities.Reading;

/// <summary>What a reader has to do with a ticket. How each kind of word is given to it, <see cref="Disclosures"/> says.</summary>
public enum Relation
{
    /// <summary>Looks after flows and policies: reads codes and instants, no words.</summary>
    Administration,

    /// <summary>Works on, leads, reviews, supervises or audits it for the whole city.</summary>
    City,

    /// <summary>Acts for a unit that takes part in it now.</summary>
    Unit,

    /// <summary>Acts for a unit that took part in it and does so no more.</summary>
    FormerUnit,
}

/// <summary>Whose word a fact is.</summary>
public enum WordKind
{
    /// <summary>A code, a number, an instant: nobody's words.</summary>
    Code,

    /// <summary>What is asked, and what the petitioner thinks of the answer.</summary>
    Matter,

    /// <summary>Where it happens. The exact door in it is the person's.</summary>
    Place,

    /// <summary>What an official wrote: an objection, a reason, a record, a reply.</summary>
    Officials,

    /// <summary>Who the petitioner is: name, phones, account, position on the map.</summary>
    Person,

    /// <summary>A code that tells who the petitioner is: sex, kind of identity, pseudonym, the number another body gave.</summary>
    PersonCode,

    /// <summary>Files that the petitioner sent.</summary>
    PersonFiles,
}

/// <summary>How a word is given to a reader.</summary>
public enum Disclosure
{
    /// <summary>Not at all: it is not in the answer.</summary>
    Nothing,

    /// <summary>That there is something, and how long it is.</summary>
    Length,

    /// <summary>A trace: 张*, 138****1234.</summary>
    Trace,

    /// <summary>The words without what names or locates the petitioner.</summary>
    Masked,

    /// <summary>As it is.</summary>
    Full,
}
