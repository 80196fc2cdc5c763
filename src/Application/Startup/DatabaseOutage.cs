namespace JieSuJiBan.Application.Startup;

/// <summary>What is known of a database that does not answer: whoever started it sees why it does not come up.</summary>
/// <param name="isDiskFull">True while its server cannot be started again for want of space.</param>
public sealed class DatabaseOutage(Func<bool> isDiskFull)
{
    /// <summary>True while its server cannot be started again for want of space.</summary>
    public bool IsDiskFull => isDiskFull();
}
