using System.Globalization;
using System.Security.Cryptography;
using JieSuJiBan.Activities.Formats;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Application.Connections;
using JieSuJiBan.Application.Deliveries;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Connections;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Vault;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Connection = JieSuJiBan.Workflows.Connections.Connection;

namespace JieSuJiBan.Application.Identity;

/// <summary>Whether messages that no gateway takes are kept where people of a demo see them.</summary>
public sealed record DemoMode(bool IsOn);

/// <summary>A code that was sent.</summary>
/// <param name="CheckId">The check, to be named with the code and with the request.</param>
/// <param name="Phone">The phone, masked.</param>
/// <param name="ExpiresAt">Until when the code holds (UTC).</param>
/// <param name="IsDemo">True where nobody got it: it lies on the demo desk.</param>
public sealed record CodeSent(Guid CheckId, string? Phone, Instant ExpiresAt, bool IsDemo);

/// <summary>
/// Verifies who asks: a code is sent to the phone that the caller names, the caller reads it out, and the request is registered with it.
/// Whoever registers cannot claim it, and a caller without a mobile phone stays unverified.
/// </summary>
public sealed class IdentityVerifier(
    IdentityCheckStore checks, PublishedStore catalog, ConnectionStore connections, ConnectionSender sender, Vault vault, IDbContextFactory<JsjbDbContext> stores, IClock clock, DemoMode demo)
{
    private const string Sms = "sms";
    private const string Desk = "desk";

    /// <summary>Sends a code.</summary>
    public async Task<(CodeSent? Sent, Rejection? Refusal)> SendAsync(string? phone, Actor actor, string address, CancellationToken ct)
    {
        if (catalog.Policy.Intake.Identity is not { } rules) return (null, NotOffered);
        if (PhoneNumber.Canonical(phone ?? "") is not { Length: 11 } number || number[0] != '1') return (null, NoMobile);
        await connections.EnsureReadAsync(ct);
        var gateway = connections.ForChannel(Sms);
        if (gateway is null && (!demo.IsOn || connections.All.Any(known => known.Channel == Sms))) return (null, NoGateway);
        if (gateway is not null && !gateway.Fields.Any(field => field is OutgoingWords.Every or "phone")) return (null, NoGateway);
        var code = RandomNumberGenerator.GetInt32(0, (int)Math.Pow(10, rules.Digits)).ToString(new string('0', rules.Digits), CultureInfo.InvariantCulture);
        var limits = new IdentityCheckLimits(rules.CodesPerPhone, rules.CodesPerAddress, rules.CodesPerAccount, Duration.FromMinutes(rules.CodeMinutes));
        if (await checks.BeginAsync(new(vault.SubjectIdFor(number), address, actor.Id, gateway?.Name ?? Desk), code, limits, ct) is not { } checkId) return (null, TooOften);
        var text = rules.Text.Replace("{code}", code, StringComparison.Ordinal).Replace("{minutes}", rules.CodeMinutes.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        if (gateway is null) await KeepAsync(checkId, number, text, ct);
        else if (!await DeliverAsync(gateway, checkId, number, text, ct)) return (null, NotSent);
        return (new(checkId, Masking.Phone(number), clock.GetCurrentInstant() + limits.Lifetime, gateway is null), null);
    }

    /// <summary>Tries the code that was read out; null where it is right.</summary>
    public async Task<Rejection?> TryAsync(Guid checkId, string? code, Actor actor, CancellationToken ct)
    {
        if (catalog.Policy.Intake.Identity is not { } rules) return NotOffered;
        var digits = PhoneNumber.Folded(code ?? "").Where(char.IsAsciiDigit).Aggregate("", (all, digit) => all + digit);
        if (digits.Length != rules.Digits) return new(RejectionKind.Content, "identity.code.shape", $"核验码是 {rules.Digits} 位数字，请让来电人再报一遍。", $"Expected {rules.Digits} digits: have the caller read the code again.", null, "code");
        return await checks.TryAsync(checkId, actor.Id, digits, rules.Tries, ct) switch
        {
            { Passed: true } => null,
            { Counted: true, Left: > 0 and var left } => new(RejectionKind.Content, "identity.code.wrong", $"核验码不对，还可以试 {left} 次。", $"The code is wrong; {left} tries are left.", null, "code"),
            _ => new(RejectionKind.State, "identity.code.over", "该核验码已用过、过期或者试错次数已满，请重新发送；仍不成功的按未核验登记。", "The code was used, has expired, or was tried too often: send another; where that fails too, register without a verification."),
        };
    }

    /// <summary>What a check proves for a request that names that phone; a refusal where one is named that proves nothing.</summary>
    public async Task<(IdentityProof? Proof, Rejection? Refusal)> ProofAsync(string? check, string? phone, Actor actor, CityPolicy policy, Instant at, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(check)) return (null, null);
        if (policy.Intake.Identity is not { } rules) return (null, NotOffered);
        if (!Guid.TryParse(check, out var checkId) || string.IsNullOrWhiteSpace(phone)) return (null, NotPassed);
        return await checks.PassedAsync(checkId, vault.SubjectIdFor(phone), actor.Id, at - Duration.FromMinutes(rules.ProofMinutes), ct) is { } passed
            ? (new(rules.PhoneLevel, IdentityProof.PhoneCode, passed.At, actor.Id, passed.SentBy), null)
            : (null, NotPassed);
    }

    private static Rejection NotOffered { get; } = new(RejectionKind.State, "identity.notOffered", "本市没有设置身份核验办法（intake.json 的 identity），请按未核验登记。", "The city has set no way of verifying an identity (identity in intake.json): register without.");

    private static Rejection NoMobile { get; } = new(RejectionKind.Content, "identity.noMobile", "核验码只能发到手机号码；来电人没有手机的，按未核验登记，不影响受理。", "A code goes to a mobile number only: a caller without one is registered without a verification, and loses nothing by it.", null, "phone");

    private static Rejection NoGateway { get; } = new(RejectionKind.State, "identity.noGateway", "没有可用的短信连接，核验码发不出去；请按未核验登记，并请系统管理员配置渠道 sms 的连接。", "No connection takes text messages now, so no code can be sent: register without a verification, and have the system administrator configure one for the channel sms.");

    private static Rejection TooOften { get; } = new(RejectionKind.State, "identity.tooOften", "一小时内发送的核验码太多，请稍后再试，或者按未核验登记。", "Too many codes were sent within an hour: try again later, or register without a verification.");

    private static Rejection NotSent { get; } = new(RejectionKind.State, "identity.notSent", "短信网关没有接收，核验码未发出；请重试，或者按未核验登记。", "The gateway did not take the message, so no code was sent: try again, or register without a verification.");

    private static Rejection NotPassed { get; } = new(RejectionKind.Content, "identity.notPassed", "该核验没有通过、已过期，或者不是这个电话号码的；请重新发送核验码，或者按未核验登记。", "The check was not passed, is too old, or was of another phone: send a code again, or register without a verification.", null, "identityCheck");

    private async Task<bool> DeliverAsync(Connection gateway, Guid checkId, string phone, string text, CancellationToken ct)
    {
        var message = Value.Object(("kind", Value.Of("IdentityCode")), ("text", Value.Of(text)), ("to", Value.Of(phone)));
        if (HttpRequests.Build(new(gateway.BaseAddress), Value.Object(("method", Value.Of("POST"))), message, out var request) is { } bad) throw new InvalidOperationException(bad);
        using (request)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", checkId.ToString());
            return await sender.SendAsync(gateway, request, ct) is { Status: >= 200 and < 300 };
        }
    }

    /// <summary>In a demo without a gateway the code lies where the people of the demo see that nobody got it.</summary>
    private async Task KeepAsync(Guid checkId, string phone, string text, CancellationToken ct)
    {
        await using var store = await stores.CreateDbContextAsync(ct);
        store.HeldMessages.Add(new()
        {
            EffectId = $"identity-{checkId:N}",
            CaseId = Guid.Empty,
            Channel = Sms,
            Text = text,
            Payload = CanonicalJson.Write(Value.Object(("kind", Value.Of("IdentityCode")), ("to", Value.Of(Masking.Phone(phone))))),
            ReceivedAt = clock.GetCurrentInstant().ToDateTimeOffset(),
        });
        await store.SaveChangesAsync(ct);
    }
}
