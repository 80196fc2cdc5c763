namespace JieSuJiBan.Engine.Descriptors;

/// <summary>
/// What a kind of human task asks, declared once: the page renders a form from it, the API and the step validate with
/// it, OpenAPI describes it, and the vault knows from it which fields are personal.
/// </summary>
/// <param name="Kind">Name of the kind, e.g. <c>HandleTicket</c>.</param>
/// <param name="DisplayName">zh-CN.</param>
/// <param name="EnglishName">The same in English.</param>
/// <param name="Duty">What is demanded, zh-CN, with its article.</param>
/// <param name="Outcomes">What the person may decide; at least one.</param>
/// <param name="Fields">What the person fills in.</param>
public sealed record TaskDeclaration(
    string Kind,
    string DisplayName,
    string EnglishName,
    string Duty,
    IReadOnlyList<TaskOutcome> Outcomes,
    IReadOnlyList<TaskField> Fields)
{
    /// <summary>The facts that the decision is about: whoever has the task is shown them before anything else.</summary>
    public IReadOnlyList<SubjectFact> Subject { get; init; } = [];
}

/// <summary>A fact that a decision is about.</summary>
/// <param name="Path">
/// Where it stands among the facts, e.g. <c>objections.#.text</c>. A step <c>#</c> is the latest ordinal, <c>*</c> each of them, and a name in
/// braces is looked up for the task: <c>{whistle}</c>, <c>{department}</c>, <c>{request}</c>, <c>{unit}</c>.
/// </param>
/// <param name="DisplayName">zh-CN.</param>
/// <param name="EnglishName">The same in English.</param>
/// <param name="Type">What it holds.</param>
/// <param name="IsOptional">True where a task may be open without it.</param>
/// <param name="Codes">Of a choice the list of the city that names its codes, or null.</param>
public sealed record SubjectFact(
    string Path,
    string DisplayName,
    string EnglishName,
    FieldType Type = FieldType.LongText,
    bool IsOptional = false,
    string? Codes = null);

/// <summary>A decision that a task offers.</summary>
/// <param name="Name">The outcome, which is also the flow port followed.</param>
/// <param name="DisplayName">zh-CN.</param>
/// <param name="EnglishName">The same in English.</param>
public sealed record TaskOutcome(string Name, string DisplayName, string EnglishName);

/// <summary>What a field of a task holds.</summary>
public enum FieldType
{
    /// <summary>One line.</summary>
    Text,
    /// <summary>Several lines.</summary>
    LongText,
    /// <summary>Yes or no.</summary>
    Boolean,
    /// <summary>A number.</summary>
    Number,
    /// <summary>An instant, ISO-8601 with offset.</summary>
    Instant,
    /// <summary>One of the options.</summary>
    Choice,
    /// <summary>Code of a unit in the organisation policy.</summary>
    Unit,
    /// <summary>Code of a class in the class tree.</summary>
    Class,
    /// <summary>Code of a district or street.</summary>
    Area,
    /// <summary>Codes of units, as a list.</summary>
    Units,
    /// <summary>Ids of attachments, as a list.</summary>
    Attachments,
    /// <summary>A day, ISO-8601, local to the city.</summary>
    Date,
}

/// <summary>A field of a task.</summary>
/// <param name="Name">Member of the result object, camel case.</param>
/// <param name="Type">What it holds.</param>
/// <param name="DisplayName">zh-CN.</param>
/// <param name="EnglishName">The same in English.</param>
/// <param name="IsRequired">Must be there and not blank.</param>
/// <param name="Text">Whose words a text is; null for what is no free text (see <see cref="Kind"/>).</param>
/// <param name="MaxLength">Longest text in UTF-16 units.</param>
/// <param name="Options">For choices: value and zh-CN text.</param>
/// <param name="OnlyFor">Outcomes for which the field is asked (and, where required, demanded); null: all.</param>
public sealed record TaskField(
    string Name,
    FieldType Type,
    string DisplayName,
    string EnglishName,
    bool IsRequired = false,
    TextKind? Text = null,
    int MaxLength = 4000,
    IReadOnlyList<(string Value, string DisplayName)>? Options = null,
    IReadOnlyList<string>? OnlyFor = null)
{
    /// <summary>Whose words it is: as declared, else what the type says; a free text nobody declared is sealed. Null for what holds no text.</summary>
    public TextKind? Kind => Text ?? Type switch
    {
        FieldType.Text or FieldType.LongText => TextKind.OfficialWords,
        FieldType.Choice => TextKind.Choice,
        FieldType.Unit or FieldType.Units or FieldType.Class or FieldType.Area or FieldType.Attachments => TextKind.Code,
        _ => null,
    };

    /// <summary>Sealed in the vault before the step, which sees a reference only.</summary>
    public bool IsSealed => Kind?.IsSealed() == true;

    /// <summary>
    /// Goes to the petitioner as it stands. What is known of the petitioner is masked as in every text of an official; other numbers, such as whom to
    /// call back, stay.
    /// </summary>
    public bool IsForPetitioner { get; init; }
}
