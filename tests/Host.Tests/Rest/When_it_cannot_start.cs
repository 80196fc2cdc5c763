using System.Net;
using System.Net.Sockets;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Host.Cli;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Runtime.Schema;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Every reason not to start has sentences that say what to do, and an exit code of its own.</summary>
public sealed class When_it_cannot_start
{
    [Fact]
    public async Task A_taken_port_is_said_before_the_database_is_touched()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.Equal(ExitCodes.PortTaken, await CodeAsync($"--Urls=http://127.0.0.1:{port}", "--ConnectionStrings:Default=Host=127.0.0.1;Port=1"));
    }

    [Theory]
    [InlineData("this is no connection string")]
    [InlineData("Host=localhost;Port=abc")]
    [InlineData("Database=jsjb")]
    public async Task A_malformed_connection_string_is_said(string text) =>
        Assert.Equal(ExitCodes.BadConnectionString, await CodeAsync("--Urls=http://127.0.0.1:0", "--ConnectionStrings:Default=" + text));

    [Fact]
    public async Task A_database_that_is_not_there_is_said() =>
        Assert.Equal(ExitCodes.DatabaseUnreachable, await CodeAsync("--Urls=http://127.0.0.1:0", "--ConnectionStrings:Default=Host=127.0.0.1;Port=1;Username=x;Timeout=2"));

    [Fact]
    public void A_newer_database_and_a_full_disk_have_codes_of_their_own()
    {
        Assert.Equal(ExitCodes.DatabaseNewer, StartupExplanation.Of(new DatabaseIsNewerException(["9999_Future"]))!.ExitCode);
        Assert.Equal(ExitCodes.DiskFull, StartupExplanation.Of(new PostgresException("disk full", "FATAL", "FATAL", PostgresErrorCodes.DiskFull))!.ExitCode);
    }

    [Fact]
    public void What_the_database_says_is_given_without_notes_for_programmers()
    {
        var failure = StartupExplanation.Of(new PostgresException("the database system is starting up", "FATAL", "FATAL", PostgresErrorCodes.CannotConnectNow, detail: "secret"))!;

        Assert.Equal(ExitCodes.DatabaseUnreachable, failure.ExitCode);
        Assert.Contains("(the database system is starting up)", failure.English, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__Owner", failure.English, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_ours_is_not_explained_away() => Assert.Null(StartupExplanation.Of(new InvalidOperationException("a bug")));

    [Theory]
    [InlineData("--help", ExitCodes.Success)]
    [InlineData("dance", ExitCodes.Usage)]
    public async Task The_command_line_answers_help_and_unknown_words(string word, int code) => Assert.Equal(code, await CommandLine.RunAsync([word]));

    private static async Task<int> CodeAsync(params string[] arguments)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => Service.StartAsync(new() { Arguments = arguments }, TestContext.Current.CancellationToken));
        var failure = StartupExplanation.Of(exception);
        Assert.NotNull(failure);
        Assert.NotEmpty(failure.Chinese);
        Assert.NotEmpty(failure.English);
        return failure.ExitCode;
    }
}
