using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Migration;

/// <summary>
/// Takes the values of variables over, scope by scope. A variable keeps the value it had, even where that was the default and
/// the target's default is another; one that the target adds begins with its default; one that it lacks is forgotten.
/// </summary>
internal sealed class VariableMigration(MigrationMap map, ValueReading reading)
{
    private readonly List<VariableMove> moves = [];
    private readonly List<Event> events = [];
    private readonly List<MigrationBlock> blocks = [];

    public IReadOnlyList<VariableMove> Moves => moves;

    public IReadOnlyList<Event> Events => events;

    public IReadOnlyList<MigrationBlock> Blocks => blocks;

    /// <summary>Whether every variable is kept under its own id, and none comes or goes.</summary>
    public bool IsUnchanged { get; private set; } = true;

    /// <param name="scopeId">The workflow instance, or the container's activity instance.</param>
    /// <param name="containerId">Id of the container in the definition, or null for the workflow.</param>
    /// <param name="values">What is set.</param>
    /// <param name="declared">What the scope declares now.</param>
    /// <param name="target">What it declares in the target.</param>
    public void Take(string scopeId, string? containerId, Value values, IReadOnlyList<VariableDefinition> declared, IReadOnlyList<VariableDefinition> target)
    {
        if (declared.Count == 0 && target.Count == 0) return;
        var taken = new Dictionary<string, Value>(StringComparer.Ordinal);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        // What loops give their bodies, and what a script sets undeclared, stays; where the target declares it, it is of that type.
        var undeclared = values.MembersByName.Where(one => !declared.Any(variable => variable.Id == one.Key)).ToArray();
        foreach (var (id, value) in undeclared)
        {
            if (!target.Any(variable => variable.Id == id)) taken[id] = value;
        }

        foreach (var variable in declared.Concat(undeclared.Where(one => !taken.ContainsKey(one.Key)).Select(one => new VariableDefinition(one.Key, one.Key, "Object", false, Value.Null))))
        {
            if (map.Variable(variable.Id, target) is not { } known)
            {
                Note(new(containerId, variable.Id, null, variable.Name, "forgotten"));
                continue;
            }

            reached.Add(known.Id);
            var isSet = values.Has(variable.Id);
            var value = isSet ? values[variable.Id] : variable.Default;
            var isSameType = known.TypeName == variable.TypeName && known.IsArray == variable.IsArray;
            if (!isSameType)
            {
                var converted = ValueConverter.ConvertDeclared(value, known.IsArray ? known.TypeName + "[]" : known.TypeName, reading);
                if (converted.Error is { } error)
                {
                    blocks.Add(MigrationRefusals.VariableType(variable, known, error));
                    continue;
                }

                value = converted.Value;
            }

            if (isSet || !value.Equals(known.Default)) taken[known.Id] = value;
            Note(new(containerId, variable.Id, known.Id, known.Name, isSameType ? "kept" : "converted"));
        }

        foreach (var added in target)
        {
            if (!reached.Contains(added.Id)) Note(new(containerId, null, added.Id, added.Name, "added"));
        }

        var migrated = taken.Count == 0 ? Value.EmptyObject : Value.Object(taken);
        if (!migrated.Equals(values)) events.Add(new VariablesMigrated(scopeId, migrated));
    }

    private void Note(VariableMove move)
    {
        moves.Add(move);
        IsUnchanged &= move.Change == "kept" && move.From == move.To;
    }
}
