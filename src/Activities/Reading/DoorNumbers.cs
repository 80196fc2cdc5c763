using System.Text.RegularExpressions;

namespace JieSuJiBan.Activities.Reading;

/// <summary>The exact door in an address: building, entrance, floor, room. Street, lane and estate stay readable.</summary>
public static partial class DoorNumbers
{
    /// <summary>The address with a star for each number of a door.</summary>
    /// <param name="address">An address, or the part of a text that names one; null stays null.</param>
    public static string? Mask(string? address) => address is null ? null : Numbers().Replace(address, match => "*" + match.Groups["unit"].Value);

    /// <summary>The parts of an address that name a door, e.g. <c>3号楼2单元401室</c>.</summary>
    /// <param name="address">An address.</param>
    internal static IEnumerable<string> Of(string address) => Doors().Matches(address).Select(match => match.Value).Where(door => door.Length > 2);

    private const string Figure = @"[0-9０-９一二三四五六七八九十百零〇两甲乙丙丁戊A-Za-zＡ-Ｚａ-ｚ]";
    private const string Unit = "号院|号楼|号(?!线|地铁|地块|国道|公路)|弄|栋|幢|座(?!椅)|单元|门牌|室|房(?!山|屋|东|管)|户(?!外|籍|口)|楼(?!道|梯|下|上|顶|盘|前|后|宇)|层|门(?!口|前|头|外|卫)";

    [GeneratedRegex($@"(?<![0-9０-９]){Figure}{{1,6}}(?:[-－—之]{Figure}{{1,5}})*(?<unit>{Unit})|(?<=号楼|栋|幢|座|单元|号院|弄|号|\*)(?:第)?[0-9０-９]{{1,5}}(?:[-－—][0-9０-９A-Za-z]{{1,5}})*(?<unit>)|[0-9０-９]{{1,4}}(?:[-－—][0-9０-９]{{1,5}})+(?<unit>)|[0-9０-９]{{3,5}}(?<unit>)$", RegexOptions.CultureInvariant, 500)]
    private static partial Regex Numbers();

    [GeneratedRegex($@"(?:{Figure}{{1,6}}(?:[-－—之]{Figure}{{1,5}})*(?:{Unit})|[0-9０-９]{{1,4}}(?:[-－—][0-9０-９]{{1,5}})+)(?:{Figure}{{1,6}}(?:[-－—之]{Figure}{{1,5}})*(?:{Unit})?)*", RegexOptions.CultureInvariant, 500)]
    private static partial Regex Doors();
}
