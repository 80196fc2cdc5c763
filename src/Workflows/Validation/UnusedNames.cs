using System.Globalization;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>Names that policies declare and that nothing uses, where that is most likely a slip: a status no ticket ever has, a duty one letter beside the one that is asked for.</summary>
public static class UnusedNames
{
    /// <summary>What the policies declare in vain.</summary>
    /// <param name="city">The policies.</param>
    /// <param name="definitions">All drawings.</param>
    public static IEnumerable<PolicyFinding> Check(CityPolicy city, IEnumerable<WorkflowDefinition> definitions)
    {
        ArgumentNullException.ThrowIfNull(city);
        var texts = definitions.SelectMany(definition => definition.Nodes).SelectMany(node => TextsOf(node.Raw).Concat(node.Inputs.Values.SelectMany(input => TextsOf(input.Expression.Value)))).ToHashSet(StringComparer.Ordinal);
        return Statuses(city, texts).Concat(Duties(city, texts));
    }

    private static IEnumerable<PolicyFinding> Statuses(CityPolicy city, HashSet<string> drawn)
    {
        for (var i = 0; i < city.City.Statuses.Length; i++)
        {
            var code = city.City.Statuses[i].Code;
            if (Vocabulary.Statuses.Any(status => status.Code == code) || drawn.Contains(code)) continue;
            var (chinese, english) = NameChecks.Meant(code, Vocabulary.Statuses.Select(status => status.Code));
            yield return new(FindingSeverity.Warning, "city.status.unused", "city.json", string.Create(CultureInfo.InvariantCulture, $"$.statuses[{i}].code"),
                $"没有工单会处于状态“{code}”{chinese}，此名称不会显示；系统自带的状态见 docs/city-pack.md", $"No ticket is ever in the status '{code}'{english}, so its name is never shown; docs/city-pack.md lists the product's own");
        }
    }

    private static IEnumerable<PolicyFinding> Duties(CityPolicy city, HashSet<string> drawn)
    {
        var named = drawn.Concat(city.Content.Where(file => file.Key != "organisation.json").SelectMany(file => TextsOf(file.Value))).ToArray();
        var asked = named.SelectMany(text => text.Split('|')).Where(text => text.StartsWith("Duty:", StringComparison.Ordinal)).Select(text => text["Duty:".Length..])
            .Concat(city.Content.GetValueOrDefault("dispatch-catalog.json")?["rows"].Items.Select(row => row["duty"].AsString()).OfType<string>() ?? []).ToHashSet(StringComparer.Ordinal);
        var units = city.Organisation.Units;
        for (var i = 0; i < units.Length; i++)
        {
            foreach (var duty in units[i].Duties.Where(duty => !asked.Contains(duty)))
            {
                if (NearestName.Of(duty, asked) is not { } near) continue;
                yield return new(FindingSeverity.Warning, "unit.duty.unused", "organisation.json", string.Create(CultureInfo.InvariantCulture, $"$.units[{i}].duties"),
                    $"没有规则用到职责“{duty}”（是否指“{near}”）：{units[i].Name}不会因此收到工单", $"No rule asks for the duty '{duty}' (did you mean '{near}'?), so {units[i].Code} gets no ticket for it");
            }
        }
    }

    private static IEnumerable<string> TextsOf(Value value) => value.AsString() is { } text ? [text] : value.Items.SelectMany(TextsOf).Concat(value.MembersByName.SelectMany(member => TextsOf(member.Value)));
}
