using System.Collections.Concurrent;
using System.Globalization;
using Jint;
using NodaTime;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>
/// The limits and the clock that scripts run under. A sandbox serves one run at a time and is then reused; each run gets
/// a new engine, so that nothing one script does to globals or prototypes reaches another.
/// </summary>
internal sealed class ScriptSandbox
{
    /// <summary>Statements that a script may run: the limit that decides, equal on every machine.</summary>
    public const int MaxStatements = 100_000;

    /// <summary>Depth of calls.</summary>
    public const int MaxCallDepth = 128;

    /// <summary>Elements of a list.</summary>
    public const int MaxListLength = 1_000_000;

    // Safety nets for what the statement count cannot see (one built-in call that works for long). They depend on the
    // machine, so they stand far above what the deciding limits allow, and have error codes of their own.
    private const long SafetyMemory = 256L * 1024 * 1024;
    private static readonly TimeSpan SafetyTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RegexTime = TimeSpan.FromSeconds(1);

    private static readonly ConcurrentBag<ScriptSandbox> Idle = [];

    private readonly ScriptTime time = new();
    private readonly Options options;
    private long allocatedBefore;

    private ScriptSandbox()
    {
        options = new Options()
            .MaxStatements(MaxStatements)
            .LimitRecursion(MaxCallDepth)
            .MaxArraySize(MaxListLength)
            .LimitMemory(SafetyMemory)
            .TimeoutInterval(SafetyTime)
            .RegexTimeoutInterval(RegexTime)
            .Culture(CultureInfo.InvariantCulture)
            .LocalTimeZone(TimeZoneInfo.Utc)
            .DisableStringCompilation()
            .MaxJsonParseDepth(256);
        options.TimeSystem = time;
        options.Interop.Enabled = false;
        options.Constraints.StackOverflowGuard = true;
        options.Constraints.PromiseTimeout = TimeSpan.FromSeconds(1);
        options.AgentCanSuspend = false;
    }

    public static ScriptSandbox Rent() => Idle.TryTake(out var idle) ? idle : new();

    public void Return() => Idle.Add(this);

    /// <summary>Whether what Jint calls a memory limit was a list beyond <see cref="MaxListLength"/>, which depends on the script alone.</summary>
    public bool IsListTooLong => GC.GetAllocatedBytesForCurrentThread() - allocatedBefore < SafetyMemory;

    /// <summary>The error for it.</summary>
    public static ScriptLimitException ListTooLong() => new("script.listTooLong",
        $"脚本中的列表超过 {MaxListLength} 项，已停止；请减少数据量。", $"A list of the script has more than {MaxListLength} items: let it handle less data.");

    public Jint.Engine Open(Instant now, DateTimeZone zone)
    {
        allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        time.Now = now;
        time.Zone = zone;
        return new(options);
    }
}
