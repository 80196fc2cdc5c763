using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>What the designer offers is explained, and used by a definition of a city pack.</summary>
public sealed class Activities
{
    public static TheoryData<string> All => [.. CaseActivities.All.Select(activity => activity.Descriptor.TypeName)];

    [Theory]
    [MemberData(nameof(All))]
    public void An_activity_of_the_case_domain_explains_itself_and_its_tasks_name_the_duties_they_rest_on(string typeName)
    {
        var descriptor = CaseActivities.All.Single(activity => activity.Descriptor.TypeName == typeName).Descriptor;

        Assert.NotEmpty(descriptor.DisplayName);
        // A sentence that says more than the name does.
        Assert.EndsWith("。", descriptor.Description, StringComparison.Ordinal);
        Assert.True(descriptor.Description.Length >= 10 && descriptor.Description.TrimEnd('。') != descriptor.DisplayName);
        Assert.All(descriptor.Sources, duty => Assert.Contains(LegalDuty.All, known => known.Code == duty));
        Assert.All(descriptor.Inputs, input => Assert.NotEmpty(input.DisplayName));
        Assert.All(descriptor.Ports, port => Assert.NotEmpty(port.DisplayName));
        if (descriptor.Task is { } task)
        {
            Assert.NotEmpty(task.Duty);
            Assert.NotEmpty(descriptor.Sources);
            Assert.NotEmpty(task.Outcomes);
            Assert.All(task.Outcomes, outcome => Assert.True(outcome.DisplayName.Length > 0 && outcome.EnglishName.Length > 0));
            Assert.All(task.Fields, field => Assert.True(field.DisplayName.Length > 0 && field.EnglishName.Length > 0));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_activity_of_the_case_domain_is_used_by_a_definition(string typeName)
    {
        var drawn = Directory.EnumerateFiles(Path.Combine(Repository.Root, "workflow-definitions"), "*.json", SearchOption.AllDirectories)
            .Select(file => WorkflowDefinition.Read(File.ReadAllText(file)).Definition).OfType<WorkflowDefinition>().SelectMany(definition => definition.Nodes);

        Assert.Contains(drawn, node => node.Type == typeName);
    }

    /// <summary>Outcomes that leave by no port of their own: the task stays, or is asked anew, or its activity leaves by another port.</summary>
    private static readonly string[] WithoutPort =
    [
        "CallbackAtLimit: CallbackPetitioner.Reached",
        "CallbackPetitioner: CallbackPetitioner.Reached",
        "CoHandling: CoHandle.StageReport",
        "DirectWhistle: DirectWhistle.Assign",
        "DirectWhistle: DirectWhistle.Conclude",
        "DirectWhistle: DirectWhistle.Note",
        "ExtendDeadline: ReviewExtension.Approve",
        "ExtendDeadline: ReviewExtension.Refuse",
        "HandleTicket: HandleTicket.PauseClock",
        "HandleTicket: HandleTicket.RecordContact",
        "HandleTicket: HandleTicket.ResumeClock",
        "JointHandling: ConfirmPart.SendBack",
        "JointHandling: JointHandling.PartDone",
        "JointHandling: JointHandling.StageReport",
        "OutsideParty: OutsideParty.PushNow",
        "ReviewCarryOver: ReviewCarryOver.StillOpen",
        "ReviewDispute: DisputeResult.Accept",
        "ReviewDispute: DisputeResult.Dispute",
    ];

    [Fact]
    public void Every_outcome_of_a_task_is_a_port_of_its_activity_or_is_listed_as_one_that_is_not()
    {
        var without = CaseActivities.All
            .SelectMany(activity => activity.Descriptor.MoreTasks.Append(activity.Descriptor.Task!).Where(task => task is not null).Select(task => (activity.Descriptor, Task: task)))
            .SelectMany(one => one.Task.Outcomes.Where(outcome => one.Descriptor.Ports.All(port => port.Name != outcome.Name)).Select(outcome => $"{one.Descriptor.TypeName["Jsjb.".Length..]}: {one.Task.Kind}.{outcome.Name}"))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

        Assert.True(WithoutPort.SequenceEqual(without), string.Join("\n", without));
    }
}
