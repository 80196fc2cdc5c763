using System.Security.Claims;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Activities.Tasks;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Workflows.Simulation;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>
/// A reviewer sees everything the decision is about: made-up tickets are lived through the service, and whoever a task falls to finds each fact
/// that its kind declares, over REST and on the page.
/// </summary>
[Collection(nameof(Site))]
public sealed class When_somebody_decides_about_a_ticket(Site site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly Dictionary<(string Role, string? Unit), string> people = [];
    private readonly Dictionary<string, string> said = new(StringComparer.Ordinal);

    [Fact]
    public async Task Whoever_has_a_task_of_any_kind_is_shown_what_it_is_about()
    {
        var services = await site.ServicesAsync();
        var catalog = services.GetRequiredService<PublishedStore>();
        // In whole seconds, as the database keeps no more than microseconds; later than now, so that no clock of the city rings meanwhile.
        var start = Instant.FromUnixTimeSeconds(SystemClock.Instance.GetCurrentInstant().ToUnixTimeSeconds()) + Duration.FromDays(400);
        var drawn = (string[])["ticket", "whistle", "coordination", "supervision"];
        var definitions = drawn.Select(id => catalog.Definitions.Published(id, start)!).ToArray();
        var types = definitions.SelectMany(definition => definition.Nodes).Select(node => node.Type).ToHashSet(StringComparer.Ordinal);
        var kinds = CaseActivities.All.Where(activity => types.Contains(activity.Descriptor.TypeName)).SelectMany(activity => activity.Descriptor.Tasks).Select(task => task.Kind).ToHashSet(StringComparer.Ordinal);
        // Beijing asks nobody about more time.
        kinds.Remove("ReviewExtension");
        var lives = new List<VirtualRun>();
        new CitySimulation(definitions, catalog.Policy) { Lived = lives.Add }.Run(260, seed: 3, start);

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var life in lives)
        {
            if (!OpenedBy(life).Except(seen).Any()) continue;
            await LiveAsync(services, life, seen);
        }

        Assert.Empty(kinds.Except(seen));
    }

    private static IEnumerable<string> OpenedBy(VirtualRun life) => life.Entries.SelectMany(entry => entry.Events).OfType<TaskOpened>().Select(opened => opened.Bookmark.Task!.Kind).Distinct();

    private async Task LiveAsync(IServiceProvider services, VirtualRun life, HashSet<string> seen)
    {
        var (cases, vault) = (services.GetRequiredService<CaseRuntime>(), services.GetRequiredService<Vault>());
        var last = Instant.MinValue;
        foreach (var entry in life.Entries)
        {
            var words = new SealedWords();
            // The service keeps microseconds: what was decided a part of one earlier rings that part later.
            var due = entry.Stimulus.Input is FireTimer timer ? (await cases.StateAsync(life.CaseId, Ct))?.Timers.FirstOrDefault(open => open.Id == timer.BookmarkId)?.DueAt : null;
            last = Instant.Max(last, Instant.Max(entry.Stimulus.At, (due + Duration.FromTicks(10)) ?? Instant.MinValue));
            var stimulus = entry.Stimulus with { At = last, CommandId = Guid.NewGuid(), Input = Sealing(entry.Stimulus, vault, ref words) };
            var answer = await cases.SubmitAsync(stimulus, words, Ct);
            // The service delivers what a case asks of others, and so may go another way than the made-up one: others show the same kinds.
            if (answer is not CommandResult.Accepted) return;
            var state = (await cases.StateAsync(life.CaseId, Ct))!;
            foreach (var task in state.Tasks.Where(task => !seen.Contains(task.Kind)).ToArray())
            {
                await LookAsync(services, state, task);
                seen.Add(task.Kind);
            }
        }
    }

    private async Task LookAsync(IServiceProvider services, CaseState state, HumanTask task)
    {
        var policy = services.GetRequiredService<PublishedStore>().Policy;
        var kind = policy.FindTask(task.Kind)!;
        var about = TaskSubject.Of(kind, state.Facts, task.Payload, task.UnitCode, policy).Where(fact => fact.Fact.Type != FieldType.Attachments).ToArray();
        Assert.All(kind.Subject.Where(fact => !fact.IsOptional), fact => Assert.Contains(about, found => found.Fact == fact));

        var who = await WhoAsync(task.Role, task.UnitCode);
        var answer = await (await site.AsAsync(who)).GetAsync($"/api/tasks/{task.Id}");
        Assert.True(answer.Status == 200, $"{task.Kind} as {task.Role} of {task.UnitCode}: {answer.Status}");
        var shown = answer.Body.GetProperty("subject").EnumerateArray().ToDictionary(fact => fact.GetProperty("fact").GetString()!, StringComparer.Ordinal);

        await using var scope = services.CreateAsyncScope();
        var page = await scope.ServiceProvider.GetRequiredService<ITicketPages>().TaskAsync(Principal(who, task), task.Id, null, Ct);
        Assert.NotNull(page);
        foreach (var fact in about)
        {
            Assert.True(shown.TryGetValue(fact.Path, out var item), $"{task.Kind} over REST lacks {fact.Path}");
            var line = page.Subject.SingleOrDefault(one => one.Key == fact.Path);
            Assert.True(line is not null, $"{task.Kind} on its page lacks {fact.Path}");
            Assert.Equal(fact.Fact.DisplayName, item.GetProperty("displayName").GetString());
            // Of several units it is said whose it is.
            if (fact.Path.Split('.').Any(step => policy.Organisation.Find(step) is not null)) Assert.All([item.GetProperty("whose").GetString(), line.Whose], name => Assert.False(string.IsNullOrEmpty(name), fact.Path));
            if (Sealed.From(fact.Value) is { } words)
            {
                Assert.Equal(said[words.Id], item.GetProperty("text").GetString());
                Assert.Equal(said[words.Id], line.Words);
            }
            else if (fact.Fact.Type != FieldType.Instant)
            {
                Assert.False(string.IsNullOrEmpty(item.GetProperty("text").GetString()), fact.Path);
            }
        }

        // Whoever has the task reads the ticket itself too, without a reason.
        var ticket = await (await site.AsAsync(who)).GetAsync($"/api/tickets/{state.CaseId}");
        Assert.Equal(200, ticket.Status);
        Assert.All(about.Where(fact => Sealed.From(fact.Value) is not null), fact => Assert.Equal(said[Sealed.From(fact.Value)!.Id], ticket.Body.GetProperty("words").GetProperty(fact.Path).GetString()));
    }

    private async Task<string> WhoAsync(string role, string? unit) =>
        people.TryGetValue((role, unit), out var known) ? known : people[(role, unit)] = await site.NewAccountAsync(role, unit);

    private static ClaimsPrincipal Principal(string name, HumanTask task) => new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, name), new(ClaimTypes.Name, name), new(ClaimTypes.Role, task.Role), .. task.UnitCode is { } unit ? new Claim[] { new(Principals.UnitClaim, unit) } : []], "test"));

    /// <summary>The input with real words in the place of made-up references.</summary>
    private Input Sealing(Stimulus stimulus, Vault vault, ref SealedWords words)
    {
        var all = words;
        Value Real(Value value, string name)
        {
            if (Sealed.From(value) is not null)
            {
                // Chinese numerals would do as well, but no number is to look like somebody's.
                var text = name == "phone" ? "13800000000" : $"模拟文字{name}—{string.Concat(Guid.NewGuid().ToString("N").Where(char.IsAsciiLetter))}";
                var one = vault.Seal("subject", stimulus.CaseId, new PlainWords(name + all.References.Count, Sealed.From(value)!.Kind ?? TextKind.OfficialWords, text));
                all = all.And(one);
                var reference = one.References.Values.Single();
                said[reference.Id] = text;
                return reference.ToValue();
            }

            return value.Kind switch
            {
                ValueKind.Object => Value.Object(value.MembersByName.Select(member => KeyValuePair.Create(member.Key, Real(member.Value, member.Key)))),
                ValueKind.Array => Value.Of(value.Items.Select(item => Real(item, name))),
                _ => value,
            };
        }

        Input input = stimulus.Input switch
        {
            StartCase begun => begun with { Arguments = Real(begun.Arguments, "") },
            CompleteTask done => done with { Result = Real(done.Result, "") },
            ReceiveSignal heard => heard with { Payload = Real(heard.Payload, "") },
            var other => other,
        };
        words = all;
        return input;
    }
}
