using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>The form of every kind of task: what somebody types into a field is refused or sealed, whichever field it is.</summary>
public sealed class When_a_form_is_sealed
{
    private const string Secret = "阎狻猊13987654321";

    public static TheoryData<string, string> Kinds()
    {
        var data = new TheoryData<string, string>();
        foreach (var pack in new[] { "beijing", "jinan" })
        {
            foreach (var declaration in DemoPeople.Of(pack).Policy.TaskDeclarations) data.Add(pack, declaration.Kind);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_field_of_any_kind_of_task_lets_words_pass_in_clear(string pack, string kind)
    {
        var declaration = DemoPeople.Of(pack).Policy.FindTask(kind)!;
        foreach (var outcome in declaration.Outcomes)
        {
            foreach (var field in declaration.Fields.Where(field => field.OnlyFor?.Contains(outcome.Name) != false))
            {
                var typed = field.Type is FieldType.Units ? Value.Of([Value.Of(Secret)]) : Value.Of(Secret);
                var result = Value.Object((field.Name, typed));
                if (TaskForm.Check(declaration, outcome.Name, result).Any(wrong => wrong.Field == "result." + field.Name)) continue;
                foreach (var words in TaskForm.SealedTexts(declaration, result)) result = result.With(words.Purpose, new Sealed("id", "c", words.Text!.Length, words.Kind).ToValue());

                Assert.DoesNotContain("狻", result.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain("13987654321", result.ToString(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void What_nobody_declared_is_sealed_unless_it_is_a_code()
    {
        var result = Value.Object(
            ("approved", Value.True), ("code", Value.Of("A-1")), ("note", Value.Of(Secret)), ("phone", Value.Of("13987654321")), ("at", Value.Of("2026-03-02T09:30:00+08:00")),
            ("list", Value.Of([Value.Of("同意"), Value.Of(7)])), ("more", Value.Object(("remark", Value.Of("拟同意")))));

        Assert.Null(OpenResult.Check("Done", result));
        Assert.Equal(["list.1", "more.remark", "note", "phone"], OpenResult.Words(result).Select(words => words.Purpose).Order(StringComparer.Ordinal));
        var kept = OpenResult.With(result, OpenResult.Words(result).ToDictionary(words => words.Purpose, words => new Sealed(words.Purpose, "c", words.Text!.Length, words.Kind)));
        Assert.Equal(("A-1", true, "more.remark"), (kept["code"].AsString(), kept["approved"].AsBoolean(), Sealed.From(kept["more"]["remark"])?.Id));
        Assert.DoesNotContain("同意", kept.ToString(), StringComparison.Ordinal);
        Assert.NotNull(OpenResult.Check(null, Value.Object((Secret, Value.True))));
        Assert.NotNull(OpenResult.Check(Secret, Value.EmptyObject));
    }

    [Theory]
    [InlineData("请联系阎狻猊", "请联系阎**")]
    [InlineData("阎女士来电", "*女士来电")]
    [InlineData("电话 100-2222-3333", "电话 100****3333")]
    [InlineData("拨 1 3 9 8 7 6 5 4 3 2 1", "拨 139****4321")]
    [InlineData("邮箱 a.b@example.cn", "邮箱 a***@example.cn")]
    public void The_petitioner_is_taken_out_of_what_an_official_writes(string typed, string kept) => Assert.Equal(kept, Traces.MaskWritten(typed, isForPetitioner: false));

    [Fact]
    public void A_text_for_the_petitioner_may_say_whom_to_call_and_whoever_works_on_it_may_pass_on_the_number_of_the_accused()
    {
        Assert.Equal("请致电13911112222，您的电话是100****3333。", Traces.MaskWritten("请致电13911112222，您的电话是10022223333。", isForPetitioner: true));
        Assert.Equal("被反映人 13700001111", Traces.MaskWritten("被反映人 13700001111", isForPetitioner: false));
        Assert.Equal("工单 11000020261119000090", Traces.MaskWritten("工单 11000020261119000090", isForPetitioner: false));
    }

    private static PersonTraces Traces { get; } = PersonTraces.OfFacts([("petitioner", "阎狻猊"), ("phone", "10022223333"), ("accusedPhone", "13700001111")]);
}
