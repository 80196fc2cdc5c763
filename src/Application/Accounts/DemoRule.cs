using JieSuJiBan.Runtime.Identity;

namespace JieSuJiBan.Application.Accounts;

/// <summary>Whether the accounts of the demo city, whose password everybody knows, may sign in here.</summary>
/// <param name="maySignIn">True while only this machine reaches the service, or where the settings allow it expressly.</param>
/// <param name="isReached">True where others than this machine may reach the service, itself or through a proxy.</param>
public sealed class DemoRule(bool maySignIn, bool isReached)
{
    public bool MaySignIn => maySignIn;

    /// <summary>True for an account that may sign in here: it is not disabled, and none of the demo city where those may not.</summary>
    public bool Admits(Account account) => account.DisabledAt is null && (!account.IsDemo || maySignIn);

    /// <summary>True where the database has such accounts.</summary>
    public bool AreThere { get; set; }

    /// <summary>True where somebody elsewhere could sign in with the public password: then every page says so.</summary>
    public bool MustWarn => maySignIn && isReached && AreThere;
}
