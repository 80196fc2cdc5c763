using System.Collections.Immutable;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Policies;

/// <summary>What makes the callback (回访) begin.</summary>
public enum CallbackTrigger
{
    /// <summary>As soon as the unit has replied.</summary>
    OnReply,
    /// <summary>When the time limit for handling ends, whether or not there is a reply (Beijing regulation Art. 23).</summary>
    OnLimitExpiry,
}

/// <summary>One question of the callback questionnaire.</summary>
/// <param name="Code">Stable code; the member of the callback's result that holds the answer, e.g. <c>solved</c>.</param>
/// <param name="Text">The question, zh-CN.</param>
/// <param name="English">The question, English.</param>
/// <param name="Answers">The answers to choose from, in order.</param>
/// <param name="AskedOnlyIfReached">True where it makes no sense to ask unless the petitioner was reached.</param>
public sealed record CallbackQuestion(
    string Code, string Text, string English, ImmutableArray<NamedCode> Answers, bool AskedOnlyIfReached)
{
    /// <summary>The answers with which the callback is a good one; empty: any answer is good enough.</summary>
    public ImmutableArray<string> GoodAnswers { get; init; } = [];

    /// <summary>True where the question must be answered; default true.</summary>
    public bool IsRequired { get; init; } = true;
}

/// <summary>How a unit may dispute what the callback said (domain: appeal → evidence → reviewer ≠ owner → decision → trace).</summary>
/// <param name="WindowStep">The limit within which it may; default <c>Dispute</c>.</param>
/// <param name="ReviewRole">Role of who decides; default <see cref="TicketRoles.Supervisor"/>.</param>
/// <param name="Grounds">Grounds to choose from; without any, nothing can be disputed.</param>
public sealed record DisputeRule(LimitStep WindowStep, string ReviewRole, ImmutableArray<NamedCode> Grounds);

/// <summary>What follows a callback that went badly.</summary>
/// <param name="Rehandles">True where the unit must handle the matter again; default true.</param>
/// <param name="MaxRehandles">How often at most, 0 to 10; default 1. After that the result is explained to the petitioner.</param>
public sealed record UnsatisfiedRule(bool Rehandles, int MaxRehandles);

