namespace JieSuJiBan.Activities.Reading;

/// <summary>Shows that something is there without saying what: 张*, 138****1234.</summary>
public static class Masking
{
    /// <summary>The first character of a name; the rest starred, at most two stars.</summary>
    public static string? Name(string? name) => name switch
    {
        null or "" => name,
        [var only] => only + "*",
        _ => string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[0]) ? 2 : 1), name.Length > 2 ? "**" : "*"),
    };

    /// <summary>The first three and the last four digits of a phone number.</summary>
    public static string? Phone(string? phone) => phone switch
    {
        null or "" => phone,
        { Length: >= 11 } => $"{phone[..3]}****{phone[^4..]}",
        { Length: >= 7 } => $"{phone[..2]}****{phone[^2..]}",
        _ => "****",
    };

    /// <summary>The first character of an account or mail address, and where the mail goes.</summary>
    public static string Account(string account) => account.IndexOfAny(['@', '＠']) is > 0 and var at ? account[..1] + "***" + account[at..] : account[..1] + "***";

    /// <summary>The first six characters of an address: district and street.</summary>
    public static string? Address(string? address) => address is null or "" ? address : address.Length > 6 ? address[..6] + "****" : "****";
}
