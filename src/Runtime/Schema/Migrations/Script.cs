namespace JieSuJiBan.Runtime.Schema.Migrations;

/// <summary>The SQL of a migration, embedded beside its class.</summary>
internal static class Script
{
    public static string Read(string name)
    {
        using var stream = typeof(Script).Assembly.GetManifestResourceStream($"{typeof(Script).Namespace}.{name}")
            ?? throw new InvalidOperationException($"The script {name} is not embedded: add it to Runtime.csproj as EmbeddedResource.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
