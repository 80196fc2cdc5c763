using FsCheck.Xunit;
using JieSuJiBan.Activities.Intake;

namespace JieSuJiBan.Activities.Tests.Intake;

/// <summary>Likeness of texts: what people call the same matter scores high, other matters score low.</summary>
public sealed class When_texts_are_compared
{
    [Theory]
    [InlineData("三号楼电梯坏了没人修", "三号楼电梯坏了，没有人修！", 70, 100)]
    [InlineData("ABC小区停水", "ａｂｃ小区停水", 100, 100)]
    [InlineData("夜间施工噪声扰民", "咨询医保异地报销", 0, 0)]
    [InlineData("好", "好", 100, 100)]
    [InlineData("", "任何内容", 0, 0)]
    public void the_likeness_is_what_a_reader_expects(string one, string other, int least, int most) => Assert.InRange(TextSimilarity.Percent(one, other), least, most);

    [Property(MaxTest = 300)]
    public bool it_lies_between_0_and_100_and_does_not_depend_on_the_order(string? one, string? other)
    {
        var percent = TextSimilarity.Percent(one ?? "", other ?? "");
        return percent is >= 0 and <= 100 && percent == TextSimilarity.Percent(other ?? "", one ?? "");
    }
}
