using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Policies;

/// <summary>What the files of a city say, read and compared.</summary>
internal sealed record PolicyParts(
    CityFacts City,
    CalendarPolicy Calendar,
    LimitTable Limits,
    Organisation Organisation,
    ProblemClasses Classes,
    ImmutableArray<DispatchCatalogRow> Rows,
    RequestTypes RequestTypes,
    Channels Channels,
    CallbackPolicy Callback,
    FrozenDictionary<Type, object> Topics,
    IReadOnlyList<Activity> ActivityTypes);

/// <summary>Reads every file first, then compares those that are sound in themselves: one fault does not hide the others.</summary>
internal static class PolicyLoader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <param name="files">JSON text by file name.</param>
    /// <param name="activities">The activity types that the city works with.</param>
    /// <param name="shapes">Learns what the readers ask for, by file; null: nobody wants to know.</param>
    public static PolicyLoad Load(IReadOnlyDictionary<string, string> files, IReadOnlyList<Activity> activities, IDictionary<string, PolicyShape>? shapes = null)
    {
        var findings = new PolicyFindings();
        var content = Parse(files, findings);
        string[] unreadable = [.. CityPolicy.RequiredFiles.Concat(TopicPolicies.All.Select(topic => topic.File)).Where(file => !findings.AreClean(file))];
        PolicyNode Root(string file) => new(findings, file, "$", content.GetValueOrDefault(file) ?? Value.EmptyObject, content.ContainsKey(file) ? PolicyShape.In(shapes, file) : null);
        T? Read<T>(string file, Func<PolicyNode, T> read)
            where T : class => findings.AreClean(file) ? read(Root(file)) : null;

        var city = Read(CityFacts.File, CityFacts.Read);
        var calendar = Read(CalendarPolicy.File, CalendarPolicy.Read);
        var requestTypes = Build(RequestTypes.File, RequestTypes.Read, rows => new RequestTypes(rows), type => type.Code);
        var channels = Build(Channels.File, Channels.Read, rows => new Channels(rows), channel => channel.Code);
        var callback = Read(CallbackPolicy.File, CallbackPolicy.Read);
        var classes = Build(ProblemClasses.File, ProblemClasses.Read, rows => new ProblemClasses(rows), node => node.Code);
        var organisation = Build(Organisation.File, Organisation.Read, rows => new Organisation(rows), unit => unit.Code, rows => rows.Any(unit => unit.Kind == UnitKind.HotlineCenter));
        var limits = findings.AreClean(TimeLimitReader.File) ? TimeLimitReader.Read(Root(TimeLimitReader.File)) : LimitTable.Empty;
        var (rows, rowNodes) = findings.AreClean(DispatchCatalog.File) ? DispatchCatalogReader.Read(Root(DispatchCatalog.File)) : ([], []);

        if (shapes is null && channels is not null && callback is not null) CheckCallback(callback, channels, findings);
        if (city?.Import is { } import && channels is not null && requestTypes is not null && classes is not null && organisation is not null)
        {
            CheckImport(import, channels, requestTypes, classes, organisation, findings);
        }

        if (findings.AreClean(TimeLimitReader.File, CityFacts.File) && city is not null && classes is not null && requestTypes is not null && channels is not null)
        {
            TimeLimitChecks.Check(limits, classes, requestTypes, channels, city, findings);
        }

        if (findings.AreClean(DispatchCatalog.File) && classes is not null && organisation is not null)
        {
            DispatchCatalogChecks.Check(rows, rowNodes, classes, organisation, findings);
        }

        var topics = new Dictionary<Type, object>();
        foreach (var topic in TopicPolicies.All)
        {
            // What cannot be read stands aside as though it were not there: the rest is checked all the same.
            topics.Add(topic.Type, topic.Read(unreadable.Contains(topic.File) ? new(new(), topic.File, "$", Value.EmptyObject) : Root(topic.File), activities));
        }

        if (city is not { OfficeHours.Length: > 0 } || calendar is not { CoveredTo: > 0, RestDays.Length: < 7 } || organisation is null || classes is null || requestTypes is null || channels is null || callback is null)
        {
            return new(null, findings.ToImmutable()) { Unreadable = unreadable };
        }

        var policy = new CityPolicy(content, new(city, calendar, limits, organisation, classes, rows, requestTypes, channels, callback, topics.ToFrozenDictionary(), activities));
        if (!CityPolicy.RequiredFiles.Any(unreadable.Contains))
        {
            foreach (var topic in TopicPolicies.All.Where(topic => !unreadable.Contains(topic.File))) topic.Check(topics[topic.Type], policy, Root(topic.File));
            if (shapes is null) PolicyNames.Check(policy, unreadable, findings);
        }

        return new(findings is { IsUsable: true, HasMistakes: false } ? policy : null, findings.ToImmutable()) { Draft = policy, Published = findings.IsUsable ? policy : null, Unreadable = unreadable };

        // A file with faults is compared with the others as far as it can be read, so that all faults are told at once.
        T? Build<TRow, T>(string file, Func<PolicyNode, ImmutableArray<TRow>> read, Func<ImmutableArray<TRow>, T> build, Func<TRow, string> code, Func<ImmutableArray<TRow>, bool>? isEnough = null)
            where T : class
        {
            if (!findings.AreClean(file)) return null;
            var all = read(Root(file));
            if (shapes is not null) return null;
            if (findings.AreClean(file)) return build(all);
            return isEnough?.Invoke(all) == false ? null : build([.. all.DistinctBy(code)]);
        }
    }

    private static FrozenDictionary<string, Value> Parse(IReadOnlyDictionary<string, string> files, PolicyFindings findings)
    {
        var content = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var file in CityPolicy.RequiredFiles.Where(file => !files.ContainsKey(file)))
        {
            findings.Error("policy.file.missing", file, "$", $"缺少政策文件 {file}", $"Expected the policy file {file}, but it is missing");
        }

        foreach (var (file, text) in files.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            try
            {
                using var document = JsonDocument.Parse(text, Strict);
                content[file] = CanonicalJson.From(document.RootElement);
            }
            catch (JsonException fault)
            {
                findings.Error("policy.file.json", file, fault.Path ?? "$", $"不是有效的 JSON（第 {fault.LineNumber + 1} 行）：{fault.Message}",
                    $"No valid JSON (line {fault.LineNumber + 1}): {fault.Message}");
            }
            catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
            {
                // Half of a surrogate pair: JSON syntax allows it, Unicode text does not.
                findings.Error("policy.file.text", file, "$", $"含有不成对的字符编码：{fault.Message}", $"Holds half a character: {fault.Message}");
            }

            if (CityPolicy.RequiredFiles.Contains(file) || TopicPolicies.All.Any(topic => topic.File == file)) continue;
            findings.Warning("policy.file.unknown", file, "$", $"没有规则使用文件 {file}", $"No rule reads the file {file}");
        }

        return content.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static void CheckImport(
        ImportDefaults import, Channels channels, RequestTypes requestTypes, ProblemClasses classes, Organisation organisation, PolicyFindings findings)
    {
        Require("channel", "受理渠道", import.Channel, channels.Find(import.Channel) is not null);
        Require("requestType", "诉求类型", import.RequestType, requestTypes.Find(import.RequestType) is not null);
        Require("classCode", "末级问题分类", import.ClassCode, classes.Find(import.ClassCode) is { IsLeaf: true });
        if (import.DistrictCode is { } district) Require("districtCode", "区", district, organisation.FindDistrict(district) is not null);

        void Require(string member, string chinese, string code, bool isKnown)
        {
            if (isKnown) return;
            findings.Error($"city.import.{member}", CityFacts.File, $"$.import.{member}", $"历史导入所用的{chinese}“{code}”不存在", $"The {member} '{code}' for history imports does not exist");
        }
    }

    private static void CheckCallback(CallbackPolicy callback, Channels channels, PolicyFindings findings)
    {
        for (var i = 0; i < callback.Channels.Length; i++)
        {
            if (channels.Find(callback.Channels[i]) is not null) continue;
            findings.Error("callback.channel", CallbackPolicy.File, $"$.channels[{i}]", $"回访渠道“{callback.Channels[i]}”不存在", $"The callback channel '{callback.Channels[i]}' does not exist");
        }
    }
}