/// <summary>How a city calls petitioners back (<c>callback.json</c>).</summary>
/// <param name="Trigger">What makes the callback begin.</param>
/// <param name="Attempts">How often an unreachable petitioner is tried before the callback ends as unreachable; 1 or more.</param>
/// <param name="OnDifferentDays">True where each attempt must fall on another local day.</param>
/// <param name="SharePercent">The share of tickets called back, 1 to 100.</param>
/// <param name="UnreachableIsAssessed">False where an unreachable petitioner's ticket leaves the denominator of the rates.</param>
/// <param name="Channels">The channel codes a callback may use, the preferred one first.</param>
/// <param name="Questions">The questionnaire in order; a question <c>reached</c> comes first.</param>
/// <param name="Basis">Where the rule comes from.</param>
public sealed record CallbackPolicy(
    CallbackTrigger Trigger,
    int Attempts,
    bool OnDifferentDays,
    int SharePercent,
    bool UnreachableIsAssessed,
    ImmutableArray<string> Channels,
    ImmutableArray<CallbackQuestion> Questions,
    PolicyBasis Basis)
{
    internal const string File = "callback.json";

    /// <summary>Questions that rates are computed from; a questionnaire without one of them is refused.</summary>
    public static ImmutableArray<string> RequiredQuestions { get; } = ["reached", "contactedByStaff", "solved", "satisfied"];

    /// <summary>The channel of each attempt, the last one for all further; empty: a person calls. A channel without voice carries a questionnaire.</summary>
    public ImmutableArray<string> AttemptChannels { get; init; } = [];

    /// <summary>How a unit may dispute what the callback said.</summary>
    public DisputeRule Disputes { get; init; } = new(new("Dispute"), TicketRoles.Supervisor, []);

    /// <summary>What follows a callback that went badly.</summary>
    public UnsatisfiedRule Unsatisfied { get; init; } = new(true, 1);

    /// <summary>True where a reply that comes after the callback at the limit is called back about again; default true.</summary>
    public bool AgainAfterLateReply { get; init; } = true;

    /// <summary>The limit for answering a questionnaire before the next attempt; default <c>QuestionnaireAnswer</c>.</summary>
    public LimitStep AnswerStep { get; init; } = new("QuestionnaireAnswer");

    /// <summary>False where the city's law asks for no callback: then a ticket's drawing need not pass one; default true.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>The questions a petitioner who was reached is asked.</summary>
    public IEnumerable<CallbackQuestion> Asked => Questions.Where(question => question.Code != "reached");

    /// <summary>True where every answer is a good one, so that nothing follows.</summary>
    public bool IsGood(Value answers) =>
        Asked.All(question => question.GoodAnswers.IsEmpty || question.GoodAnswers.Contains(answers[question.Code].AsString() ?? ""));

    /// <summary>The channel of an attempt, counted from 1; null: a person calls.</summary>
    public string? ChannelOf(long attempt) => AttemptChannels.IsEmpty ? null : AttemptChannels[(int)Math.Min(attempt, AttemptChannels.Length) - 1];

    /// <summary>
    /// Solved, for assessment: what the petitioner said, where the unit had replied; a ticket called back about without a reply is not
    /// (Art. 23). Null where nobody was asked or reached.
    /// </summary>
    /// <param name="ticket">The ticket.</param>
    public bool? CountsAsSolved(TicketFacts ticket)
    {
        if (ticket.Callback.IsUnanswered) return false;
        if (ticket.Callback.Answer(CallbackFacts.Solved).AsString() is not { } answer) return null;
        return Questions.Any(question => question.Code == CallbackFacts.Solved && question.GoodAnswers.Contains(answer));
    }

    internal static CallbackPolicy Read(PolicyNode root)
    {
        var nodes = root.Items("questions");
        var policy = new CallbackPolicy(
            root.Choice<CallbackTrigger>("trigger"),
            root.WholeOr("attempts", 3, 1, 20),
            root.FlagOr("onDifferentDays", true),
            root.WholeOr("sharePercent", 100, 1, 100),
            root.FlagOr("unreachableIsAssessed", false),
            root.Texts("channels"),
            [.. nodes.Select(ReadQuestion)],
            PolicyBasis.ReadFrom(root))
        {
            IsRequired = root.FlagOr("required", true),
            AttemptChannels = root.Texts("attemptChannels"),
            AgainAfterLateReply = root.FlagOr("againAfterLateReply", true),
            AnswerStep = new(root.TextOrNull("answerStep") ?? "QuestionnaireAnswer"),
            Disputes = ReadDisputes(root.ChildOrNull("disputes")),
            Unsatisfied = ReadUnsatisfied(root.ChildOrNull("unsatisfied")),
        };
        Duplicates.Check(nodes, policy.Questions.Select(question => question.Code), "callback.question", "问题代码", "Question code");
        foreach (var code in RequiredQuestions.Except(policy.Questions.Select(question => question.Code)))
        {
            root.Error("callback.question.missing", "questions", $"回访问卷缺少问题“{code}”，三率无从计算",
                $"Expected the questionnaire to hold the question '{code}', from which the rates are computed");
        }

        root.Close();
        return policy;
    }

    private static CallbackQuestion ReadQuestion(PolicyNode node)
    {
        var nodes = node.Items("answers");
        var code = node.Text("code");
        var question = new CallbackQuestion(
            code,
            node.Text("text"),
            node.Text("english"),
            [.. nodes.Select(NamedCode.Read)],
            node.FlagOr("askedOnlyIfReached", true))
        {
            GoodAnswers = node.Has("goodAnswers") ? node.Texts("goodAnswers") : Usual(node, code),
            IsRequired = node.FlagOr("required", true),
        };
        Duplicates.Check(nodes, question.Answers.Select(answer => answer.Code), "callback.answer", "答案代码", "Answer code");
        if (question.Answers.Length < 2) node.Error("callback.answer.few", "answers", "每个问题至少两个答案", "Expected at least two answers");
        foreach (var good in question.GoodAnswers.Where(good => node.Has("goodAnswers") && question.Answers.All(answer => answer.Code != good)))
        {
            node.Error("callback.answer.good", "goodAnswers", $"问题“{question.Text}”没有答案“{good}”", $"The question {code} has no answer '{good}'");
        }

        node.Close();
        return question;
    }

    /// <summary>The answers that count as good where the city does not say.</summary>
    private static ImmutableArray<string> Usual(PolicyNode node, string code)
    {
        _ = node.Texts("goodAnswers");
        return code switch { "solved" => ["Yes"], "satisfied" => ["Satisfied", "BasicallySatisfied"], _ => [] };
    }

    private static DisputeRule ReadDisputes(PolicyNode? node)
    {
        if (node is null) return new(new("Dispute"), TicketRoles.Supervisor, []);
        var rule = new DisputeRule(
            new(node.TextOrNull("windowStep") ?? "Dispute"),
            node.TextOrNull("reviewRole") ?? TicketRoles.Supervisor,
            [.. node.ItemsOrEmpty("grounds").Select(NamedCode.Read)]);
        Duplicates.Check(node.ItemsOrEmpty("grounds"), rule.Grounds.Select(ground => ground.Code), "callback.dispute", "申诉理由代码", "Ground code");
        node.Close();
        return rule;
    }

    private static UnsatisfiedRule ReadUnsatisfied(PolicyNode? node)
    {
        if (node is null) return new(true, 1);
        var rule = new UnsatisfiedRule(node.FlagOr("rehandle", true), node.WholeOr("maxRehandles", 1, 0, 10));
        node.Close();
        return rule;
    }
}
