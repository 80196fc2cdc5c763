using System.Text.RegularExpressions;
using JieSuJiBan.Activities;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>What the designer offers is explained, and used by a definition of a city pack.</summary>
public sealed partial class Activities
{
    public static TheoryData<string> All => [.. CaseActivities.All.Select(activity => activity.Descriptor.TypeName)];

    [Theory]
    [MemberData(nameof(All))]
    public void An_activity_of_the_case_domain_explains_itself_and_its_tasks_name_the_duties_they_rest_on(string typeName)
    {
        var descriptor = CaseActivities.All.Single(activity => activity.Descriptor.TypeName == typeName).Descriptor;

        Assert.NotEmpty(descriptor.DisplayName);
        Assert.True(descriptor.Description.Length >= 10);
        Assert.All(descriptor.Sources, duty => Assert.Contains(LegalDuty.All, known => known.Code == duty));
        Assert.All(descriptor.Inputs, input => Assert.NotEmpty(input.DisplayName));
        Assert.All(descriptor.Ports, port => Assert.NotEmpty(port.DisplayName));
        if (descriptor.Task is { } task)
        {
            Assert.NotEmpty(task.Duty);
            Assert.NotEmpty(descriptor.Sources);
            Assert.NotEmpty(task.Outcomes);
            Assert.All(task.Fields, field => Assert.True(field.DisplayName.Length > 0 && field.EnglishName.Length > 0));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_activity_of_the_case_domain_is_used_by_a_definition(string typeName)
    {
        var definitions = Directory.EnumerateFiles(Path.Combine(House.Root, "workflow-definitions"), "*.json", SearchOption.AllDirectories).Select(File.ReadAllText);

        Assert.Contains(definitions, text => text.Contains($"\"{typeName}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_outcome_of_a_task_leads_out_of_its_activity_or_back_to_it()
    {
        var unknown = CaseActivities.All
            .Where(activity => activity.Descriptor.Task is { Outcomes.Count: > 1 } && activity.Descriptor.Ports.Count > 0)
            .SelectMany(activity => activity.Descriptor.Task!.Outcomes.Select(outcome => outcome.Name))
            .Where(name => !Word().IsMatch(name));

        Assert.Empty(unknown);
    }

    [GeneratedRegex("^[A-Z][A-Za-z]+$")]
    private static partial Regex Word();
}
