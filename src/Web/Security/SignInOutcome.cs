namespace JieSuJiBan.Web.Security;

/// <summary>What became of a sign-in.</summary>
public enum SignInOutcome
{
    /// <summary>Signed in.</summary>
    Succeeded,
    /// <summary>Name or password is wrong.</summary>
    WrongPassword,
    /// <summary>Too many tries: one has to wait.</summary>
    TooMany,
    /// <summary>The account may not sign in.</summary>
    NotAllowed,
}
