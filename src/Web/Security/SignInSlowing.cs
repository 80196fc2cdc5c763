using JieSuJiBan.Runtime.Security;

namespace JieSuJiBan.Web.Security;

/// <summary>
/// How wrong passwords are slowed. Nothing locks an account: each source has a count of its own, so a stranger slows himself; and where many
/// sources try one account, all that it is not known at wait for each other, and the places it has signed in from do not.
/// </summary>
internal sealed class SignInSlowing(AttemptLimits limits, TrustedSources trusted)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>One source at one account. The bound is short: behind one address sit a colleague who mistypes and one who guesses.</summary>
    private static readonly Slowing OfPair = new(5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8), Hour);

    /// <summary>One source at accounts that it is not known at.</summary>
    private static readonly Slowing OfSource = new(50, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), Hour);

    /// <summary>One account from all sources that it is not known at.</summary>
    private static readonly Slowing OfAccount = new(20, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromDays(1));

    /// <summary>Begins an attempt. It counts as wrong until it is said to have been right.</summary>
    /// <param name="name">Account name as the store compares it; whether it exists makes no difference.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="device">Id of a known browser, or null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<SignInAttempt> BeginAsync(string name, string address, string? device, CancellationToken ct)
    {
        var account = AttemptLimits.Key("account", name);
        var source = AttemptLimits.Key("address", address);
        var browser = device is null ? null : AttemptLimits.Key("device", device);
        var known = await trusted.KnownAsync(account, browser is null ? [source] : [source, browser], ct);
        var atBrowser = browser is not null && known.Any(key => key.AsSpan().SequenceEqual(browser));
        var pair = AttemptLimits.Key("signIn", name, atBrowser ? "device " + device : "address " + address);
        var (bySource, byAccount) = (AttemptLimits.Key("signIn.source", address), AttemptLimits.Key("signIn.account", name));
        var own = await limits.BeginAsync(pair, OfPair, ct);
        if (!own.IsAdmitted) return new(own.Wait, false, []);
        if (known.Count > 0)
        {
            // It is judged in any case; but a wrong one gets the answer that an unknown name would get.
            var others = new[] { await limits.WaitAsync(bySource, ct), await limits.WaitAsync(byAccount, ct) }.Max();
            return new(others, true, [pair]);
        }

        var fromSource = await limits.BeginAsync(bySource, OfSource, ct);
        if (!fromSource.IsAdmitted) return new(fromSource.Wait, false, [pair]);
        var atAccount = await limits.BeginAsync(byAccount, OfAccount, ct);
        if (!atAccount.IsAdmitted)
        {
            await limits.ForgiveAsync(bySource, ct);
            return new(atAccount.Wait, false, [pair]);
        }

        return new(null, true, [pair, bySource, byAccount]);
    }

    /// <summary>The password was right: this source is known at the account from now on.</summary>
    public async Task SucceededAsync(SignInAttempt attempt, string name, string address, string? device, CancellationToken ct)
    {
        if (attempt.Counted is [var pair, ..]) await limits.ForgetAsync(pair, ct);
        foreach (var key in attempt.Counted.Skip(1)) await limits.ForgiveAsync(key, ct);
        var source = AttemptLimits.Key("address", address);
        await trusted.RememberAsync(AttemptLimits.Key("account", name), device is null ? [source] : [source, AttemptLimits.Key("device", device)], ct);
    }
}

/// <summary>An attempt to sign in that was begun.</summary>
/// <param name="Wait">How long one has to wait; null: not at all.</param>
/// <param name="IsJudged">True where the password counts.</param>
/// <param name="Counted">What it counts as a failure of; that of the source at the account first.</param>
internal sealed record SignInAttempt(TimeSpan? Wait, bool IsJudged, IReadOnlyList<byte[]> Counted);
