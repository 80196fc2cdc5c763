using JieSuJiBan.Activities.Reading;

namespace JieSuJiBan.Activities.Tests.Reading;

/// <summary>What somebody wrote is read without the petitioner; of a confidential report without anything that could tell who reported.</summary>
public sealed class When_a_text_names_somebody
{
    private static PersonTraces Reporter { get; } = new(
        [("petitioner", "阎狻猊"), ("phone", "13987654321"), ("secondPhone", "010-87654321"), ("mail", "yan@example.cn"), ("account", "suanni_88"), ("company", "狮吼商贸有限公司"), ("address", "朝阳区望京街道花家地北里3号楼2单元401室")],
        [("accused", "李四海鲜大排档"), ("accusedPhone", "13611112222")]);

    [Theory]
    [InlineData("我是阎狻猊，电话13987654321")]
    [InlineData("联系139 8765 4321")]
    [InlineData("联系１３９８７６５４３２１")]
    [InlineData("联系139-8765-4321谢谢")]
    [InlineData("联系+86 139 8765 4321")]
    [InlineData("联系一三九八七六五四三二一")]
    [InlineData("联系幺三九八七六五四三二一")]
    [InlineData("阎 狻 猊反映")]
    [InlineData("阎女士反映")]
    [InlineData("狻猊说的")]
    [InlineData("座机87654321")]
    [InlineData("座机(010)87654321")]
    [InlineData("邮箱YAN@example.cn")]
    [InlineData("账号suanni_88")]
    [InlineData("我们狮吼商贸有限公司反映")]
    public void The_petitioner_is_covered_however_it_is_written(string text)
    {
        foreach (var isStrict in (bool[])[true, false])
        {
            var masked = Reporter.Mask(text, isStrict)!;

            Assert.True(Reporter.IsIn(text, isStrict));
            Assert.NotEqual(text, masked);
            Assert.All((string[])["狻猊", "87654321", "8765 4321", "8765-4321", "８７６５４３２１", "八七六五四三二一", "阎女士", "example", "suanni", "狮吼"], trace => Assert.DoesNotContain(trace, masked, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("我叫王小明，住3号楼", "王小明")]
    [InlineData("本人欧阳娜娜，举报", "欧阳娜娜")]
    [InlineData("姓名：赵一曼 电话另告", "赵一曼")]
    [InlineData("可打13700001111找我爱人", "13700001111")]
    [InlineData("身份证110101199003071234", "110101199003071234")]
    [InlineData("身份证11010119900307123X", "11010119900307123X")]
    [InlineData("微信号wxid_abc123", "wxid_abc123")]
    [InlineData("加QQ 123456789", "123456789")]
    [InlineData("发到someone@mail.example.com", "someone")]
    [InlineData("电话：66778899", "66778899")]
    [InlineData("固话0531-88991234", "88991234")]
    [InlineData("卡号6222 0212 3456 7890 128", "7890")]
    [InlineData("我住在幸福里5号楼3单元602室，夜里很吵", "602")]
    [InlineData("事情发生在3号楼2单元401室门口", "401")]
    public void Of_a_confidential_report_whatever_could_tell_who_reported_is_covered(string text, string trace) =>
        Assert.DoesNotContain(trace, Reporter.Mask(text, isStrict: true)!, StringComparison.Ordinal);

    [Theory]
    [InlineData("李四海鲜大排档夜里油烟大，老板电话13611112222")]
    [InlineData("渣土车京A12345夜间遗撒")]
    [InlineData("工单11000020261130000203的答复不实")]
    [InlineData("2026年11月30日14点20分，3号楼东侧工地浇筑混凝土")]
    [InlineData("我是附近居民，三盏路灯已经一周不亮")]
    [InlineData("罚款20000元，拖欠工资38000元")]
    [InlineData("幸福里5号楼102室违建，请查处")]
    public void The_accused_and_the_matter_stay_readable(string text)
    {
        Assert.Equal(text, Reporter.Mask(text, isStrict: true));
        Assert.False(Reporter.IsIn(text, isStrict: true));
    }

    [Fact]
    public void To_whoever_may_open_the_petitioner_a_trace_remains() =>
        Assert.Equal("我是阎**，电话139****4321", Reporter.Mask("我是阎狻猊，电话13987654321", isStrict: false));

    [Fact]
    public void Where_the_petitioner_lives_is_covered_and_where_it_happens_stays() =>
        Assert.Equal("我家住阳光苑*号楼*单元*，3号楼东侧工地夜里施工", Reporter.Mask("我家住阳光苑6号楼3单元502，3号楼东侧工地夜里施工", isStrict: false));

    [Fact]
    public void Of_a_confidential_report_no_trace_remains() =>
        Assert.Equal("我是***，电话***", Reporter.Mask("我是阎狻猊，电话13987654321", isStrict: true));

    [Fact]
    public void Where_nobody_is_known_nothing_is_covered_but_what_looks_like_a_person() =>
        Assert.Equal("路灯不亮，电话***", PersonTraces.None.Mask("路灯不亮，电话13987654321", isStrict: true));

    [Theory]
    [InlineData("朝阳区望京街道花家地北里3号楼2单元401室", "朝阳区望京街道花家地北里*号楼*单元*室")]
    [InlineData("历下区解放路16号", "历下区解放路*号")]
    [InlineData("南三环西路16号院甲5号楼1203", "南三环西路*号院*号楼*")]
    [InlineData("幸福里5-2-301", "幸福里*")]
    [InlineData("地铁10号线三元桥站东侧", "地铁10号线三元桥站东侧")]
    [InlineData("望京SOHO A座3层", "望京SOHO *座*层")]
    [InlineData("朝阳区望京街道测试楼", "朝阳区望京街道测试楼")]
    public void Of_an_address_the_door_is_covered_and_the_place_stays(string address, string masked) => Assert.Equal(masked, DoorNumbers.Mask(address));
}
