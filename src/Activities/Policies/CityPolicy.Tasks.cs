using JieSuJiBan.Activities.Tasks;
using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Activities.Policies;

public sealed partial class CityPolicy
{
    /// <summary>The kinds of task and the roles that the city adds.</summary>
    public TaskKinds Tasks => Topic<TaskKinds>();

    /// <summary>Every kind of task as this city asks it: the activities' own with what the policies list and change, and the city's.</summary>
    public IEnumerable<TaskDeclaration> TaskDeclarations => tasks.Value.Values.OrderBy(declaration => declaration.Kind, StringComparer.Ordinal);
}
