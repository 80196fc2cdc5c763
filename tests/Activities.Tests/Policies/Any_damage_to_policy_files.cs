using FsCheck;
using FsCheck.Xunit;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Tests.Policies;

/// <summary>Whatever is done to a file, loading ends with a policy or with an error, never with an exception.</summary>
public class Any_damage_to_policy_files
{
    private static readonly Value[] Replacements =
        [Value.Null, Value.True, Value.Of(-1), Value.Of(3.5m), Value.Of(""), Value.Of("9999-12-31"), Value.Of("*"), Value.EmptyArray, Value.EmptyObject, Value.Of(["x"])];

    [Property(MaxTest = 2000)]
    public void is_answered_by_a_policy_or_an_error(NonNegativeInt file, NonNegativeInt place, NonNegativeInt replacement)
    {
        var name = CityPolicy.RequiredFiles[file.Get % CityPolicy.RequiredFiles.Length];
        var root = CanonicalJson.Parse(TinyCity.Files[name]);
        var left = place.Get * 31 % CountOf(root);
        var damaged = Replace(root, Replacements[replacement.Get % Replacements.Length], ref left);
        var load = CityPolicies.Load(new Dictionary<string, string>(TinyCity.Files) { [name] = CanonicalJson.Write(damaged) });
        Assert.Equal(load.Policy is null, load.Findings.Any(finding => finding.Severity == FindingSeverity.Error));
    }

    private static int CountOf(Value value) =>
        1 + value.Items.Sum(CountOf) + value.MembersByName.Sum(member => CountOf(member.Value));

    /// <summary>The value with its n-th part, counted depth first, replaced.</summary>
    private static Value Replace(Value value, Value replacement, ref int left)
    {
        if (left-- == 0) return replacement;
        switch (value.Kind)
        {
            case ValueKind.Array:
                var items = new List<Value>();
                foreach (var item in value.Items) items.Add(Replace(item, replacement, ref left));
                return Value.Of(items);
            case ValueKind.Object:
                var members = new List<KeyValuePair<string, Value>>();
                foreach (var (name, member) in value.MembersByName) members.Add(new(name, Replace(member, replacement, ref left)));
                return Value.Object(members);
            default:
                return value;
        }
    }
}
