using System.Globalization;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Tasks;

/// <summary>A fact that an open task is about, as the ticket has it.</summary>
/// <param name="Fact">The declaration.</param>
/// <param name="Path">Where it stands among the facts of this ticket.</param>
/// <param name="Value">What stands there; words as a sealed reference.</param>
/// <param name="Text">The same in words, zh-CN, where it is a code of the city.</param>
/// <param name="English">The same in English, where the city names it so.</param>
/// <param name="Whose">The unit or level that it is of, where there is one for each.</param>
public sealed record TaskSubjectFact(SubjectFact Fact, string Path, Value Value, string? Text, string? English, string? Whose);

/// <summary>Finds what a task is about among the facts of its ticket.</summary>
public static class TaskSubject
{
    /// <summary>The facts that are there, in the order of the declaration.</summary>
    /// <param name="declaration">What the kind declares.</param>
    /// <param name="facts">The ticket's facts, as the reader is given them.</param>
    /// <param name="payload">The task's content.</param>
    /// <param name="unit">The unit that the task is for, or null.</param>
    /// <param name="city">The policy that names codes.</param>
    public static IReadOnlyList<TaskSubjectFact> Of(TaskDeclaration declaration, Value facts, Value payload, string? unit, CityPolicy city)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        ArgumentNullException.ThrowIfNull(city);
        var found = new List<TaskSubjectFact>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fact in declaration.Subject)
        {
            foreach (var (path, value) in Find(facts, facts, fact.Path.Split('.'), 0, "", new(payload, unit, city)))
            {
                if (seen.Add(path)) found.Add(Worded(fact, path, value, city));
            }
        }

        return found;
    }

    private sealed record Task(Value Payload, string? Unit, CityPolicy City);

    private static IEnumerable<(string Path, Value Value)> Find(Value facts, Value at, string[] steps, int next, string path, Task task)
    {
        if (at.IsNull) return [];
        if (next == steps.Length) return IsSomething(at) ? [(path, at)] : [];
        var names = steps[next] switch
        {
            "*" => at.MembersByName.Select(member => member.Key).OrderBy(Ordinal),
            "#" => at.MembersByName.Select(member => member.Key).OrderBy(Ordinal).TakeLast(1),
            ['{', .. var what, '}'] => Named(what, facts, at, task),
            var name => [name],
        };
        return names.SelectMany(name => Find(facts, at[name], steps, next + 1, path.Length == 0 ? name : $"{path}.{name}", task));
    }

    private static bool IsSomething(Value value) => value.Kind switch
    {
        ValueKind.Null => false,
        ValueKind.String => value.AsString() is { Length: > 0 },
        ValueKind.Array => value.Count > 0,
        ValueKind.Object => Sealed.From(value) is not null,
        _ => true,
    };

    private static int Ordinal(string name) => int.TryParse(name, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : int.MaxValue;

    private static IEnumerable<string> Named(string what, Value facts, Value at, Task task) => what switch
    {
        "unit" => task.Unit is { } unit ? [unit] : [],
        "whistle" => task.Payload["whistle"].AsInt64() is { } number ? [number.ToString(CultureInfo.InvariantCulture)] : [],
        // A task about a department names it; a department's own task is for it.
        "department" => task.Payload["department"].AsString() is { } name
            ? at.MembersByName.Select(member => member.Key).Where(code => (task.City.Organisation.Find(code)?.Name ?? code) == name)
            : task.Unit is { } own ? [own] : [],
        "request" => Requests(facts, at, task).TakeLast(1),
        _ => [],
    };

    /// <summary>The requests for coordination that a task may be about: the level it names has not decided, or the outside party it names has not answered.</summary>
    private static IEnumerable<string> Requests(Value facts, Value at, Task task)
    {
        var ordered = new CoordinationFacts(at).All.OrderBy(request => Ordinal(request.Ordinal)).ToArray();
        if (task.Payload["party"].AsString() is { } party)
        {
            var ticket = new TicketFacts(facts);
            return ordered.Where(request => task.City.Coordination.FindParty(request.Party)?.Name == party).OrderBy(request => ticket.Outside(request.Ordinal).AnsweredAt is null).Select(request => request.Ordinal);
        }

        return task.Payload["level"].AsString() is { } level
            ? ordered.Where(request => !request.Level(level).Facts.IsNull).OrderBy(request => request.Level(level).DecidedAt is null).Select(request => request.Ordinal)
            : ordered.Select(request => request.Ordinal);
    }

    private static TaskSubjectFact Worded(SubjectFact fact, string path, Value value, CityPolicy city)
    {
        var codes = value.Kind == ValueKind.Array ? [.. value.Items.Select(item => item.AsString())] : new[] { value.AsString() };
        (string?, string?)[] names = fact.Type switch
        {
            FieldType.Unit or FieldType.Units => [.. codes.Select(code => ((string?)(code is null ? null : city.Organisation.Find(code)?.Name ?? code), (string?)null))],
            FieldType.Class => [.. codes.Select(code => ((string?)(code is null ? null : city.Classes.FullName(code)), (string?)null))],
            FieldType.Area => [.. codes.Select(code => ((string?)(code is null ? null : city.Organisation.Find(code)?.PlaceName ?? code), (string?)null))],
            FieldType.Choice => [.. codes.Select(code => Name(fact, code, city))],
            _ => [],
        };
        var (texts, english) = (names.Select(name => name.Item1).OfType<string>().ToArray(), names.Select(name => name.Item2).OfType<string>().ToArray());
        return new(fact, path, value, texts.Length == 0 ? null : string.Join('、', texts), english.Length == texts.Length && english.Length > 0 ? string.Join(", ", english) : null, Whose(path, city));
    }

    private static string? Whose(string path, CityPolicy city)
    {
        var names = path.Split('.').Select(step => city.Organisation.Find(step)?.Name ?? city.Coordination.Levels.FirstOrDefault(level => level.Code == step)?.Name).OfType<string>().ToArray();
        return names.Length == 0 ? null : string.Join('、', names);
    }

    private static (string?, string?) Name(SubjectFact fact, string? code, CityPolicy city)
    {
        var list = fact.Codes switch
        {
            "results" => city.Handling.Results.Select(result => (result.Code, result.Name, result.English)),
            "unreasonable" => city.Triage.Unreasonable.Grounds.Select(ground => (ground.Code, ground.Name, ground.English)),
            "objection" => city.Objections.Grounds.Select(ground => (ground.Code, ground.Name, ground.English)),
            "extension" => city.Topic<Policies.ExtensionPolicy>().Grounds.Select(ground => (ground.Code, ground.Name, ground.English)),
            "dispute" => city.Callback.Disputes.Grounds.Select(ground => (ground.Code, ground.Name, ground.English)),
            "escalations" => [("Refused", "拒绝报到", "Refused to report in"), ("Late", "逾期未报到", "Did not report in on time")],
            "acts" => city.Supervision.Acts.Select(act => (act.Code, act.Name, act.English)),
            ['a', 'n', 's', 'w', 'e', 'r', 's', ':', .. var question] => city.Callback.Questions.Where(asked => asked.Code == question).SelectMany(asked => asked.Answers).Select(answer => (answer.Code, answer.Name, answer.English)),
            _ => [],
        };
        foreach (var (known, name, english) in list)
        {
            if (known == code) return (name, english);
        }

        return (code, null);
    }
}
