using System.Net;
using System.Net.Sockets;
using System.Text;
using JieSuJiBan.Application.Files;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Where a scanner is configured, nothing is taken that it has not found clean; what it cannot say is a refusal for now.</summary>
[Collection(nameof(Site))]
public sealed class When_files_are_scanned(Site site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task By_a_command_a_file_is_taken_refused_or_held_off()
    {
        using var folder = new Folder();
        var host = await site.WithAsync($"--Files:Scan:Command={folder.Script("if [ -e \"$0.down\" ]; then exit 2; fi\nif grep -q MALWARE; then echo 'stream: Test.Malware FOUND'; exit 1; fi")}");
        var caller = await site.AsAsync(host, "operator");

        Assert.Equal(201, (await UploadAsync(caller, "路灯坏了")).Status);
        var infected = await UploadAsync(caller, "MALWARE");
        Assert.Equal((422, "attachment.infected"), (infected.Status, infected["code"]));
        await File.WriteAllTextAsync(folder.Path + "/scan.sh.down", "", Ct);
        var later = await UploadAsync(caller, "路灯还是坏的");
        Assert.Equal((503, "attachment.notScanned"), (later.Status, later["code"]));
        Assert.NotNull(later.Message.Headers.RetryAfter);

        var told = (await (await site.AsAsync("admin")).GetAsync("/api/security/events?kind=file.refused")).Items;
        Assert.Contains(told, line => line.GetProperty("outcome").GetString() == "infected" && line.GetProperty("detail").GetProperty("said").GetString()!.Contains("Test.Malware", StringComparison.Ordinal));
        Assert.Contains(told, line => line.GetProperty("outcome").GetString() == "notScanned");
    }

    [Fact]
    public async Task A_command_that_does_not_end_is_ended()
    {
        using var folder = new Folder();
        var scanning = new FileScanning("command", new CommandScanner(folder.Script("sleep 600"), []), TimeSpan.FromMilliseconds(200));

        Assert.Equal(ScanVerdict.Unknown, (await scanning.ScanAsync((output, ct) => output.WriteAsync(new byte[10], ct).AsTask(), Ct)).Verdict);
    }

    [Theory]
    [InlineData("ICAP/1.0 204 No Content\r\n\r\n", "Clean")]
    [InlineData("ICAP/1.0 200 OK\r\nX-Infection-Found: Type=0; Resolution=2; Threat=Eicar;\r\n\r\n", "Infected")]
    [InlineData("ICAP/1.0 204 No Content\r\nX-Virus-ID: Eicar\r\n\r\n", "Infected")]
    [InlineData("ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=20\r\n\r\nHTTP/1.1 403 No\r\n\r\n", "Infected")]
    [InlineData("ICAP/1.0 500 Server Error\r\n\r\n", "Unknown")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "Unknown")]
    [InlineData("ICAP/1.0 204 No Con", "Unknown")]
    [InlineData("", "Unknown")]
    public async Task By_ICAP_only_a_clear_no_finding_is_clean(string answer, string verdict)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var received = AnswerAsync(server, answer);
        var scanning = new FileScanning("icap", new IcapScanner(new($"icap://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/avscan")), TimeSpan.FromSeconds(30));

        var result = await scanning.ScanAsync(async (output, ct) =>
        {
            await output.WriteAsync("first"u8.ToArray(), ct);
            await output.WriteAsync("second part"u8.ToArray(), ct);
        }, Ct);

        Assert.Equal(verdict, result.Verdict.ToString());
        var text = await received;
        Assert.StartsWith("RESPMOD icap://127.0.0.1:", text, StringComparison.Ordinal);
        Assert.Contains("5\r\nfirst\r\nb\r\nsecond part\r\n0\r\n\r\n", text, StringComparison.Ordinal);
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var offsets = text[(text.IndexOf("Encapsulated: ", StringComparison.Ordinal) + 14)..].Split("\r\n")[0].Split(", ").Select(part => int.Parse(part.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.StartsWith("GET ", text[(head + offsets[0])..], StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 OK", text[(head + offsets[1])..], StringComparison.Ordinal);
        Assert.StartsWith("5\r\nfirst", text[(head + offsets[2])..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scanner_that_is_not_there_finds_nothing_clean()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        server.Stop();

        Assert.Equal(ScanVerdict.Unknown, (await new FileScanning("icap", new IcapScanner(new($"icap://127.0.0.1:{port}/avscan")), TimeSpan.FromSeconds(30)).ScanAsync((output, ct) => Task.CompletedTask, Ct)).Verdict);
    }

    private static async Task<string> AnswerAsync(TcpListener server, string answer)
    {
        using var client = await server.AcceptTcpClientAsync(Ct);
        await using var stream = client.GetStream();
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(buffer, Ct) is not (> 0 and var read)) break;
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Ct);
        return text.ToString();
    }

    private static async Task<Reply> UploadAsync(Caller caller, string text)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new("text/plain");
        return await Reply.OfAsync(await caller.Client.PostAsync(new Uri("/api/attachments?name=a.txt", UriKind.Relative), content, Ct));
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("jsjb-scan-").FullName;

        public string Script(string body)
        {
            var file = System.IO.Path.Combine(Path, "scan.sh");
            File.WriteAllText(file, "#!/bin/sh\n" + body + "\n");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return file;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
