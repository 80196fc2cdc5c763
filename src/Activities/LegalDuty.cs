using System.Collections.Immutable;
using System.Globalization;

namespace JieSuJiBan.Activities;

/// <summary>
/// What the law of a city may demand, by code: refusals, tasks and messages rest on these, and <c>law.json</c> says which article of the
/// city's own law each of them is. No law is named in code; the articles in doc comments are those of the Beijing regulation, from which
/// the rules were first taken.
/// </summary>
/// <param name="Code">The code, as <c>law.json</c> writes it.</param>
/// <param name="Chinese">What is demanded, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record LegalDuty(string Code, string Chinese, string English)
{
    /// <summary>Art. 8: the petitioner may send texts, pictures and recordings.</summary>
    public const string Evidence = nameof(Evidence);

    /// <summary>Art. 10: record time, matter and contact completely.</summary>
    public const string Record = nameof(Record);

    /// <summary>Art. 11: answer, dispatch at once, or one of six special routes.</summary>
    public const string Route = nameof(Route);

    /// <summary>Art. 11: the same matter is handled once.</summary>
    public const string Merge = nameof(Merge);

    /// <summary>Art. 37: what is unreasonable is judged by another.</summary>
    public const string Unreasonable = nameof(Unreasonable);

    /// <summary>Art. 12: two ways of dispatch; the district gets a copy.</summary>
    public const string Dispatch = nameof(Dispatch);

    /// <summary>Art. 12: units confer before a hard dispatch.</summary>
    public const string Conference = nameof(Conference);

    /// <summary>Art. 12: an objection to a dispatch is reviewed.</summary>
    public const string Objection = nameof(Objection);

    /// <summary>Art. 13: the limit is printed on the ticket.</summary>
    public const string Limit = nameof(Limit);

    /// <summary>Art. 14: the first receiver leads, the others cooperate.</summary>
    public const string FirstReceiver = nameof(FirstReceiver);

    /// <summary>Art. 15: contact the petitioner promptly.</summary>
    public const string Contact = nameof(Contact);

    /// <summary>Art. 15: reply to petitioner and hotline in time.</summary>
    public const string Reply = nameof(Reply);

    /// <summary>Art. 15: more time has a reason, which both are told.</summary>
    public const string Extension = nameof(Extension);

    /// <summary>Art. 15: what cannot be solved for now is explained and looked at again.</summary>
    public const string CarryOver = nameof(CarryOver);

    /// <summary>Arts. 5 and 15: who is late is urged and supervised.</summary>
    public const string Supervision = nameof(Supervision);

    /// <summary>Art. 16: streets whistle, departments report in.</summary>
    public const string Whistle = nameof(Whistle);

    /// <summary>Art. 17: a community never leads.</summary>
    public const string Community = nameof(Community);

    /// <summary>Art. 20: ask the level above to coordinate.</summary>
    public const string Coordination = nameof(Coordination);

    /// <summary>Arts. 21 and 22: neighbours and central bodies.</summary>
    public const string OutsideParty = nameof(OutsideParty);

    /// <summary>Art. 23: callback when the limit expires.</summary>
    public const string Callback = nameof(Callback);

    /// <summary>Arts. 15 and 23: what is unsolved is handled again.</summary>
    public const string Rehandling = nameof(Rehandling);

    /// <summary>Arts. 23 and 32: a unit may dispute a callback.</summary>
    public const string Dispute = nameof(Dispute);

    /// <summary>Art. 28: everything is kept and evaluated.</summary>
    public const string Archive = nameof(Archive);

    /// <summary>Art. 29: a possible emergency is reported at once.</summary>
    public const string Emergency = nameof(Emergency);

    /// <summary>Art. 33: whistling street and reporting department assess each other.</summary>
    public const string MutualRating = nameof(MutualRating);

    /// <summary>Art. 35: punishable acts.</summary>
    public const string PunishableAct = nameof(PunishableAct);

    /// <summary>Art. 36: tolerance of errors made in duty.</summary>
    public const string Tolerance = nameof(Tolerance);

    private const string Prefix = "duty:";

    /// <summary>All duties, in the order of a ticket's way.</summary>
    public static ImmutableArray<LegalDuty> All { get; } =
    [
        new(Evidence, "接收诉求人提交的文字、图片、音视频", "Take texts, pictures and recordings from the petitioner"),
        new(Record, "如实、完整记录诉求", "Record the request truly and completely"),
        new(Route, "即时答复、派单或者按特殊情形处理", "Answer, dispatch or take a special route"),
        new(Merge, "同一事项并案办理", "Handle the same matter once"),
        new(Unreasonable, "不合理诉求的认定", "Judge what is unreasonable"),
        new(Dispatch, "派单方式和承办单位", "Ways of dispatch and the unit that handles"),
        new(Conference, "派单前会商", "Confer before the dispatch"),
        new(Objection, "派单异议的提出和审核", "Objection to a dispatch and its review"),
        new(Limit, "载明并遵守办理时限", "State and keep the limit"),
        new(FirstReceiver, "首接负责、协办配合", "First receiver leads, others cooperate"),
        new(Contact, "及时联系诉求人", "Contact the petitioner promptly"),
        new(Reply, "按时答复诉求人和热线", "Reply to petitioner and hotline in time"),
        new(Extension, "延期办理", "Extension of the limit"),
        new(CarryOver, "暂时不能解决的事项挂账", "Carry over what cannot be solved for now"),
        new(Supervision, "催办和督办", "Urge and supervise"),
        new(Whistle, "吹哨报到", "Whistle and report in"),
        new(Community, "社区（村）不得主办", "A community never leads"),
        new(Coordination, "提请上级协调", "Ask the level above to coordinate"),
        new(OutsideParty, "商请外部单位办理", "Ask parties outside the city's organisation"),
        new(Callback, "回访诉求人", "Call the petitioner back"),
        new(Rehandling, "重新办理或者解释说明", "Handle again or explain"),
        new(Dispute, "回访结果申诉", "Dispute of a callback"),
        new(Archive, "归档和汇总数据", "Archive and evaluate"),
        new(Emergency, "立即报告突发事件", "Report an emergency at once"),
        new(MutualRating, "双向评价", "Mutual rating"),
        new(PunishableAct, "应予处理的行为", "Punishable acts"),
        new(Tolerance, "容错免责", "Tolerance of errors"),
    ];

    /// <summary>How a refusal names the duties that it rests on until the policy has said which law that is.</summary>
    /// <param name="duties">One or several codes.</param>
    public static string SourceOf(params ReadOnlySpan<string?> duties) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{string.Join(",", duties)}");

    /// <summary>The duties that a refusal's source names, or null where it is something else.</summary>
    internal static string[]? Named(string? source) => source is not null && source.StartsWith(Prefix, StringComparison.Ordinal) ? source[Prefix.Length..].Split(',') : null;
}
