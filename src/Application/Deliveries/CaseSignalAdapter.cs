using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Application.Deliveries;

/// <summary>
/// Brings what one case tells another as a signal: <c>{to: case id or number, signal, payload}</c>. The command id comes
/// from the effect id, so the other case takes it once however often it is delivered. A case that refuses has answered:
/// its code goes back to whoever waits for it.
/// </summary>
public sealed class CaseSignalAdapter(CaseRuntime cases, NpgsqlDataSource database, IClock clock) : IOutboxAdapter
{
    public string Channel => Links.Channel;

    public bool LeavesTheService => false;

    public async Task<OutboxAnswer> DeliverAsync(OutboxItem item, CancellationToken ct)
    {
        if (item.Payload["to"].AsString() is not { Length: > 0 } to || item.Payload["signal"].AsString() is not { Length: > 0 } signal)
        {
            return OutboxAnswer.Failed("The payload names no receiver or no signal.", isPermanent: true);
        }

        if (await FindAsync(to, ct) is not { } caseId) return Answer(false, "ticket.unknown", null);
        var stimulus = new Stimulus(caseId, DerivedIds.Derive($"case\n{item.EffectId}"), Actor.System, clock.GetCurrentInstant(), new ReceiveSignal(signal, item.Payload["payload"]));
        return await cases.SubmitAsync(stimulus, null, ct) switch
        {
            CommandResult.Accepted => Answer(true, null, caseId),
            CommandResult.Refused refused => Answer(false, refused.Rejection.Code, caseId),
            _ => OutboxAnswer.Failed("The service is busy."),
        };
    }

    private static OutboxAnswer Answer(bool taken, string? code, CaseId? caseId) => OutboxAnswer.Delivered(Value.Object(
        ("caseId", Value.Of(caseId?.ToString())),
        ("code", Value.Of(code)),
        ("taken", Value.Of(taken))));

    private async Task<CaseId?> FindAsync(string to, CancellationToken ct)
    {
        if (Guid.TryParse(to, out var id)) return new(id);
        await using var command = database.Command(DeliverySql.CaseOfNumber).With(to);
        return await command.ExecuteScalarAsync(ct) is Guid found ? new(found) : null;
    }
}
