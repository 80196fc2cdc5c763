using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Application.Startup;

/// <summary>The statements of <c>Startup/Sql</c>.</summary>
internal static class StartupSql
{
    public static SqlStatement ConnectionRoom { get; } = SqlStatement.Load(typeof(StartupSql).Assembly, "Startup");

    public static SqlStatement ServingRole { get; } = SqlStatement.Load(typeof(StartupSql).Assembly, "Startup");
}
