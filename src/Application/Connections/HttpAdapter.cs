using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Application.Deliveries;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Connections;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Workflows.Connections;

namespace JieSuJiBan.Application.Connections;

/// <summary>
/// Sends what a flow draws as SendHttpRequest, and is the last guard before the outside: the address lies under a connection, or nothing is
/// sent and the ticket says why. Of the answer only what the connection declares is readable; the rest is sealed.
/// </summary>
public sealed class HttpAdapter(ConnectionStore connections, ConnectionSender sender, OutgoingWords words, CaseRuntime cases, Vault vault) : IOutboxAdapter
{
    /// <summary>What the rest of an answer is sealed as.</summary>
    public const string AnswerPurpose = "answer";

    public string Channel => "http";

    public async Task<OutboxAnswer> DeliverAsync(OutboxItem item, CancellationToken ct)
    {
        await connections.EnsureReadAsync(ct);
        var (connection, refusal) = await FindAsync(item.Payload["url"].AsString(), ct);
        if (connection is null) return Refused(refusal!);
        if (HeaderRefusal(item.Payload) is { } header) return Refused(header);
        var (content, _) = await words.OpenAsync(item.Payload["content"], connection, item.CaseId, ct);
        var bad = HttpRequests.Build(new(item.Payload["url"].AsString()!), item.Payload, content, out var request);
        using (request)
        {
            if (bad is not null) return OutboxAnswer.Failed(bad, isPermanent: true);
            request.Headers.TryAddWithoutValidation("Idempotency-Key", item.EffectId);
            var sent = await sender.SendAsync(connection, request, ct);
            return sent switch
            {
                // What the machine lacks is no fault of the ticket's: it waits with all others of this connection.
                { Refusal: { Code: ConnectionSender.SecretMissing } missing } => OutboxAnswer.Failed(missing.English, OutboxFault.Connection),
                { Refusal: { } refused } => Refused(refused),
                { Error: { } error } => Unanswered(item, error, sent),
                // Who is not let in got no answer to his request, unless the flow says what to do then.
                { Status: 401 or 407 } when IsUnexpected(item, sent.Status) => OutboxAnswer.Failed($"HTTP {sent.Status}", OutboxFault.Connection),
                _ => await AnsweredAsync(item, sent.Status, sent.Answer!, ct),
            };
        }
    }

    private async Task<(Connection? Connection, OutsideRefusal? Refusal)> FindAsync(string? url, CancellationToken ct)
    {
        if (!ConnectionAddress.TryRead(url, out _, out var wrong))
        {
            return (null, new("http.address.wrong", $"请求的地址不能使用：{wrong!.Value.Chinese}，什么也没有发送；请政策管理员改正。", $"the address of the request cannot be used: {wrong.Value.English}, so nothing was sent; the policy administrator corrects it."));
        }

        // Another node may just have been told of it.
        if (connections.ForAddress(url) is null) await connections.RefreshAsync(ct);
        if (connections.ForAddress(url) is { } found) return (found, null);
        var host = new Uri(url!).GetLeftPart(UriPartial.Authority);
        return (null, new(
            "http.noConnection",
            $"地址 {host} 不在任何启用的连接之下，什么也没有发送；请系统管理员配置连接后重试，或者改用已有的连接。",
            $"the address {host} lies under no enabled connection, so nothing was sent: the system administrator configures one, then retry, or use one that there is."));
    }

    /// <summary>A definition that was published before connections may still state a secret or steer the transport.</summary>
    private static OutsideRefusal? HeaderRefusal(Value payload)
    {
        var stated = payload["headers"];
        if (stated.AsString() is { } text && ValueConverter.Convert(stated, "JsonObject") is { Error: null } parsed && text.Length > 0) stated = parsed.Value;
        var name = string.IsNullOrWhiteSpace(payload["authorization"].AsString()) ? stated.MembersByName.Select(member => member.Key).FirstOrDefault(header => RequestHeaders.IsSecret(header) || RequestHeaders.IsOfTransport(header)) : "Authorization";
        return name is null ? null : new(
            "http.headerRefused",
            $"流程不能自带请求头“{(name.Length <= 60 ? name : name[..60])}”，什么也没有发送；密钥请由系统管理员配置在连接的请求头中，再从流程里删去。",
            $"a definition cannot state the header '{(name.Length <= 60 ? name : name[..60])}' itself, so nothing was sent: the system administrator puts the secret into the headers of the connection, and it is taken out of the definition.");
    }

    private static OutboxAnswer Refused(OutsideRefusal refusal) => OutboxAnswer.Delivered(Value.Object(
        ("error", Value.Of("refused")),
        ("refusal", Value.Object(("chinese", Value.Of(refusal.Chinese)), ("code", Value.Of(refusal.Code)), ("english", Value.Of(refusal.English))))));

    /// <summary>A flow that draws where it goes then goes there at once; for others it is tried again, and given up by a person.</summary>
    private static OutboxAnswer Unanswered(OutboxItem item, string error, Sending sent) => item.Payload["takes"].Items.Any(taken => taken.AsString() == error)
        ? OutboxAnswer.Delivered(Value.Object(("error", Value.Of(error))))
        : OutboxAnswer.Failed(sent.Why ?? error, sent.Fault);

    /// <summary>True where the flow says what it expects, and neither names the status nor draws a way for others.</summary>
    private static bool IsUnexpected(OutboxItem item, int status) =>
        item.Payload.Has("expects")
        && !item.Payload["expects"].Items.Any(code => code.AsString() == status.ToString(System.Globalization.CultureInfo.InvariantCulture))
        && !item.Payload["takes"].Items.Any(taken => taken.AsString() == "unmatched");

    private async Task<OutboxAnswer> AnsweredAsync(OutboxItem item, int status, PartedAnswer answer, CancellationToken ct)
    {
        var result = Value.Object(("content", answer.Content), ("headers", answer.Headers), ("statusCode", Value.Of(status)));
        if (answer.Withheld.Count > 0) result = result.With("withheld", Value.Of(answer.Withheld));
        if (answer.IsCut) result = result.With("cut", Value.True);
        if (answer.Rest is null) return OutboxAnswer.Delivered(result);
        var subject = (await cases.StateAsync(item.CaseId, ct) is { } state ? new TicketFacts(state.Facts).SubjectId : null) ?? Vault.NewSubjectId();
        // Nobody declared whose words it is, so that it is kept as closely as words are kept.
        var rest = vault.Seal(subject, item.CaseId, new PlainWords(AnswerPurpose, TextKind.Person, answer.Rest));
        return OutboxAnswer.Delivered(result.With("rest", rest.References[AnswerPurpose].ToValue())) with { Words = rest };
    }
}
