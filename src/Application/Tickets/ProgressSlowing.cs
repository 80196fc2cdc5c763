using JieSuJiBan.Application.Settings;
using JieSuJiBan.Runtime.Security;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Application.Tickets;

/// <summary>
/// How wrong phones at the public progress page are slowed. The source is slowed, at one number and at all of them; a number that many sources try
/// is answered later for everybody, by seconds, and never refused: nobody can take the page from the petitioner.
/// </summary>
public sealed class ProgressSlowing(AttemptLimits limits, ISecurityLog log, IOptions<SecuritySettings> settings) : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>One source at one number. The bound is short: behind one address sit the petitioner and a neighbour who guesses.</summary>
    private static readonly Slowing OfPair = new(5, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), Hour);

    /// <summary>One source at all numbers. Behind one address of a mobile network sit many.</summary>
    private static readonly Slowing OfSource = new(40, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2), Hour);

    /// <summary>One number from all sources, and all numbers: only counted, since these never make anybody wait for another.</summary>
    private static readonly Slowing Counted = new(int.MaxValue, TimeSpan.Zero, TimeSpan.Zero, Hour);

    private const int TooManyOfNumber = 20;

    private const int TooManyOfAll = 3000;

    private readonly TimeSpan later = TimeSpan.FromSeconds(settings.Value.ProgressDelaySeconds);

    // So many wait at once on a node; the next is told to come again, in seconds.
    private readonly SemaphoreSlim waiting = new(100);

    /// <summary>Begins a question. It counts as wrong until it is said to have been right.</summary>
    public async Task<ProgressAttempt> BeginAsync(string number, string address, CancellationToken ct)
    {
        byte[] pair = AttemptLimits.Key("progress", number, address), bySource = AttemptLimits.Key("progress.source", address);
        byte[] byNumber = AttemptLimits.Key("progress.number", number), all = AttemptLimits.Key("progress.all");
        foreach (var (key, slow) in new[] { (pair, OfPair), (bySource, OfSource) })
        {
            if ((await limits.BeginAsync(key, slow, ct)).Wait is not { } wait) continue;
            log.Count(new(SecurityEvents.Guessing, "slowed") { Address = address });
            return new(wait, []);
        }

        var tries = await limits.BeginAsync(byNumber, Counted, ct);
        var attempt = new ProgressAttempt(null, [pair, bySource, byNumber, all]);
        var isUnderAttack = tries.Failures > TooManyOfNumber | (await limits.BeginAsync(all, Counted, ct)).Failures > TooManyOfAll;
        if (!isUnderAttack) return attempt;
        log.Count(new(SecurityEvents.Guessing, "delayed") { Subject = tries.Failures > TooManyOfNumber ? "number" : "all numbers" });
        if (!await waiting.WaitAsync(TimeSpan.Zero, ct)) return new(later, []);
        try
        {
            await Task.Delay(later, ct);
        }
        finally
        {
            waiting.Release();
        }

        return attempt;
    }

    /// <summary>The phone was right.</summary>
    public async Task SucceededAsync(ProgressAttempt attempt, CancellationToken ct)
    {
        await limits.ForgetAsync(attempt.Counted[0], ct);
        foreach (var key in attempt.Counted.Skip(1)) await limits.ForgiveAsync(key, ct);
    }

    public void Dispose() => waiting.Dispose();
}

/// <summary>A question at the progress page that was begun.</summary>
/// <param name="Wait">How long one has to wait; null: not at all.</param>
/// <param name="Counted">What it counts as a failure of; that of the source at the number first.</param>
public sealed record ProgressAttempt(TimeSpan? Wait, IReadOnlyList<byte[]> Counted);
