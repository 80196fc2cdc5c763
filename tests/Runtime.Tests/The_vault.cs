using System.Security.Cryptography;
using System.Text;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

public sealed class The_vault(PostgresFixture postgres)
{
    private const string Words = "楼上漏水，电话13800138000";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keeps_words_out_of_everything_but_itself_and_opens_them_for_the_record()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, reference) = await SubmitWordsAsync(node);

        Assert.Equal(1, node.Metrics.Commits);
        foreach (var column in new[] { "entry from jsjb.journal", "coalesce(state, '') from jsjb.case_state", "ciphertext from jsjb.vault" })
        {
            var bytes = await node.QueryAsync<byte[]>($"select {column} where case_id = $1", Ct, caseId.Value);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("漏水")));
            Assert.Equal(-1, bytes.AsSpan().IndexOf("13800138000"u8));
        }

        var opened = await node.Vault.OpenAsync([reference.Id, Guid.NewGuid().ToString(), "no id"], Node.Someone, "handling", Ct);
        Assert.Equal(Words, opened[reference.Id]);
        Assert.Equal([Words, null, null], opened.Values.OrderByDescending(text => text, StringComparer.Ordinal));
        Assert.Equal("someone", await node.QueryAsync<string>("select actor from jsjb.vault_access where vault_id = $1 and purpose = 'handling'", Ct, Guid.Parse(reference.Id)));
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.vault_access", Ct));
    }

    [Fact]
    public async Task Forgets_a_person_and_the_chain_still_verifies()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, reference) = await SubmitWordsAsync(node);
        var (_, other) = await SubmitWordsAsync(node, "13900139000");

        Assert.Equal(1, await node.Vault.EraseSubjectAsync(node.Vault.SubjectIdFor("138 0013 8000"), "auditor", "本人申请", Ct));

        var opened = await node.Vault.OpenAsync([reference.Id, other.Id], Node.Someone, "handling", Ct);
        Assert.Null(opened[reference.Id]);
        Assert.Equal(Words, opened[other.Id]);
        Assert.Empty((await node.Verifier.VerifyAsync(caseId, Ct)).Findings);
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.vault_key where destroyed_at is not null and wrapped_key is not null", Ct));
    }

    [Fact]
    public async Task Holds_nothing_of_a_refused_command()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        var words = node.Vault.Seal("n-1", caseId, new PlainWords("result", TextKind.Matter, "完成"));
        await node.Cases.SubmitAsync(new(caseId, Guid.NewGuid(), Node.Someone, node.Clock.Now, new CompleteTask("no task", null, Value.EmptyObject)), words, Ct);
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.vault", Ct));
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.vault_key", Ct));
    }

    [Fact]
    public async Task Recognises_a_repeated_request_although_it_was_sealed_anew()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var commandId = Guid.NewGuid();
        var (caseId, _) = await SubmitWordsAsync(node, commandId: commandId);
        var (sameCase, _) = await SubmitWordsAsync(node, commandId: commandId);
        Assert.Equal(caseId, sameCase);
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.vault", Ct));

        var otherCase = CaseRuntime.NewCaseId(node.Clock.Now);
        var other = node.Vault.Seal("n-1", otherCase, new PlainWords("body", TextKind.Matter, "另一件事"));
        var refused = Assert.IsType<CommandResult.Refused>(await node.Cases.SubmitAsync(Start(node, otherCase, commandId, other), other, Ct));
        Assert.Equal("command.reused", refused.Rejection.Code);
    }

    [Fact]
    public async Task Knows_the_petitioner_of_each_case_however_much_was_said_in_others_and_logs_it_as_nobodys_reading()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var cases = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            var caseId = CaseRuntime.NewCaseId(node.Clock.Now);
            var numbers = Enumerable.Range(0, i == 2 ? 0 : 2100).Select(n => new PlainWords("number", TextKind.Person, $"13700{n:D6}"));
            var words = node.Vault.Seal("n-1", caseId, [new("body", TextKind.Matter, "漏水"), new("petitioner", TextKind.Person, "阎狻猊"), .. numbers]);
            Assert.IsType<CommandResult.Accepted>(await node.Cases.SubmitAsync(Start(node, caseId, Guid.NewGuid(), words), words, Ct));
            cases.Add(caseId.Value);
            node.Clock.Advance(Duration.FromMinutes(1));
        }

        var traces = await node.Get<PersonFinder>().OfAsync(cases, Ct);

        Assert.All(cases, one => Assert.Equal("阎**", traces[one].Mask("阎狻猊", isStrict: false)));
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.vault_access", Ct));
    }

    [Fact]
    public async Task Notices_a_ciphertext_moved_to_another_row()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (_, reference) = await SubmitWordsAsync(node);
        await node.ExecuteAsync("update jsjb.vault set purpose = 'address'", Ct);
        await Assert.ThrowsAsync<AuthenticationTagMismatchException>(() => node.Vault.OpenAsync([reference.Id], Node.Someone, "handling", Ct));
    }

    [Fact]
    public async Task Knows_a_person_by_the_digits_of_the_number()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        Assert.Equal(node.Vault.SubjectIdFor("138-0013-8000"), node.Vault.SubjectIdFor("13800138000"));
        Assert.NotEqual(node.Vault.SubjectIdFor("13800138001"), node.Vault.SubjectIdFor("13800138000"));
        Assert.DoesNotContain("138", node.Vault.SubjectIdFor("13800138000")[..5], StringComparison.Ordinal);
    }

    private static Stimulus Start(Node node, CaseId caseId, Guid commandId, SealedWords words) =>
        new(caseId, commandId, Node.Someone, node.Clock.Now, new StartCase(Errand.Definition.Hash, Value.Object(("body", words["body"]!.ToValue()))));

    private static async Task<(CaseId CaseId, Sealed Reference)> SubmitWordsAsync(Node node, string phone = "13800138000", Guid? commandId = null)
    {
        var caseId = CaseRuntime.NewCaseId(node.Clock.Now);
        var words = node.Vault.Seal(node.Vault.SubjectIdFor(phone), caseId, new PlainWords("body", TextKind.Matter, Words), new PlainWords("address", TextKind.Person, null));
        var answer = Assert.IsType<CommandResult.Accepted>(await node.Cases.SubmitAsync(Start(node, caseId, commandId ?? Guid.NewGuid(), words), words, Ct));
        return (answer.CaseId, words["body"]!);
    }
}
