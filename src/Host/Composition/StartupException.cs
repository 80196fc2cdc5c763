using JieSuJiBan.Host.Cli;

namespace JieSuJiBan.Host.Composition;

/// <summary>The service cannot start for a reason that the user can mend.</summary>
internal sealed class StartupException(StartupFailure failure) : Exception(failure.Chinese + Environment.NewLine + failure.English)
{
    public StartupFailure Failure { get; } = failure;
}
