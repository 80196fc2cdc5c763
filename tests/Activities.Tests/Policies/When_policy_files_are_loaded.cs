using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Registry;

namespace JieSuJiBan.Activities.Tests.Policies;

public class When_policy_files_are_loaded
{
    [Fact]
    public void the_hash_names_the_content_and_not_the_layout()
    {
        var reordered = Pack.LoadWith("channels.json", "\"code\": \"Phone\", \"name\": \"12345电话\"", "\"name\":\"12345电话\",\n  \"code\":\"Phone\"");
        var changed = Pack.LoadWith("channels.json", "12345电话", "12345热线");
        Assert.Equal(Pack.Beijing.Hash, reordered.Policy!.Hash);
        Assert.NotEqual(Pack.Beijing.Hash, changed.Policy!.Hash);
        Assert.Matches("^[0-9a-f]{64}$", Pack.Beijing.Hash);
    }

    [Fact]
    public void a_missing_file_is_named()
    {
        var files = Pack.Files.Where(file => file.Key != "calendar.json").ToDictionary();
        var load = CityPolicies.Load(files);
        Assert.Null(load.Policy);
        Assert.Equal("calendar.json", load.Only("policy.file.missing").File);
    }

    [Fact]
    public void text_that_is_no_JSON_is_a_finding_with_its_line() =>
        Assert.Contains("第 2 行", Pack.LoadWith("city.json", "{\n  nonsense").Only("policy.file.json").Chinese, StringComparison.Ordinal);

    [Fact]
    public void half_a_character_is_a_finding() =>
        Assert.Equal("city.json", Pack.LoadWith("city.json", "Beijing", "\\ud800").Only("policy.file.text").File);

    [Fact]
    public void a_member_stated_twice_is_refused() =>
        Pack.LoadWith("city.json", "\"code\": \"110000\",", "\"code\": \"110000\", \"code\": \"120000\",").Only("policy.file.json");

