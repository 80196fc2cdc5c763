using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Engine.Activities;

namespace JieSuJiBan.Activities.Policies;

/// <summary>
/// A policy file of one topic that a city may leave out; then the documented defaults of its record hold. A new topic is
/// one line in <see cref="TopicPolicies.All"/> and a property of <see cref="CityPolicy"/>.
/// </summary>
internal abstract class TopicPolicy(string file, Type type)
{
    /// <summary>File name in the pack.</summary>
    public string File { get; } = file;

    /// <summary>The record that the file is read as.</summary>
    public Type Type { get; } = type;

    /// <summary>Reads the file; an empty object gives the defaults without a finding.</summary>
    /// <param name="root">The file.</param>
    /// <param name="activities">The activity types, whose tasks and ports it may name.</param>
    public abstract object Read(PolicyNode root, IReadOnlyList<Activity> activities);

    /// <summary>Compares the topic with the rest of the city, once all files are sound in themselves.</summary>
    public abstract void Check(object policy, CityPolicy city, PolicyNode root);
}

/// <summary>A topic that is read as a record.</summary>
internal sealed class TopicPolicy<T>(string file, Func<PolicyNode, IReadOnlyList<Activity>, T> read, Action<T, CityPolicy, PolicyNode>? check = null) : TopicPolicy(file, typeof(T))
    where T : class
{
    public TopicPolicy(string file, Func<PolicyNode, T> read, Action<T, CityPolicy, PolicyNode>? check = null)
        : this(file, (root, _) => read(root), check)
    {
    }

    public override object Read(PolicyNode root, IReadOnlyList<Activity> activities) => read(root, activities);

    public override void Check(object policy, CityPolicy city, PolicyNode root) => check?.Invoke((T)policy, city, root);
}
