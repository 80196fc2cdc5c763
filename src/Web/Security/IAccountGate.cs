namespace JieSuJiBan.Web.Security;

/// <summary>Signs people in and out.</summary>
public interface IAccountGate
{
    /// <summary>Checks the password and, where it is right, sets the cookie.</summary>
    Task<SignInOutcome> SignInAsync(string name, string password);

    /// <summary>Forgets the cookie.</summary>
    Task SignOutAsync();
}
