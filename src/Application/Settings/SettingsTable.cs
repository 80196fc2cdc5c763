using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace JieSuJiBan.Application.Settings;

/// <summary>One setting, as the table and the checks know it.</summary>
/// <param name="Name">With colons.</param>
/// <param name="Property">Where it is declared, or null for one of the framework's.</param>
/// <param name="Chinese">Meaning in Chinese.</param>
/// <param name="English">Meaning in English.</param>
/// <param name="Default">What holds where it is not set.</param>
/// <param name="IsSecret">True where its value is never shown.</param>
public sealed record Setting(string Name, PropertyInfo? Property, string Chinese, string English, string Default, bool IsSecret)
{
    /// <summary>As an environment variable.</summary>
    public string Variable => Name.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>The type of its value, without the question mark.</summary>
    public Type Type => Property is null ? typeof(string) : Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>True for one that takes several values.</summary>
    public bool IsList => Type == typeof(IReadOnlyList<string>);

    /// <summary>What its value may be, in words of both languages.</summary>
    public string Allowed => (Type, Property?.GetCustomAttribute<RangeAttribute>()) switch
    {
        (var type, { } range) when type == typeof(TimeSpan) => $"{range.Minimum}–{range.Maximum} 的时长 (a time span)",
        (var type, { } range) when type == typeof(double) => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum}–{range.Maximum} 的数 (a number)"),
        (_, { } range) => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum}–{range.Maximum} 的整数 (a whole number)"),
        (var type, _) when type == typeof(bool) => "true, false",
        _ when IsList => "文本，可多个 (texts)",
        _ when Property?.GetCustomAttribute<UrlAttribute>() is not null => "网址 (an http or https address)",
        _ => "文本 (text)",
    };
}

/// <summary>All settings of the service, read off the classes that declare them: documents, help and checks have no other list.</summary>
public static class SettingsTable
{
    /// <summary>The classes, in the order of the table.</summary>
    public static IReadOnlyList<Type> Sections { get; } =
    [
        typeof(DatabaseSettings), typeof(DataSettings), typeof(VaultSettings), typeof(PackSettings), typeof(DemoSettings), typeof(ProxySettings), typeof(SecuritySettings), typeof(SecurityLogSettings),
        typeof(OutsideSettings), typeof(GatewaySettings), typeof(FileScanSettings), typeof(JobSettings), typeof(ClockSettings), typeof(AdmissionSettings),
    ];

    /// <summary>The framework's own, of which there are many more; these are the ones that an operator needs.</summary>
    public static IReadOnlyList<Setting> OfTheFramework { get; } =
    [
        new("ConnectionStrings:Default", null, "使用该 PostgreSQL（服务账号），而非内置数据库", "use that PostgreSQL, as the serving role, instead of the embedded one", "the embedded database", true),
        new("ConnectionStrings:Owner", null, "所有者账号：仅用于迁移与授权，随后断开", "the owner, for migrations and grants only; closed before serving", "", true),
        new("Urls", null, "监听地址", "where to listen", "http://localhost:5080", false),
        new("AllowedHosts", null, "使用的主机名，分号分隔；其他机器可访问时必填", "host names that the service goes by, by semicolons; needed where other machines reach it", "localhost", false),
        new("Kestrel:Certificates:Default:Path", null, "https 监听所用的证书文件", "the certificate of https addresses", "", false),
        new("Kestrel:Certificates:Default:Password", null, "证书文件的口令", "its password", "", true),
        new("OTEL_EXPORTER_OTLP_ENDPOINT", null, "遥测数据发往何处", "where telemetry is sent", "off", false),
    ];

    /// <summary>Ours, section by section.</summary>
    public static IReadOnlyList<Setting> Ours { get; } = [.. Sections.SelectMany(Of)];

    public static IEnumerable<Setting> All => OfTheFramework.Concat(Ours);

    /// <summary>The name of a class's section.</summary>
    public static string NameOf(Type section) => section.GetCustomAttribute<SectionAttribute>()!.Name;

    /// <summary>The settings that a class declares.</summary>
    public static IEnumerable<Setting> Of(Type section)
    {
        var usual = Activator.CreateInstance(section);
        return section.GetProperties().Select(property =>
        {
            var said = property.GetCustomAttribute<SettingAttribute>()!;
            return new Setting($"{NameOf(section)}:{property.Name}", property, said.Chinese, said.English, said.Default ?? Text(property.GetValue(usual)), said.IsSecret);
        });
    }

    /// <summary>The part of <c>--help</c> about settings.</summary>
    public static string ToHelp()
    {
        var text = new StringBuilder("设置 Settings (环境变量 environment, 或 or --Name=value; docs/settings.md):\n");
        foreach (var setting in All)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {setting.Variable,-38} {setting.Chinese} {setting.English}");
            if (setting.Default.Length > 0) text.Append(CultureInfo.InvariantCulture, $" (default {setting.Default})");
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The table of <c>docs/settings.md</c>.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder("| Setting | 含义 | Meaning | Value | Default |\n|---|---|---|---|---|\n");
        foreach (var setting in All) text.Append(CultureInfo.InvariantCulture, $"| `{setting.Variable}` | {setting.Chinese} | {setting.English} | {setting.Allowed} | {Code(setting.Default)} |\n");
        return text.ToString();
    }

    private static string Code(string value) => value.Length == 0 || value.Contains(' ', StringComparison.Ordinal) ? value : $"`{value}`";

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        IReadOnlyList<string> list => string.Join(", ", list),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
