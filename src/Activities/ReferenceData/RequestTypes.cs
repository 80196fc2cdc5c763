using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.ReferenceData;

/// <summary>A type of request (诉求类型; Beijing regulation Art. 2 names five) and how it is treated.</summary>
/// <param name="Code">Stable code, e.g. <c>Complaint</c>.</param>
/// <param name="Name">Display name, zh-CN.</param>
/// <param name="English">Display name, English.</param>
/// <param name="MayAnswerDirectly">True where the hotline may answer at once, without dispatch (Art. 11 for consultation).</param>
/// <param name="Confidential">True where the petitioner's identity is hidden from handlers unless released.</param>
/// <param name="Callback">True where the petitioner is called back about the result.</param>
/// <param name="Assessed">True where the ticket counts in the three rates.</param>
public sealed record RequestType(
    string Code, string Name, string English, bool MayAnswerDirectly, bool Confidential, bool Callback, bool Assessed);

/// <summary>The types of request a city knows (<c>request-types.json</c>).</summary>
public sealed class RequestTypes
{
    internal const string File = "request-types.json";
    private readonly FrozenDictionary<string, RequestType> byCode;

    internal RequestTypes(ImmutableArray<RequestType> all)
    {
        All = all;
        byCode = all.ToFrozenDictionary(type => type.Code, StringComparer.Ordinal);
    }

    /// <summary>All types in the order staff gave them.</summary>
    public ImmutableArray<RequestType> All { get; }

    /// <summary>The type of that code, or null where the city does not know it.</summary>
    public RequestType? Find(string code) => byCode.GetValueOrDefault(code);

    internal static ImmutableArray<RequestType> Read(PolicyNode root)
    {
        var nodes = root.Items("requestTypes");
        ImmutableArray<RequestType> types = [.. nodes.Select(ReadType)];
        if (types.IsEmpty) root.Error("requestType.none", "requestTypes", "至少要有一种诉求类型", "Expected at least one request type");
        Duplicates.Check(nodes, types.Select(type => type.Code), "requestType", "诉求类型代码", "Request type code");
        root.Close();
        return types;
    }

    private static RequestType ReadType(PolicyNode node)
    {
        var type = new RequestType(
            node.Text("code"),
            node.Text("name"),
            node.Text("english"),
            node.FlagOr("mayAnswerDirectly", false),
            node.FlagOr("confidential", false),
            node.FlagOr("callback", true),
            node.FlagOr("assessed", true));
        node.Close();
        return type;
    }
}
