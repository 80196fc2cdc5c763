using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Policies;

/// <summary>What loading gives: a policy that can be used, or none, and everything the checks found.</summary>
/// <param name="Policy">The policy, or null where a finding is an error.</param>
/// <param name="Findings">What the checks found, the gravest first.</param>
public sealed record PolicyLoad(CityPolicy? Policy, ImmutableArray<PolicyFinding> Findings)
{
    /// <summary>What could be read of a faulty policy, for checking what refers to it and for nothing else; null where too little could be read.</summary>
    public CityPolicy? Draft { get; init; }

    /// <summary>
    /// The policy as a program reads that was given it after it was published: a wrong name in it, which an earlier release did not look for,
    /// stops no running ticket. Nothing new is published by it.
    /// </summary>
    public CityPolicy? Published { get; init; }

    /// <summary>Files of which nothing could be read: what refers to them cannot be checked.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];
}

/// <summary>
/// All policies of one city as an immutable snapshot, named by the hash of its content. A step uses exactly one.
/// </summary>
public sealed partial class CityPolicy : Policy
{
    private readonly FrozenDictionary<Type, object> topics;
    private readonly Lazy<FrozenDictionary<string, TaskDeclaration>> tasks;
    private readonly CityPolicy?[] byMeaning;

    internal CityPolicy(FrozenDictionary<string, Value> content, PolicyParts parts)
    {
        Content = content;
        Hash = CanonicalJson.Hash(Value.Object(content));
        View = PolicyView.Of(content);
        City = parts.City;
        Classes = parts.Classes;
        Organisation = parts.Organisation;
        RequestTypes = parts.RequestTypes;
        Channels = parts.Channels;
        Callback = parts.Callback;
        Calendar = new(parts.City.Zone, parts.City.OfficeHours, parts.Calendar);
        Deadlines = new(Calendar);
        TimeLimits = new(parts.Limits, parts.Classes);
        Dispatch = new(parts.Rows, parts.Classes, parts.Organisation);
        topics = parts.Topics;
        ActivityTypes = parts.ActivityTypes;
        tasks = new(() => CityTasks.Of(this));
        shapes = new(LearnShapes);
        byMeaning = new CityPolicy?[Engine.Semantics.Current + 1];
        byMeaning[Semantics] = this;
    }

    /// <summary>The same policy under another meaning: everything that has only one is shared.</summary>
    private CityPolicy(CityPolicy other, int semantics)
    {
        (Semantics, Content, Hash, View, City) = (semantics, other.Content, other.Hash, other.View, other.City);
        (Classes, Organisation, RequestTypes, Channels, Callback) = (other.Classes, other.Organisation, other.RequestTypes, other.Channels, other.Callback);
        (Calendar, TimeLimits, Dispatch) = (other.Calendar.Under(semantics), other.TimeLimits, other.Dispatch);
        Deadlines = new(Calendar);
        (topics, tasks, shapes, byMeaning, ActivityTypes) = (other.topics, other.tasks, other.shapes, other.byMeaning, other.ActivityTypes);
    }

    /// <summary>The policy files a city pack must hold.</summary>
    public static ImmutableArray<string> RequiredFiles { get; } =
    [
        CityFacts.File, CalendarPolicy.File, TimeLimitReader.File, ReferenceData.Organisation.File, ProblemClasses.File,
        DispatchCatalog.File, ReferenceData.RequestTypes.File, ReferenceData.Channels.File, CallbackPolicy.File,
    ];

    /// <summary>SHA-256 (lower-case hexadecimal) of one canonical JSON object that holds every file under its name.</summary>
    public override string Hash { get; }

    /// <summary>
    /// What expressions see: the small files by name in camel case (<c>policy.city.name</c>, <c>policy.timeLimits.limits</c>).
    /// Organisation, classes, catalogue and calendar are answered by activities instead: as data they would be copied on each use.
    /// </summary>
    public override Value View { get; }

    /// <summary>Every file as read, by file name: for comparing, showing and storing a policy.</summary>
    public IReadOnlyDictionary<string, Value> Content { get; }

    /// <inheritdoc/>
    public override TaskDeclaration? FindTask(string kind) => tasks.Value.GetValueOrDefault(kind);

    /// <inheritdoc/>
    public override DateTimeZone Zone => City.Zone;

    /// <summary>The numbered meaning under which the rules are read (see <see cref="Engine.Semantics"/>).</summary>
    public int Semantics { get; } = Engine.Semantics.Current;

    /// <inheritdoc/>
    public override CityPolicy Under(int semantics) => byMeaning[semantics] ??= new(this, semantics);

    /// <summary>The city itself.</summary>
    public CityFacts City { get; }

    /// <summary>The class tree.</summary>
    public ProblemClasses Classes { get; }

    /// <summary>The units.</summary>
    public Organisation Organisation { get; }

    /// <summary>The types of request.</summary>
    public RequestTypes RequestTypes { get; }

    /// <summary>The channels.</summary>
    public Channels Channels { get; }

    /// <summary>The callback rules.</summary>
    public CallbackPolicy Callback { get; }

    /// <summary>Working time.</summary>
    public WorkCalendar Calendar { get; }

    /// <summary>Computes deadlines on <see cref="Calendar"/>.</summary>
    public DeadlineCalculator Deadlines { get; }

    /// <summary>The limit table.</summary>
    public TimeLimits TimeLimits { get; }

    /// <summary>The dispatch catalogue.</summary>
    public DispatchCatalog Dispatch { get; }

    /// <summary>The activity types that the city works with, as the product declares them.</summary>
    internal IReadOnlyList<Activity> ActivityTypes { get; }

    /// <summary>The rules of a topic: as the city's file says, else the defaults.</summary>
    internal T Topic<T>()
        where T : class => (T)topics[typeof(T)];
}
