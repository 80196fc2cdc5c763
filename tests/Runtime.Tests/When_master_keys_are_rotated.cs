using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Testing;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

public sealed class When_master_keys_are_rotated(PostgresFixture postgres) : IDisposable
{
    private const string Phone = "13800138000";

    private readonly string folder = Directory.CreateTempSubdirectory("jsjb-master-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string KeyFile => Path.Combine(folder, "master.key");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_file_is_made_for_its_owner_only_and_read_again()
    {
        var source = MasterKeySource.OfFile(Path.Combine(folder, "keys", "vault.key"));
        Assert.Empty(source.Read());
        var made = source.Create();
        var added = source.Add();
        Assert.Equal([made.Id, added.Id], source.Read().Select(key => key.Id));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(source.File!));
        Assert.Throws<IOException>(source.Create);
    }

    [Fact]
    public void A_key_is_read_as_an_earlier_release_wrote_it_as_base64_and_as_a_list()
    {
        var bytes = Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef");
        var key = new MasterKey(bytes);
        Write(bytes);
        Assert.Equal(key.Id, Assert.Single(MasterKeySource.OfFile(KeyFile).Read()).Id);
        foreach (var text in new[] { Convert.ToBase64String(bytes), $"# why\n{key.Id} {Convert.ToBase64String(bytes)}\n", $"{Convert.ToBase64String(bytes)};{Convert.ToBase64String(bytes)}" })
        {
            Assert.Equal(key.Id, Assert.Single(MasterKeySource.OfText(text).Read()).Id);
        }
    }

