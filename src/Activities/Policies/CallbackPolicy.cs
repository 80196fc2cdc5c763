using System.Collections.Immutable;

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
    string Code, string Text, string English, ImmutableArray<NamedCode> Answers, bool AskedOnlyIfReached);

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
            PolicyBasis.ReadFrom(root));
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
        var question = new CallbackQuestion(
            node.Text("code"),
            node.Text("text"),
            node.Text("english"),
            [.. nodes.Select(NamedCode.Read)],
            node.FlagOr("askedOnlyIfReached", true));
        Duplicates.Check(nodes, question.Answers.Select(answer => answer.Code), "callback.answer", "答案代码", "Answer code");
        if (question.Answers.Length < 2) node.Error("callback.answer.few", "answers", "每个问题至少两个答案", "Expected at least two answers");
        node.Close();
        return question;
    }
}
