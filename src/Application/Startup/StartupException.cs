
namespace JieSuJiBan.Application.Startup;

/// <summary>The service cannot start for a reason that the user can correct.</summary>
public sealed class StartupException(StartupFailure failure) : Exception(failure.Chinese + Environment.NewLine + failure.English)
{
    public StartupFailure Failure { get; } = failure;
}
