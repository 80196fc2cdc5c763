using JieSuJiBan.Application.Commands;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Identity;
using Microsoft.AspNetCore.Identity;

namespace JieSuJiBan.Application.Accounts;

/// <summary>
/// What a password has to be (NIST SP 800-63B): long, and not one that is tried first. No rule asks for kinds of characters. What is tried first is
/// estimated by zxcvbn, which knows the 30,000 commonest passwords, English words, names, walks on the keyboard, dates and repeats, and by the
/// habits below, the account's own name and the city's.
/// </summary>
public sealed class CommonPasswords(PublishedStore catalog) : IPasswordValidator<Account>
{
    /// <summary>Fewest characters.</summary>
    public const int Shortest = 12;

    /// <summary>Most characters: bounds the work of checking one.</summary>
    public const int Longest = 128;

    /// <summary>Of 0 to 4; 3 is out of reach of guessing by asking the service.</summary>
    private const int Enough = 3;

    /// <summary>So much of a password is looked at; the rest makes it no easier.</summary>
    private const int LookedAt = 64;

    // Words in pinyin, numbers that are read as words, brands: what Chinese passwords are made of and English lists lack.
    private static readonly string[] Habits =
    [
        "woaini", "woaiwojia", "woaizhongguo", "woaibeijing", "woshinibaba", "woshishui", "woshini", "nishishui", "nihao", "nihaoma", "aini", "ainiyiwannian", "wobuzhidao", "buzhidao", "meiyoumima", "mima", "mimashi", "wodemima",
        "zhongguo", "zhonghua", "zhonghuarenmin", "renmin", "gongan", "zhengfu", "xianzhengfu", "shizhengfu", "jiedao", "jiedaoban", "xiangzhen", "quzhengfu", "rexian", "shimin", "shiminrexian", "jiesujiban", "jiesu", "jiban", "gongdan", "zuoxi", "huawu", "kefu", "xitong", "guanliyuan", "guanli", "ceshi", "zhanghao", "denglu",
        "beijing", "shanghai", "tianjin", "chongqing", "guangzhou", "shenzhen", "jinan", "weifang", "shandong", "hebei", "henan", "chaoyang", "haidian", "dongcheng", "xicheng", "fengtai", "wangjing",
        "zhang", "wang", "li", "liu", "chen", "yang", "zhao", "huang", "zhou", "wu", "xu", "sun", "zhu", "ma", "hu", "guo", "lin", "gao", "liang", "zheng", "xie", "tang", "feng", "dong", "xiao", "cao", "jiang", "zhangwei", "wangwei", "wangfang", "liwei", "lina", "zhangmin", "lijing", "wangjing", "zhangsan", "lisi", "wangwu", "xiaoming",
        "baobei", "baobao", "baba", "mama", "laopo", "laogong", "gege", "jiejie", "didi", "meimei", "xiaobao", "dabao", "tiantian", "kuaile", "xingfu", "pingan", "facai", "gongxifacai", "fuguijixiang", "yifanfengshun", "wanshiruyi", "hongyun", "jixiang", "taiyang", "yueliang", "xingxing", "dahai",
        "huawei", "xiaomi", "taobao", "alibaba", "alipay", "weixin", "wechat", "tencent", "baidu", "jingdong", "douyin", "qqcom", "163com", "126com", "lenovo", "inspur", "langchao", "h3c", "hikvision", "haikang", "dahua", "zte",
        "5201314", "1314520", "520520", "521521", "1314521", "201314", "7758521", "7758258", "147258369", "159357", "123321", "112233", "123123", "12345", "66668888", "88888888", "66666666", "168168", "518518", "110120119", "110119120", "741852963", "321321", "111222",
        "admin", "administrator", "root", "system", "operator", "dispatcher", "handler", "auditor", "policy", "supervisor", "password", "passwd", "welcome", "changeme", "default", "test", "guest", "user", "login", "hotline", "passw0rd",
    ];

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) => Task.FromResult(Fault(user, password ?? "") is { } fault ? IdentityResult.Failed(fault) : IdentityResult.Success);

    private IdentityError? Fault(Account account, string password)
    {
        if (password.Length < Shortest) return new() { Code = "password.short", Description = $"口令至少 {Shortest} 个字符，可以是几个不相关的词。The password needs at least {Shortest} characters; a few unrelated words will do." };
        if (password.Length > Longest) return new() { Code = "password.long", Description = $"口令最长 {Longest} 个字符。The password has at most {Longest} characters." };
        if (!KeptText.Is(password) || password.Any(char.IsControl)) return new() { Code = "password.notText", Description = "口令中含有不是文字的字符。The password holds characters that are no text." };
        string[] own = [.. Parts(account.UserName), .. Parts(account.DisplayName), .. Parts(catalog.Policy.City.Name), .. Parts(catalog.Policy.City.English)];
        if (own.Any(word => word.Length >= (word.All(char.IsAscii) ? 4 : 2) && password.Contains(word, StringComparison.OrdinalIgnoreCase))) return new() { Code = "password.ownName", Description = "口令不得含有账号名、姓名或城市名。The password must not hold the account's name or the city's." };
        return Zxcvbn.Zxcvbn.MatchPassword(password.Length > LookedAt ? password[..LookedAt] : password, [.. Habits, .. own]).Score < Enough
            ? new() { Code = "password.common", Description = "口令太常见或太容易猜到（常用口令、拼音、键盘顺序、日期、重复），请换成几个不相关的词。The password is common or easy to guess (known passwords, pinyin, keyboard order, dates, repeats): take a few unrelated words." }
            : null;
    }

    private static IEnumerable<string> Parts(string? name) => name is null ? [] : name.Split([' ', '-', '_', '.', '@'], StringSplitOptions.RemoveEmptyEntries).Append(name).Select(part => part.TrimEnd('市', '省', '区', '县').ToLowerInvariant()).Where(part => part.Length > 1);
}
