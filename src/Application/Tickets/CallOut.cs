using JieSuJiBan.Activities.Formats;
using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Application.Tickets;

/// <summary>A call to the petitioner, by reference to the telephone system's record.</summary>
public sealed record CallOut
{
    private const int LongestReference = 128;

    /// <summary>Name of the call in the telephone system; the same again is the same call. Required.</summary>
    [Text(TextKind.Code)]
    public string? Reference { get; init; }

    /// <summary>The number dialled; kept in the vault, shown masked. Required.</summary>
    [Text(TextKind.Person)]
    public string? Number { get; init; }

    /// <summary>When it began, ISO-8601 with offset. Required.</summary>
    public Instant? StartedAt { get; init; }

    /// <summary>How long it was, in seconds, 0 to 86,400. Required.</summary>
    public int? Seconds { get; init; }

    /// <summary>Whether somebody answered. Required.</summary>
    public bool? Reached { get; init; }

    /// <summary>What is wrong with it, or null.</summary>
    public Rejection? Check(Instant now, Instant acceptedAt)
    {
        // The reference is kept in clear: no place for a name or a number.
        if (string.IsNullOrWhiteSpace(Reference) || Reference.Length > LongestReference || !Reference.Trim().All(letter => letter is > ' ' and < (char)127) || HoldsNumber(Reference, Number ?? ""))
        {
            return CommandRejections.Wrong("reference", $"请填写电话系统的通话编号：英文字母、数字和符号，最长 {LongestReference} 字，其中不含电话和证件号码。", $"State the call's reference in the telephone system: letters, digits and signs of ASCII, at most {LongestReference}, and no phone or card number in it.");
        }

        if (string.IsNullOrWhiteSpace(Number) || Number.Length > 32 || PhoneNumber.Canonical(Number).Length == 0) return CommandRejections.Wrong("number", "请填写所拨号码。", "State the number dialled.");
        if (StartedAt is not { } started) return CommandRejections.Wrong("startedAt", "请填写通话开始时间。", "State when the call began.");
        if (started > now || started < acceptedAt - Duration.FromMinutes(1)) return CommandRejections.Wrong("startedAt", "通话时间应当在受理之后、现在之前，请核实。", "The call must lie between acceptance and now: check the time.");
        if (Seconds is not (>= 0 and <= 86_400)) return CommandRejections.Wrong("seconds", "请填写通话时长，0 至 86400 秒。", "State the length in seconds, 0 to 86,400.");
        return Reached is null ? CommandRejections.Wrong("reached", "请填写是否接通。", "State whether somebody answered.") : null;
    }

    private static bool HoldsNumber(string reference, string number) =>
        CodeText.HoldsNumberOfPerson(reference) || (PhoneNumber.Canonical(number) is { Length: >= 7 } digits && string.Concat(reference.Where(char.IsAsciiDigit)).Contains(digits, StringComparison.Ordinal));

    /// <summary>What the case gets beside the sealed number.</summary>
    public (string Name, Value Value)[] Members() =>
    [
        ("masked", Value.Of(Masking.Phone(PhoneNumber.Folded(Number!).Trim()))),
        ("reached", Reached == true ? Value.True : Value.False),
        ("reference", Value.Of(Reference!.Trim())),
        ("seconds", Value.Of((long)Seconds!)),
        ("startedAt", Value.Of(StartedAt)),
    ];
}
