namespace JieSuJiBan.Runtime.Schema;

/// <summary>A newer program has migrated this database: running on would misread it.</summary>
public sealed class DatabaseIsNewerException : Exception
{
    public DatabaseIsNewerException()
        : this([])
    {
    }

    public DatabaseIsNewerException(IReadOnlyList<string> migrations)
        : base($"数据库版本比程序新（未知的迁移：{string.Join("、", migrations)}）：请升级程序，或连接到原来的数据库。 "
            + $"The database is newer than this program (unknown migrations: {string.Join(", ", migrations)}): upgrade the program, or connect it to the database it belongs to.") =>
        Migrations = migrations;

    public DatabaseIsNewerException(string message)
        : base(message)
    {
    }

    public DatabaseIsNewerException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>The migrations that this program does not know.</summary>
    public IReadOnlyList<string> Migrations { get; } = [];
}
