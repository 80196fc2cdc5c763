using System.ComponentModel.DataAnnotations;
using System.Reflection;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Host.Cli;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Host.Tests.Cli;

/// <summary>Each setting is declared once, with what it may be; a start with another value, or a name that nobody reads, ends in words.</summary>
public sealed class When_settings_are_read
{
    public static TheoryData<string> Names => [.. SettingsTable.Ours.Select(setting => setting.Name)];

    [Theory]
    [InlineData("Jobs:LongWorkers", "-1", "1–64")]
    [InlineData("Jobs:LongWorkers", "many", "1–64")]
    [InlineData("Database:Connections", "1", "4–500")]
    [InlineData("Database:AllowOwner", "perhaps", "true, false")]
    [InlineData("SecurityLog:RetentionDays", "30", "183–36500")]
    [InlineData("Security:ProgressDelaySeconds", "-1", "0–60")]
    [InlineData("Admission:Target", "00:00:00", "00:00:00.001–1.00:00:00")]
    [InlineData("Admission:Patience", "soon", "00:00:00.001–00:10:00")]
    [InlineData("Clock:Limit", "-00:00:01", "00:00:01–1.00:00:00")]
    [InlineData("Gateways:Sms", "gateway", "http")]
    [InlineData("Demo:Enabled", "2", "true, false")]
    public void A_value_that_cannot_be_is_named_with_what_it_may_be(string name, string value, string allowed)
    {
        var failure = Assert.Throws<StartupException>(() => ServiceSettings.Check(Given((name, value)))).Failure;

        Assert.Equal(ExitCodes.BadSetting, failure.ExitCode);
        foreach (var said in (string[])[failure.Chinese, failure.English])
        {
            Assert.Contains(name.Replace(":", "__", StringComparison.Ordinal), said, StringComparison.Ordinal);
            Assert.Contains(value, said, StringComparison.Ordinal);
            Assert.Contains(allowed, said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Jobs:Workers", "4", "Jobs__LongWorkers")]
    [InlineData("Security:SessionHour", "4", "Security__SessionHours")]
    [InlineData("Files:Scan:Icaps", "icap://scan", "Files__Scan__Icap")]
    public void A_name_that_nobody_reads_is_named_with_the_nearest(string name, string value, string nearest)
    {
        var failure = Assert.Throws<StartupException>(() => ServiceSettings.Check(Given((name, value)))).Failure;

        Assert.Equal(ExitCodes.BadSetting, failure.ExitCode);
        Assert.Contains(nearest, failure.Chinese, StringComparison.Ordinal);
        Assert.Contains(nearest, failure.English, StringComparison.Ordinal);
        Assert.DoesNotContain(value, failure.English, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_does_not_start_with_either()
    {
        Assert.Equal(ExitCodes.BadSetting, await ServeCommand.RunAsync(["--Urls=http://127.0.0.1:0", "--Jobs:LongWorkers=-1"]));
        Assert.Equal(ExitCodes.BadSetting, await ServeCommand.RunAsync(["--Urls=http://127.0.0.1:0", "--Jobs:Workers=4"]));
    }

    [Fact]
    public void Lists_empty_values_and_what_others_put_into_the_environment_are_no_fault()
    {
        var given = Given(("Files:Scan:Arguments:0", "--fast"), ("files:scan:arguments:1", "a,b"), ("Proxy:Trusted", "10.0.0.5, 10.1.0.0/16"), ("Pack:Directory", ""), ("Demo", "yes"), ("Logging:LogLevel:Default", "Debug"));

        ServiceSettings.Check(given);
        Assert.Equal(["--fast", "a,b"], ServiceSettings.Read<FileScanSettings>(given).Arguments);
        Assert.Equal(["10.0.0.5", "10.1.0.0/16"], ServiceSettings.Read<ProxySettings>(given).Trusted);
        Assert.Null(ServiceSettings.Read<PackSettings>(given).Directory);
    }

    [Fact]
    public void Each_section_is_an_option_of_the_services()
    {
        using var services = new ServiceCollection().AddServiceSettings(Given(("Security:SessionHours", "8"), ("Admission:Target", "00:00:00.250"))).BuildServiceProvider();

        Assert.Equal(8, services.GetRequiredService<IOptions<SecuritySettings>>().Value.SessionHours);
        Assert.Equal(TimeSpan.FromMilliseconds(250), services.GetRequiredService<IOptions<AdmissionSettings>>().Value.Target);
        Assert.All(SettingsTable.Sections, section => Assert.NotNull(services.GetService(typeof(IOptions<>).MakeGenericType(section))));
    }

    [Fact]
    public void Every_class_of_settings_is_in_the_table()
    {
        var declared = typeof(SettingsTable).Assembly.GetTypes().Where(type => type.GetCustomAttribute<SectionAttribute>() is not null).ToArray();

        Assert.Equal(declared.OrderBy(type => type.Name, StringComparer.Ordinal), SettingsTable.Sections.OrderBy(type => type.Name, StringComparer.Ordinal));
        Assert.All(declared.SelectMany(type => type.GetProperties()), property => Assert.NotNull(property.GetCustomAttribute<SettingAttribute>()));
        Assert.All(declared.SelectMany(type => type.GetProperties()).Where(property => property.PropertyType.IsValueType && property.PropertyType != typeof(bool) && property.PropertyType != typeof(bool?)), property => Assert.NotNull(property.GetCustomAttribute<RangeAttribute>()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Help_has_it_in_both_languages(string name)
    {
        var setting = SettingsTable.Ours.Single(one => one.Name == name);

        Assert.Contains($"  {setting.Variable} ", SettingsTable.ToHelp(), StringComparison.Ordinal);
        Assert.Contains(setting.Chinese, letter => letter > 0x2E80);
        Assert.DoesNotContain(setting.English, letter => letter > 0x2E80);
    }

    [Fact]
    public void The_table_in_the_docs_is_the_one_in_force()
    {
        var path = Path.Combine(BuildPaths.RepositoryRoot!, "docs", "settings.md");
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var rendered = text[..(text.IndexOf("| Setting", StringComparison.Ordinal) is >= 0 and var at ? at : text.Length)] + SettingsTable.ToMarkdown();
        if (Environment.GetEnvironmentVariable("JSJB_RENDER_DOCS") == "1") File.WriteAllText(path, rendered);

        // Out of date? docs/settings.md says how to render it.
        Assert.Equal(rendered, File.ReadAllText(path));
    }

    private static IConfiguration Given(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build();
}
