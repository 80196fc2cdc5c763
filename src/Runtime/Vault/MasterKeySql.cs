using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>The statements of <c>Vault/Sql</c> about master keys.</summary>
internal static class MasterKeySql
{
    public static SqlStatement MasterSecrets { get; } = SqlStatement.Load("Vault");

    public static SqlStatement LockMasterSecrets { get; } = SqlStatement.Load("Vault");

    public static SqlStatement MasterKeys { get; } = SqlStatement.Load("Vault");

    public static SqlStatement ListMasterKeys { get; } = SqlStatement.Load("Vault");

    public static SqlStatement SampleKey { get; } = SqlStatement.Load("Vault");

    public static SqlStatement RegisterMasterKey { get; } = SqlStatement.Load("Vault");

    public static SqlStatement EndRotation { get; } = SqlStatement.Load("Vault");

    public static SqlStatement RetireMasterKey { get; } = SqlStatement.Load("Vault");

    public static SqlStatement RunningRotation { get; } = SqlStatement.Load("Vault");

    public static SqlStatement BeginRotation { get; } = SqlStatement.Load("Vault");

    public static SqlStatement DemoteMasterKey { get; } = SqlStatement.Load("Vault");

    public static SqlStatement ActivateMasterKey { get; } = SqlStatement.Load("Vault");

    public static SqlStatement RewrapMasterSecret { get; } = SqlStatement.Load("Vault");

    public static SqlStatement RotationPosition { get; } = SqlStatement.Load("Vault");

    public static SqlStatement NoteRotation { get; } = SqlStatement.Load("Vault");

    public static SqlStatement WriteOwnerAct { get; } = SqlStatement.Load("Vault");

    public static SqlStatement NextPersonKeys { get; } = SqlStatement.Load("Vault");

    public static SqlStatement RewrapPersonKeys { get; } = SqlStatement.Load("Vault");

    public static SqlStatement CountPersonKeys { get; } = SqlStatement.Load("Vault");
}