    [Fact]
    public void a_misspelt_member_is_never_ignored()
    {
        var finding = Pack.LoadWith("time-limits.json", "\"warnings\"", "\"warning\"").Only("policy.unknownMember");
        Assert.Equal("$.limits[0].warning", finding.Path);
        Assert.Contains("warnings", finding.Chinese, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time-limits.json", "\"unit\": \"Hour\"", "\"unit\": \"Stunde\"", "policy.choice", "$.limits[0].unit")]
    [InlineData("time-limits.json", "\"amount\": 24", "\"amount\": 0", "policy.number", "$.limits[0].amount")]
    [InlineData("time-limits.json", "\"amount\": 24", "\"amount\": 99999", "policy.number", "$.limits[0].amount")]
    [InlineData("time-limits.json", "\"amount\": 24", "\"amount\": \"24\"", "policy.number", "$.limits[0].amount")]
    [InlineData("time-limits.json", "\"TL-DP-EMERGENCY\"", "\"TL-DP-GENERAL\"", "limit.duplicate", "$.limits[1].id")]
    [InlineData("time-limits.json", "\"urgency\": \"Emergency\"", "\"urgency\": \"Sometimes\"", "limit.unknown.urgency", "$.limits[1].match.urgency")]
    [InlineData("time-limits.json", "\"class\": \"0201\"", "\"class\": \"9901\"", "limit.unknown.class", "$.limits[3].match.class")]
    [InlineData("time-limits.json", "\"elapsedPercent\": 80", "\"before\": 3, \"unit\": \"WorkingDay\"", "limit.warning", "$.limits[0].warnings")]
    [InlineData("calendar.json", "2026-02-28", "2026-02-30", "policy.date", "$.years[15].makeUpWorkdays[2].date")]
    [InlineData("calendar.json", "{\"date\": \"2026-02-28\"", "{\"date\": \"2026-02-27\"", "calendar.makeUp", "$.years[15].makeUpWorkdays[2].date")]
    [InlineData("calendar.json", "\"to\": \"2026-10-07\"", "\"to\": \"9999-12-31\"", "calendar.year", "$.years[15].holidays[6]")]
    [InlineData("organisation.json", "\"kind\": \"HotlineCenter\"", "\"kind\": \"HotlineCenter\", \"duties\": [\"housing\"]", "unit.duty", "$.units[0].duties")]
    [InlineData("organisation.json", "\"district\": \"110101\"", "\"district\": \"110102\"", "unit.district", "$.units[49].district")]
    [InlineData("calendar.json", "\"year\": 2026", "\"year\": 2028", "calendar.gap", "$.years")]
    [InlineData("calendar.json", "\"to\": \"2026-10-07\"", "\"to\": \"2026-09-07\"", "calendar.span", "$.years[15].holidays[6].to")]
    [InlineData("city.json", "Asia/Shanghai", "Asia/Peking", "city.timeZone", "$.timeZone")]
    [InlineData("city.json", "\"to\": \"12:00\"", "\"to\": \"14:00\"", "city.officeHours", "$.officeHours[1]")]
    [InlineData("city.json", "\"to\": \"18:00\"", "\"to\": \"25:00\"", "policy.time", "$.officeHours[1].to")]
    [InlineData("city.json", "{city}{yyyyMMdd}{seq}", "{city}{seq}", "city.ticketNumberTemplate", "$.ticketNumberTemplate")]
    [InlineData("organisation.json", "\"parent\": \"110101\"", "\"parent\": \"990101\"", "unit.parent", "$.units[50].parent")]
    [InlineData("classes.json", "\"code\": \"0101-01\"", "\"code\": \"0202-01\"", "class.code", "$.classes[0].children[0].children[0].code")]
    [InlineData("channels.json", "\"Web\"", "\"Phone\"", "channel.duplicate", "$.channels[1].code")]
    [InlineData("city.json", "\"classCode\": \"9801-01\"", "\"classCode\": \"9801\"", "city.import.classCode", "$.import.classCode")]
    [InlineData("organisation.json", "\"kind\": \"Community\", \"parent\": \"110101001\"", "\"kind\": \"Community\", \"parent\": \"110101901\"", "unit.parent", "$.units[755].parent")]
    [InlineData("organisation.json", "\"parent\": \"110101\"", "\"parent\": \"110102\"", "unit.parent", "$.units[50].parent")]
    [InlineData("callback.json", "\"Sms\"", "\"Pigeon\"", "callback.channel", "$.channels[1]")]
    [InlineData("callback.json", "\"code\": \"solved\"", "\"code\": \"fixed\"", "callback.question.missing", "$.questions")]
    public void each_fault_is_named_with_file_and_path(string file, string piece, string replacement, string code, string path)
    {
        var load = Pack.LoadWith(file, piece, replacement);
        Assert.Null(load.Policy);
        var finding = load.Findings.First(finding => finding.Code == code);
        Assert.Equal((file, path), (finding.File, finding.Path));
        Assert.Matches("[一-龥]", finding.Chinese);
        Assert.DoesNotMatch("[一-龥]{8}", finding.English);
    }

    [Fact]
    public void every_step_needs_a_limit_for_all_tickets()
    {
        var finding = Pack.LoadWith("time-limits.json", "\"step\": \"SignIn\",\n      \"amount\"", "\"step\": \"SignIn\",\n      \"match\": {\"channel\": \"Web\"},\n      \"amount\"").Only("limit.missing");
        Assert.Contains("签收", finding.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void two_limits_with_the_same_conditions_are_refused() =>
        Pack.LoadWith("time-limits.json", "{\"urgency\": \"Urgent\"}", "{\"urgency\": \"Emergency\"}").Only("limit.overlap");

    [Fact]
    public void a_file_that_no_rule_reads_is_a_warning_and_counts_in_the_hash()
    {
        var load = Pack.LoadWith("mascots.json", "{}");
        Assert.Equal(FindingSeverity.Warning, load.Only("policy.file.unknown").Severity);
        Assert.NotEqual(Pack.Beijing.Hash, load.Policy!.Hash);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"rows\": {}, \"units\": 3, \"limits\": \"\", \"years\": [7], \"classes\": [[]]}")]
    public void any_JSON_in_any_file_gives_findings_and_never_an_exception(string text)
    {
        foreach (var file in CityPolicy.RequiredFiles)
        {
            var load = Pack.LoadWith(file, text);
            Assert.Null(load.Policy);
            Assert.Contains(load.Findings, finding => finding.File == file && finding.Severity == FindingSeverity.Error);
        }
    }
}