    [Fact]
    public async Task While_the_database_does_not_answer_one_asks_it_and_nobody_else_waits()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var database = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Timeout=300;Username=x;Password=x;Database=x");
        using var keys = MasterKeys.Of(MasterKey.New(), database, Stopwatch.GetTimestamp() - (600 * Stopwatch.Frequency));
        List<Task<byte[]>> seals = [.. Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(() => keys.Protect("test", [1]), Ct, TaskCreationOptions.LongRunning, TaskScheduler.Default))];

        while (seals.Count > 1)
        {
            var told = await Task.WhenAny(seals);
            seals.Remove(told);
            await Assert.ThrowsAsync<NothingWrittenException>(() => told);
        }

        Assert.False(seals[0].IsCompleted);
        silent.Stop();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => seals[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("password")]
    [InlineData("0000000000000000 MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")]
    [InlineData("MDEyMzQ1Njc4OWFiY2RlZg==")]
    public void What_is_no_key_is_said_and_not_made_anew(string text)
    {
        Write(Encoding.UTF8.GetBytes(text));
        var refusal = Assert.Throws<MasterKeyException>(() => MasterKeySource.OfFile(KeyFile).Read());
        Assert.Contains(KeyFile, refusal.Chinese, StringComparison.Ordinal);
        Assert.Contains(KeyFile, refusal.English, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void A_file_that_others_may_read_or_write_is_refused(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows()) return;
        MasterKeySource.OfFile(KeyFile).Create();
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        Assert.Contains("chmod 600", Assert.Throws<MasterKeyException>(() => MasterKeySource.OfFile(KeyFile).Read()).Chinese, StringComparison.Ordinal);
        // A mounted secret is a link: it is the file behind it that counts.
        var link = Path.Combine(folder, "link");
        File.CreateSymbolicLink(link, KeyFile);
        Assert.Throws<MasterKeyException>(() => MasterKeySource.OfFile(link).Read());
    }

    [Fact]
    public async Task A_node_with_another_key_does_not_open_and_changes_nothing()
    {
        await using var node = await StartAsync();
        var (_, words) = await SubmitAsync(node);
        var other = await node.AnotherAsync(Ct, options => options with { MasterKey = new byte[32] });
        await using (other)
        {
            var refusal = await Assert.ThrowsAsync<MasterKeyException>(() => other.Get<MasterKeys>().OpenAsync(Ct));
            Assert.Contains("主密钥与数据库不符", refusal.Chinese, StringComparison.Ordinal);
            Assert.Contains("not the database's master key", refusal.English, StringComparison.Ordinal);
            Assert.Contains(node.Get<MasterKeys>().ActiveId, refusal.English, StringComparison.Ordinal);
        }

        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.master_key", Ct));
        Assert.Equal("words", await OpenAsync(node, words));
    }

    [Fact]
    public async Task A_database_of_an_earlier_release_knows_its_key_by_what_it_opens()
    {
        await using var node = await StartAsync();
        var (_, words) = await SubmitAsync(node);
        var subject = node.Vault.SubjectIdFor(Phone);
        await node.ExecuteAsync("delete from jsjb.master_key; delete from jsjb.master_secret", Ct);

        await using (var other = await node.AnotherAsync(Ct, options => options with { MasterKey = new byte[32] }))
        {
            await Assert.ThrowsAsync<MasterKeyException>(() => other.Get<MasterKeys>().OpenAsync(Ct));
            Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.master_key", Ct));
        }

        await using var again = await node.AnotherAsync(Ct, WithFile);
        Assert.Equal("words", await OpenAsync(again, words));
        Assert.Equal(subject, again.Vault.SubjectIdFor(Phone));
    }

    [Fact]
    public async Task A_lost_file_is_not_made_anew()
    {
        await using var node = await StartAsync();
        await SubmitAsync(node);
        File.Delete(KeyFile);
        foreach (var forgets in (bool[])[false, true])
        {
            if (forgets) await node.ExecuteAsync("delete from jsjb.master_key; delete from jsjb.master_secret", Ct);
            await using var again = await node.AnotherAsync(Ct, WithFile);
            Assert.Contains(KeyFile, (await Assert.ThrowsAsync<MasterKeyException>(() => again.Get<MasterKeys>().OpenAsync(Ct))).Chinese, StringComparison.Ordinal);
            Assert.False(File.Exists(KeyFile));
        }
    }

    [Fact]
    public async Task Under_load_everything_stays_readable_on_every_node_and_the_old_key_can_go()
    {
        await using var one = await StartAsync();
        await using var two = await one.AnotherAsync(Ct, WithFile);
        var (_, before) = await SubmitAsync(one);
        var subject = one.Vault.SubjectIdFor(Phone);
        var old = one.Get<MasterKeys>().ActiveId;
        var added = MasterKeySource.OfFile(KeyFile).Add();
        await using var owner = Database.Source(PostgresFixture.OwnerOf(one.ConnectionString));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var sealedWords = new ConcurrentBag<Sealed>([before]);
        Node[] nodes = [one, two];
        var clients = Enumerable.Range(0, 8).Select(client => Task.Run(
            async () =>
            {
                for (var turn = client; !stop.IsCancellationRequested; turn++)
                {
                    sealedWords.Add((await SubmitAsync(nodes[turn % 2])).Words);
                    sealedWords.TryPeek(out var any);
                    Assert.Equal("words", await OpenAsync(nodes[(turn + 1) % 2], any!));
                    // What the host's watch does every few seconds.
                    await nodes[turn % 2].Get<MasterKeys>().RefreshAsync(Ct);
                }
            }, Ct)).ToArray();
        while (sealedWords.Count < 60) await Task.Yield();

        var (key, rewrapped) = await Rotation(one, 20).RunAsync(owner, null, TimeSpan.Zero, null, Ct);
        while (sealedWords.Count < 120) await Task.Yield();
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        // A node that was late sealed under the former key: rotating again takes it in.
        if ((await Rotation(one, 20).CountAsync(Ct)).GetValueOrDefault(old) > 0) await Rotation(one, 20).RunAsync(owner, null, TimeSpan.Zero, null, Ct);

        Assert.Equal(added.Id, key);
        Assert.True(rewrapped >= 60);
        Assert.Equal([added.Id], (await Rotation(one).CountAsync(Ct)).Keys);
        await Rotation(one).RetireAsync(owner, old, Ct);
        var lines = (await File.ReadAllLinesAsync(KeyFile, Ct)).Where(line => !line.StartsWith(old, StringComparison.Ordinal));
        await File.WriteAllLinesAsync(KeyFile, lines, Ct);
        await using var fresh = await one.AnotherAsync(Ct, WithFile);
        foreach (var words in sealedWords) Assert.Equal("words", await OpenAsync(fresh, words));
        Assert.Equal(subject, fresh.Vault.SubjectIdFor(Phone));
    }

    [Fact]
    public async Task Interrupted_it_goes_on_where_it_stood_and_nothing_is_unreadable_meanwhile()
    {
        await using var node = await StartAsync();
        var words = new List<Sealed>();
        for (var i = 0; i < 12; i++) words.Add((await SubmitAsync(node)).Words);
        var old = node.Get<MasterKeys>().ActiveId;
        var added = MasterKeySource.OfFile(KeyFile).Add();
        await using var owner = Database.Source(PostgresFixture.OwnerOf(node.ConnectionString));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Rotation(node, 5).RunAsync(owner, null, TimeSpan.Zero, _ => stop.Cancel(), stop.Token));

        var counts = await Rotation(node).CountAsync(Ct);
        Assert.Equal((7L, 5L), (counts[old], counts[added.Id]));
        foreach (var one in words) Assert.Equal("words", await OpenAsync(node, one));
        Assert.Contains(old, (await Assert.ThrowsAsync<MasterKeyException>(() => Rotation(node).RetireAsync(owner, old, Ct))).English, StringComparison.Ordinal);

        // Whatever is asked for meanwhile, the one that was interrupted is finished first.
        var (key, rewrapped) = await Rotation(node, 5).RunAsync(owner, old, TimeSpan.Zero, null, Ct);

        Assert.Equal((added.Id, 12L), (key, rewrapped));
        Assert.Equal([added.Id], (await Rotation(node).CountAsync(Ct)).Keys);
        foreach (var one in words) Assert.Equal("words", await OpenAsync(node, one));
        Assert.Equal(["begin_master_key", "rotate_master_key"], (await node.QueryAsync<string>("select string_agg(act, ',' order by act_id) from jsjb.owner_act where act like '%ate_master_key' or act like 'begin%'", Ct)).Split(','));
    }

    [Fact]
    public async Task A_node_that_lacks_the_key_in_use_or_the_former_one_does_not_open()
    {
        await using var node = await StartAsync();
        await SubmitAsync(node);
        var source = MasterKeySource.OfFile(KeyFile);
        var oldFile = await File.ReadAllTextAsync(KeyFile, Ct);
        var added = source.Add();
        await using var owner = Database.Source(PostgresFixture.OwnerOf(node.ConnectionString));
        await Rotation(node).RunAsync(owner, null, TimeSpan.Zero, null, Ct);

        await using (var behind = await node.AnotherAsync(Ct, options => options with { MasterKey = null, MasterKeyText = oldFile }))
        {
            var refusal = await Assert.ThrowsAsync<MasterKeyException>(() => behind.Get<MasterKeys>().OpenAsync(Ct));
            Assert.Contains(added.Id, refusal.Chinese, StringComparison.Ordinal);
            Assert.Contains("lacks the master key", refusal.English, StringComparison.Ordinal);
        }

        var onlyNew = string.Join('\n', (await File.ReadAllLinesAsync(KeyFile, Ct)).Where(line => line.StartsWith(added.Id, StringComparison.Ordinal)));
        await using var ahead = await node.AnotherAsync(Ct, options => options with { MasterKey = null, MasterKeyText = onlyNew });
        await Assert.ThrowsAsync<MasterKeyException>(() => ahead.Get<MasterKeys>().OpenAsync(Ct));
    }

    [Fact]
    public async Task A_repeated_request_is_recognised_across_it_and_the_key_in_use_is_neither_retired_nor_rotated_to()
    {
        await using var node = await StartAsync();
        var commandId = Guid.NewGuid();
        var (caseId, _) = await SubmitAsync(node, commandId);
        MasterKeySource.OfFile(KeyFile).Add();
        await using var owner = Database.Source(PostgresFixture.OwnerOf(node.ConnectionString));
        await Rotation(node).RunAsync(owner, null, TimeSpan.Zero, null, Ct);

        Assert.Equal(caseId, (await SubmitAsync(node, commandId)).CaseId);
        await Assert.ThrowsAsync<MasterKeyException>(() => Rotation(node).RetireAsync(owner, node.Get<MasterKeys>().ActiveId, Ct));
        await Assert.ThrowsAsync<MasterKeyException>(() => Rotation(node).RunAsync(owner, null, TimeSpan.Zero, null, Ct));
        await Assert.ThrowsAsync<MasterKeyException>(() => Rotation(node).RunAsync(owner, "0123456789abcdef", TimeSpan.Zero, null, Ct));
    }

    [Fact]
    public async Task What_is_protected_names_its_key_and_opens_only_for_its_purpose_and_place()
    {
        await using var node = await StartAsync();
        var keys = node.Get<MasterKeys>();
        var kept = keys.Protect("cookies", "ring"u8, "here"u8);
        Assert.Equal(keys.ActiveId, MasterKeys.KeyIdOf(kept));
        Assert.Equal("ring"u8, keys.Unprotect("cookies", kept, "here"u8));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => keys.Unprotect("other", kept, "here"u8));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => keys.Unprotect("cookies", kept, "there"u8));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => keys.Unprotect("cookies", "ring"u8));
    }

    private void Write(byte[] content)
    {
        File.WriteAllBytes(KeyFile, content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private RuntimeOptions WithFile(RuntimeOptions options) => options with { MasterKey = null, MasterKeyFile = KeyFile };

    private Task<Node> StartAsync() => Node.StartAsync(postgres, Ct, WithFile);

    private static MasterKeyRotation Rotation(Node node, int batch = 500) => new(node.DataSource, node.Get<MasterKeys>(), [.. node.Get<IEnumerable<IMasterKeyUser>>()]) { BatchSize = batch };

    private static async Task<string?> OpenAsync(Node node, Sealed words) => (await node.Vault.OpenAsync([words.Id], Node.Someone, "handling", Ct))[words.Id];

    private static async Task<(CaseId CaseId, Sealed Words)> SubmitAsync(Node node, Guid? commandId = null)
    {
        var caseId = CaseRuntime.NewCaseId(node.Clock.Now);
        var words = node.Vault.Seal(node.Vault.SubjectIdFor(Phone), caseId, new PlainWords("body", TextKind.Matter, "words"));
        var start = new StartCase(Errand.Definition.Hash, Value.Object(("body", words["body"]!.ToValue())));
        var answer = Assert.IsType<CommandResult.Accepted>(await node.Cases.SubmitAsync(new(caseId, commandId ?? Guid.NewGuid(), Node.Someone, node.Clock.Now, start), words, Ct));
        return (answer.CaseId, words["body"]!);
    }
}
