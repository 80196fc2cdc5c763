
namespace JieSuJiBan.Application.Commands;

/// <summary>What is wrong with one field.</summary>
/// <param name="Field">Path of the field, e.g. <c>result.phone</c>.</param>
/// <param name="Detail">What is wrong, zh-CN.</param>
/// <param name="DetailEn">The same in English.</param>
public sealed record FieldProblem(string Field, string Detail, string DetailEn);
