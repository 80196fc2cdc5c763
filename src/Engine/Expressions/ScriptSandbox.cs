using System.Collections.Concurrent;
using System.Globalization;
using Jint;
using Jint.Runtime;
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

    private readonly StepTime time = new();
    private readonly Options options;

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

    public Jint.Engine Open(Instant now)
    {
        time.Now = now;
        return new(options);
    }

    /// <summary>The step's instant for <c>Date</c>; local time is UTC.</summary>
    private sealed class StepTime : ITimeSystem
    {
        private readonly DefaultTimeSystem calendar = new(TimeZoneInfo.Utc, CultureInfo.InvariantCulture);

        public Instant Now { get; set; }

        public TimeZoneInfo DefaultTimeZone => TimeZoneInfo.Utc;

        public DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

        public bool TryParse(string date, out long epochMilliseconds) => calendar.TryParse(date, out epochMilliseconds);

        public TimeSpan GetUtcOffset(long epochMilliseconds) => TimeSpan.Zero;
    }
}
