using JieSuJiBan.Activities.Formats;

namespace JieSuJiBan.Activities.Tests.Intake;

/// <summary>However a number is written, it names one line.</summary>
public sealed class When_a_phone_number_is_written
{
    [Theory]
    [InlineData("13800001234")]
    [InlineData("+8613800001234")]
    [InlineData("+86 138-0000-1234")]
    [InlineData("8613800001234")]
    [InlineData("008613800001234")]
    [InlineData("0086 138 0000 1234")]
    [InlineData("(+86)13800001234")]
    [InlineData("（＋８６）１３８００００１２３４")]
    [InlineData("１３８　００００　１２３４")]
    [InlineData("138–0000—1234")]
    [InlineData("\u200B13800001234\u202C")]
    [InlineData("013800001234")]
    public void a_mobile_is_its_eleven_digits(string typed) => Assert.Equal("13800001234", PhoneNumber.Canonical(typed));

    [Theory]
    [InlineData("01012345678")]
    [InlineData("010-12345678")]
    [InlineData("(010) 1234 5678")]
    [InlineData("（010）12345678")]
    [InlineData("+86 10 12345678")]
    [InlineData("+86 (0)10-12345678")]
    [InlineData("0086-10-12345678")]
    [InlineData("86-010-12345678")]
    [InlineData("861012345678")]
    public void a_landline_is_its_area_and_line(string typed) => Assert.Equal("01012345678", PhoneNumber.Canonical(typed));

    [Theory]
    [InlineData("0531-8765432", "05318765432")]
    [InlineData("+86 531 87654321", "053187654321")]
    [InlineData("86123456", "86123456")]
    [InlineData("400-123-4567", "4001234567")]
    [InlineData("+86 400 123 4567", "4001234567")]
    [InlineData("12345", "12345")]
    [InlineData("+852 6123 4567", "+85261234567")]
    [InlineData("0085261234567", "+85261234567")]
    [InlineData("+1 380 000 1234", "+13800001234")]
    [InlineData("call me", "")]
    public void other_numbers_keep_what_tells_them_apart(string typed, string form) => Assert.Equal(form, PhoneNumber.Canonical(typed));

    [Theory]
    [InlineData("13800001234", "8613800001234")]
    [InlineData("13800001234", "008613800001234")]
    [InlineData("13800001234", "86013800001234")]
    [InlineData("010-12345678", "861012345678")]
    [InlineData("+85261234567", "85261234567")]
    public void the_digits_under_which_it_was_kept_before_are_known(string typed, string digits) => Assert.Contains(digits, PhoneNumber.FormerDigits(typed));

    [Fact]
    public void a_foreign_number_never_answers_for_a_line_here() => Assert.DoesNotContain("13800001234", PhoneNumber.FormerDigits("+1 380 000 1234"));

    [Fact]
    public void two_forms_are_the_same_and_nothing_is_the_same_as_nothing()
    {
        Assert.True(PhoneNumber.AreSame("+86 138 0000 1234", "13800001234"));
        Assert.False(PhoneNumber.AreSame("13800001234", "13800001235"));
        Assert.False(PhoneNumber.AreSame("", "-"));
    }
}
