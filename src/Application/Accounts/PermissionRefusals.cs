using System.Security.Claims;
using JieSuJiBan.Engine;

namespace JieSuJiBan.Application.Accounts;

/// <summary>What a command answers an account that may not send it, whichever way it came.</summary>
public static class PermissionRefusals
{
    public static Rejection NotPermitted { get; } = new(RejectionKind.Permission, "auth.forbidden", "当前账号没有这项权限，请联系系统管理员。", "This account does not have the permission. Ask a system administrator.");

    /// <summary>The refusal where none of the account's roles has that permission; null where one has.</summary>
    public static Rejection? RefusalOf(this ClaimsPrincipal principal, Permission permission) => principal.May(permission) ? null : NotPermitted;
}
