namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>The SQL of a migration, embedded beside its class.</summary>
internal static class Script
{
    public static string Read(string name) => ReadResource($"{typeof(Script).Namespace}.{name}");

    /// <summary>What the serving role may do: no migration, but applied anew after each.</summary>
    public static string ReadRights() => ReadResource("JieSuJiBan.Runtime.Schema.Rights.sql");

    /// <summary>What makes one history of three; run before each migration.</summary>
    public static string ReadFormerHistories() => ReadResource("JieSuJiBan.Runtime.Schema.FormerHistories.sql");

    private static string ReadResource(string name)
    {
        using var stream = typeof(Script).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script {name} is not embedded: add it to Runtime.csproj as EmbeddedResource.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
