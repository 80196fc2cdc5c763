using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>The unit records that it contacted the petitioner, or tried to (Art. 15).</summary>
internal sealed class RecordContact : HandlingAct
{
    public override TaskOutcome Outcome { get; } = new(nameof(RecordContact), "登记联系情况", "Record a contact");

    public override bool NeedsPort => false;

    // The fields are those of a reply's contact; they are declared once, for both.
    public override IReadOnlyList<TaskField> Fields(CityPolicy? city) => [];

    public override Rejection? Take(ActivityContext context, Value result)
    {
        if (Contacts.Check(context, result, isRequired: true) is { } wrong) return wrong;
        Contacts.Record(context, result);
        return null;
    }
}
