using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace JieSuJiBan.Activities.Reading;

/// <summary>What in a text looks like something that names or reaches a person, whoever that is.</summary>
internal static partial class TextShapes
{
    /// <summary>What may stand between the digits of one number.</summary>
    public const string Gap = @"[ \-.·_()\u200B]";

    /// <summary>
    /// The text with every digit, sign and Chinese numeral in one form. Each character stands where it stood, so that a place found in the one is
    /// the same place in the other.
    /// </summary>
    /// <param name="text">The text.</param>
    public static string Aligned(string text)
    {
        var aligned = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            var kind = char.GetUnicodeCategory(letter);
            aligned.Append(letter switch
            {
                _ when kind == UnicodeCategory.DecimalDigitNumber => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(letter)),
                _ when Numerals.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var place => (char)('0' + (place % 10)),
                '幺' => '1',
                '两' => '2',
                _ when kind == UnicodeCategory.DashPunctuation => '-',
                '\u2212' or '\u30FC' => '-',
                _ when kind == UnicodeCategory.SpaceSeparator || letter is '\t' => ' ',
                _ when kind == UnicodeCategory.Format => '\u200B',
                >= '\uFF01' and <= '\uFF5E' => (char)(letter - 0xFEE0),
                '•' or '・' or '．' => '·',
                _ => letter,
            });
        }

        return aligned.ToString();
    }

    /// <summary>Numbers of identity cards, in an aligned text.</summary>
    public static Regex Identities => Identity();

    /// <summary>Numbers of mobile lines, in an aligned text.</summary>
    public static Regex Mobiles => Mobile();

    /// <summary>Mail addresses, in an aligned text.</summary>
    public static Regex Mails => Mail();

    /// <summary>Where in an aligned text a number, an identity, an address of the net or somebody's own name stands.</summary>
    /// <param name="text">The text itself.</param>
    /// <param name="aligned">What <see cref="Aligned"/> gave of it.</param>
    public static IEnumerable<(int Start, int Length)> In(string text, string aligned)
    {
        foreach (var shape in (Regex[])[Identity(), OldIdentity(), Mobile(), Landline(), Announced(), Mail(), Account(), OwnName()])
        {
            // A name may be written with a numeral.
            foreach (Match match in shape.Matches(ReferenceEquals(shape, OwnName()) ? text : aligned))
            {
                var found = match.Groups["what"] is { Success: true } part ? part : match;
                yield return (found.Index, found.Length);
            }
        }

        foreach (Match match in Card().Matches(aligned))
        {
            if (IsCard(match.ValueSpan)) yield return (match.Index, match.Length);
        }
    }

    /// <summary>True for the two characters of a compound family name.</summary>
    /// <param name="two">Two characters.</param>
    public static bool IsCompound(string two) => Compounds.Split('|').Contains(two);

    /// <summary>Where in a text somebody says where the own home is.</summary>
    /// <param name="text">The text itself.</param>
    public static IEnumerable<(int Start, int Length)> HomesIn(string text) => Home().Matches(text).Select(match => (match.Groups["what"].Index, match.Groups["what"].Length));

    private const string Numerals = "零一二三四五六七八九〇";

    /// <summary>The check digit of a payment card.</summary>
    private static bool IsCard(ReadOnlySpan<char> typed)
    {
        var (sum, place) = (0, 0);
        for (var i = typed.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(typed[i])) continue;
            var digit = (typed[i] - '0') * (place++ % 2 == 0 ? 1 : 2);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return place is >= 16 and <= 19 && sum % 10 == 0;
    }

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex($@"(?<![0-9])[1-9](?:{Gap}?[0-9]){{5}}{Gap}?(?:1{Gap}?[89]|2{Gap}?0)(?:{Gap}?[0-9]){{2}}{Gap}?[01](?:{Gap}?[0-9]){{6}}{Gap}?[0-9X](?![0-9])", Options, 500)]
    private static partial Regex Identity();

    [GeneratedRegex("(?<![0-9])[1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}(?![0-9])", Options, 500)]
    private static partial Regex OldIdentity();

    [GeneratedRegex($@"(?<![0-9])(?:(?:\+|0{Gap}?0)?{Gap}?8{Gap}?6{Gap}{{0,2}}|0)?1(?:{Gap}{{0,2}}[0-9]){{10}}(?![0-9])", Options, 500)]
    private static partial Regex Mobile();

    [GeneratedRegex($@"(?<![0-9])(?:\+?86{Gap}?)?\(?0(?:10|2[0-9]|[3-9][0-9]{{2}})\)?{Gap}{{0,2}}[2-9](?:{Gap}?[0-9]){{6,7}}(?![0-9])", Options, 500)]
    private static partial Regex Landline();

    /// <summary>A shorter number that is said to be one: 电话 87654321.</summary>
    [GeneratedRegex($@"(?:电话|手机|座机|号码|联系方式|致电|拨打|来电|身份证|证件|tel|phone|mobile)[^0-9\n]{{0,8}}(?<what>[0-9](?:{Gap}?[0-9X]){{5,17}})", Options, 500)]
    private static partial Regex Announced();

    [GeneratedRegex(@"[A-Z0-9._%+\-]{1,64}@[A-Z0-9\-]{1,63}(?:\.[A-Z0-9\-]{1,63})+", Options, 500)]
    private static partial Regex Mail();

    /// <summary>An account of a chat network.</summary>
    [GeneratedRegex(@"(?:微信|企鹅|扣扣|支付宝|抖音|wechat|weixin|(?<![A-Z])(?:vx|wx|qq))(?:号码|号|账号|帐号|ID)?[ 是为:：]{0,4}(?<what>[A-Z0-9_\-.]{5,40})", Options, 500)]
    private static partial Regex Account();

    /// <summary>我叫王小明，本人姓名：欧阳娜娜: what follows the words is a family name, and a boundary follows it.</summary>
    [GeneratedRegex(@"(?:我是|我叫|我的名字是|我的名字叫|本人叫|本人是|本人姓名|姓名|本人|举报人姓名|举报人是|联系人|联系人是|我姓)[ :：是叫]{0,3}(?<what>(?:" + Families + @")[\u4e00-\u9fff·]{0,2}?(?:先生|女士|小姐|老师|同志)?)(?=$|[\s，,。.；;、:：（(）)！!\-]|电话|手机|身份证|住|联系|微信|家住|[0-9])", Options, 500)]
    private static partial Regex OwnName();

    [GeneratedRegex(@"(?:我家住|我家在|我住在|我住|家住|本人住在|本人住|现住|住址|家庭住址|户籍地|我家)(?<what>[^，,。；;！!\n]{0,60})", Options, 500)]
    private static partial Regex Home();

    [GeneratedRegex($@"(?<![0-9])[1-9](?:{Gap}?[0-9]){{15,18}}(?![0-9])", Options, 500)]
    private static partial Regex Card();

    private const string Compounds =
        "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|端木|长孙|宇文|轩辕|淳于|单于|太叔|申屠|澹台|公冶|宗政|濮阳|钟离|闾丘|鲜于|呼延|南宫|百里|东郭|西门|独孤|拓跋";

    private const string Families =
        Compounds + "|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖闫付代涂帅仝覃岳隋]";
}
