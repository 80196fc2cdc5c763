using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Application.Startup;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Application.Settings;

/// <summary>Reads the settings into their classes. A value that cannot be, and a name that nobody reads, end the start in words.</summary>
public static class ServiceSettings
{
    /// <summary>Makes each section available as <see cref="IOptions{TOptions}"/>, read and checked once.</summary>
    public static IServiceCollection AddServiceSettings(this IServiceCollection services, IConfiguration configuration)
    {
        foreach (var section in SettingsTable.Sections)
        {
            var read = typeof(ServiceSettings).GetMethod(nameof(Add), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(section);
            read.Invoke(null, [services, configuration]);
        }

        return services;
    }

    /// <summary>One section.</summary>
    /// <exception cref="StartupException">A value cannot be what it is.</exception>
    public static T Read<T>(IConfiguration configuration)
        where T : class, new()
    {
        var read = new T();
        foreach (var setting in SettingsTable.Of(typeof(T))) Set(read, setting, configuration);
        return read;
    }

    /// <summary>All sections, before anything is opened.</summary>
    /// <exception cref="StartupException">A value cannot be what it is, or a name in our sections is nobody's.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var section in SettingsTable.Sections)
        {
            var read = Activator.CreateInstance(section)!;
            foreach (var setting in SettingsTable.Of(section)) Set(read, setting, configuration);
        }

        foreach (var root in SettingsTable.Ours.Select(setting => setting.Name.Split(':')[0]).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            foreach (var (name, value) in configuration.GetSection(root).AsEnumerable())
            {
                if (value is null || name.Equals(root, StringComparison.OrdinalIgnoreCase) || SettingsTable.Ours.Any(setting => IsFor(setting, name))) continue;
                throw new StartupException(StartupFailure.UnknownSetting(name, NearestName.Of(name, SettingsTable.Ours.Select(setting => setting.Name))));
            }
        }
    }

    private static void Add<T>(IServiceCollection services, IConfiguration configuration)
        where T : class, new() => services.AddSingleton(Options.Create(Read<T>(configuration)));

    private static bool IsFor(Setting setting, string name) =>
        name.Equals(setting.Name, StringComparison.OrdinalIgnoreCase) || (setting.IsList && name.StartsWith(setting.Name + ":", StringComparison.OrdinalIgnoreCase));

    private static void Set(object section, Setting setting, IConfiguration configuration)
    {
        var property = setting.Property!;
        if (setting.IsList)
        {
            var given = configuration.GetSection(setting.Name);
            string[] values = [.. given.GetChildren().Select(one => one.Value ?? ""), .. (given.Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
            if (values.Length > 0) property.SetValue(section, values);
            return;
        }

        // An empty value is that of a variable that is there and says nothing.
        if (configuration[setting.Name] is not { Length: > 0 } text) return;
        if (Convert(setting.Type, text) is not { } value || property.GetCustomAttributes(true).OfType<ValidationAttribute>().Any(rule => !rule.IsValid(value)))
        {
            throw new StartupException(StartupFailure.BadSetting(setting.Name, setting.IsSecret ? "…" : text, setting.Allowed));
        }

        property.SetValue(section, value);
    }

    private static object? Convert(Type type, string text)
    {
        if (type == typeof(string)) return text;
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, text.Trim());
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
