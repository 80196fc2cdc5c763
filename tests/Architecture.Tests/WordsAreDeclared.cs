using System.Reflection;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Web.Api;
using Microsoft.AspNetCore.Http.Metadata;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>Each text that can enter a ticket says, where it is declared, whose words it is: what is sealed follows from it and from nothing else.</summary>
public sealed class WordsAreDeclared
{
    /// <summary>What these take is about no ticket: sign-in, drafts of policies and workflows, settings of the system.</summary>
    private static readonly string[] AboutNoTicket = ["/api/auth", "/api/governance", "/api/policies", "/api/workflows", "/api/connections", "/api/deliveries", "/api/attachments", "/api/history", "/api/tickets/search", "/elsa", "/jobs", "/sign", "/policies", "/reference"];

    public static TheoryData<string> Packs => ["beijing", "jinan"];

    [Fact]
    public void Every_text_field_of_a_task_says_whose_words_it_holds() =>
        Assert.Empty(CaseActivities.All.SelectMany(activity => activity.Descriptor.Tasks).SelectMany(task => Undeclared(task)).Distinct());

    [Theory]
    [MemberData(nameof(Packs))]
    public void So_does_every_field_that_a_pack_adds(string pack)
    {
        var directory = Path.Combine(Repository.Root, "workflow-definitions", pack, "policies");
        var policy = CityPolicies.Load(Directory.EnumerateFiles(directory, "*.json").ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal)).Policy!;

        Assert.Empty(policy.TaskDeclarations.SelectMany(Undeclared));
        // A code is what a pack calls one: what it offers must pass where codes are demanded.
        Assert.All(policy.Organisation.Units.Select(unit => unit.Code).Concat(policy.Classes.Leaves.Select(leaf => leaf.Code)).Concat(policy.City.Urgencies.Select(urgency => urgency.Code)), code => Assert.True(CodeText.IsCode(code), code));
    }

    [Fact]
    public void Every_text_field_of_the_intake_says_whose_words_it_holds() =>
        Assert.Empty(IntakeFields.All.Where(field => field.Type is FieldType.Text or FieldType.LongText && field.Text is null).Select(field => field.Name));

    [Fact]
    public async Task Every_text_of_a_command_says_whose_words_it_is()
    {
        await using var app = Endpoints.Build();
        var bodies = Endpoints.Routes(app)
            .Where(route => !AboutNoTicket.Any(prefix => route.RoutePattern.RawText?.StartsWith(prefix, StringComparison.Ordinal) == true))
            .SelectMany(route => route.Metadata.OfType<IAcceptsMetadata>()).Select(accepted => accepted.RequestType).OfType<Type>()
            .Where(type => type.Namespace?.StartsWith("JieSuJiBan", StringComparison.Ordinal) == true).Distinct().ToArray();

        Assert.Contains(typeof(UrgeRequest), bodies);
        Assert.Contains(typeof(NewTicket), bodies);
        Assert.Empty(bodies.SelectMany(body => Silent(body, [])));
    }

    [Fact]
    public void The_intake_command_has_the_members_that_the_intake_declares() =>
        Assert.Equal(IntakeFields.All.Select(field => field.Name).Order(StringComparer.Ordinal), typeof(NewTicket).GetProperties().Where(member => member.Name != nameof(NewTicket.IdentityCheck)).Select(member => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(member.Name)).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Undeclared(TaskDeclaration task) =>
        task.Fields.Where(field => field.Type is FieldType.Text or FieldType.LongText && field.Text is null).Select(field => $"{task.Kind}.{field.Name}");

    /// <summary>Members that hold text and do not say whose.</summary>
    private static IEnumerable<string> Silent(Type body, HashSet<Type> seen)
    {
        // The intake's members are declared by its fields, and what a task takes by the declaration of its kind.
        if (body == typeof(NewTicket) || !seen.Add(body)) yield break;
        foreach (var member in body.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (member.GetCustomAttribute<TextAttribute>() is not null || member.GetCustomAttribute<NotOfTicketAttribute>() is not null || (body == typeof(TaskCompletion) && member.Name == nameof(TaskCompletion.Result))) continue;
            if (HoldsText(member.PropertyType)) yield return $"{body.Name}.{member.Name}";
            foreach (var part in PartsOf(member.PropertyType))
            {
                foreach (var silent in Silent(part, seen)) yield return silent;
            }
        }
    }

    private static bool HoldsText(Type type) => type == typeof(string) || type == typeof(Value) || (type.IsGenericType && type.GetGenericArguments().Any(HoldsText));

    private static IEnumerable<Type> PartsOf(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(PartsOf) : type is { IsClass: true } && (type.Assembly == typeof(TextAttribute).Assembly || type.Assembly == typeof(CommandAccepted).Assembly) ? [type] : [];
}
