using System.Globalization;
using System.Numerics;
using Jint.Native;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>A script asked for more than it may have; nothing in it can catch this.</summary>
internal sealed class ScriptLimitException(string code, string chinese, string english) : Exception(english)
{
    /// <summary>Stable code.</summary>
    public string Code { get; } = code;

    /// <summary>The sentence, zh-CN.</summary>
    public string Chinese { get; } = chinese;
}

/// <summary>
/// What one run of a script has asked of built-in calls. It counts sizes that the script itself decides, never bytes or seconds of a machine,
/// so that every run of the same script ends at the same call.
/// </summary>
internal sealed class ScriptMeter
{
    /// <summary>Bytes of text and data that built-in calls may make in one run.</summary>
    public const long MaxBytes = 64L * 1024 * 1024;

    /// <summary>Longest text, in UTF-16 units.</summary>
    public const int MaxTextLength = 4 * 1024 * 1024;

    /// <summary>Bits of the greatest BigInt.</summary>
    public const int MaxBits = 64 * 1024;

    /// <summary>Calls of functions that are one expression, and operations that can make data grow.</summary>
    public const int MaxOperations = 200_000;

    private long bytes;
    private int operations;

    /// <summary>Takes what a call is about to make, before it makes it.</summary>
    public void Charge(double size)
    {
        // Sizes come from the script: they may be no number, or beyond every number.
        if (!(size >= 0)) return;
        if (size > MaxBytes || (bytes += (long)size) > MaxBytes) throw TooMuchData();
    }

    public void ChargeText(double length)
    {
        if (length > MaxTextLength) throw TextTooLong();
        // What is short is cheap, and the number of statements bounds how often.
        if (length >= 1024) Charge(2 * length);
    }

    public void Count()
    {
        if (++operations > MaxOperations) throw new ScriptLimitException("script.tooManyOperations",
            $"脚本执行超过 {MaxOperations} 次运算，已停止；请减少数据量或检查循环。", $"The script ran more than {MaxOperations} operations and was stopped: let it handle less data, or check its loops.");
    }

    /// <summary>Lets a value pass that an operator made: its operands were bounded, so it is at most twice what is allowed.</summary>
    public JsValue Kept(JsValue value)
    {
        Count();
        switch (value)
        {
            case JsString text when text.Length > MaxTextLength:
                throw TextTooLong();
            case JsBigInt big when Bits(big) > MaxBits:
                throw NumberTooLong();
            default:
                return value;
        }
    }

    public static long Bits(JsBigInt value) => (long)((BigInteger)value.ToObject()!).GetBitLength();

    public static ScriptLimitException NumberTooLong() => new("script.numberTooLong",
        $"脚本中的整数（BigInt）超过 {MaxBits} 位二进制，已停止；请改用较小的数。", $"A BigInt of the script would have more than {MaxBits} bits: use smaller numbers.");

    private static ScriptLimitException TextTooLong() => new("script.textTooLong",
        $"脚本中的文本超过 {MaxTextLength} 个字符，已停止；请减少数据量。", $"A text of the script would have more than {MaxTextLength} characters: let it handle less data.");

    private static ScriptLimitException TooMuchData()
    {
        var megabytes = (MaxBytes / 1024 / 1024).ToString(CultureInfo.InvariantCulture);
        return new("script.tooMuchData", $"脚本的内置调用产生的数据超过 {megabytes} MB，已停止；请减少数据量。",
            $"Built-in calls of the script would make more than {megabytes} MB of data: let it handle less data.");
    }
}
