using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Connections;
using JieSuJiBan.Runtime.Connections;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JieSuJiBan.Web.Api;

/// <summary>Connections over HTTP: the system administrator changes them, whoever draws or audits reads them.</summary>
internal static class ConnectionEndpoints
{
    public static void MapConnections(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/connections").WithTags("连接");
        group.MapGet("", async (ConnectionStore connections, HttpContext http, CancellationToken ct) =>
            {
                await connections.RefreshAsync(ct);
                return connections.All.Select(connection => ConnectionView.Of(connection, http.User.May(Permissions.ManageConnections))).ToArray();
            })
            .Allow(Permissions.ReadConnections).WithSummary("对外连接列表").WithDescription("Every way to the outside: where it leads, what may leave by it, what may come back readable. Secrets are never shown.");
        group.MapGet("/log", async (string? name, ConnectionStore connections, CancellationToken ct) => (await connections.LogAsync(name, ct)).Select(ConnectionChangeView.Of).ToArray())
            .Allow(Permissions.ManageConnections).WithSummary("对外连接的变更记录").WithDescription("Who changed which connection, from what to what, the newest first, at most 200.");
        group.MapPut("/{name}", async Task<Results<Ok<ConnectionView>, ProblemResult>> (string name, ConnectionSetting setting, ConnectionCommands door, ConnectionStore connections, HttpContext http, CancellationToken ct) =>
                await door.PutAsync(name, setting, http.User.AccountId(), ct) is { Count: > 0 } faults ? CommandAnswers.Refused(faults) : TypedResults.Ok(View(connections, name)))
            .Allow(Permissions.ManageConnections).WithSummary("设置连接").WithDescription("Makes a connection (revision 0) or changes the revision that was read. Secrets are named by reference, never sent.")
            .Refuses(409, 422);
        group.MapPost("/{name}/switch-off", async Task<Results<Ok<ConnectionView>, ProblemResult>> (string name, SwitchOff body, ConnectionCommands door, ConnectionStore connections, HttpContext http, CancellationToken ct) =>
                await door.SwitchOffAsync(name, body.Revision, http.User.AccountId(), ct) is { } fault ? Problems.Of(fault) : TypedResults.Ok(View(connections, name)))
            .Allow(Permissions.ManageConnections).WithSummary("停用连接").WithDescription("Nothing goes by it any more; messages of its channel wait. It stays on record and can be switched on again by setting it.")
            .Refuses(404, 409);
    }

    private static ConnectionView View(ConnectionStore connections, string name) => ConnectionView.Of(connections.All.First(connection => connection.Name == name), true);
}
