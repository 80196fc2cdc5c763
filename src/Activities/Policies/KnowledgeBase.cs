using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;
using NodaTime;

namespace JieSuJiBan.Activities.Policies;

/// <summary>One item of the knowledge base (知识库, Beijing regulation Arts. 30, 31).</summary>
/// <param name="Id">Stable id, named where the item was given as answer.</param>
/// <param name="Class">Class it is about, of any level, or null: any.</param>
/// <param name="Question">The question, zh-CN.</param>
/// <param name="Answer">The answer, zh-CN; public, holds nothing personal.</param>
/// <param name="OwnerUnit">The unit that must keep it right.</param>
/// <param name="ReviewBy">To be looked at again by that local day; after it the item is stale.</param>
public sealed record KnowledgeItem(string Id, string? Class, string Question, string Answer, string OwnerUnit, LocalDate ReviewBy)
{
    /// <summary>True where the item should have been looked at again before that local day.</summary>
    public bool IsStaleOn(LocalDate day) => day > ReviewBy;
}

/// <summary>What the hotline may answer at once (<c>knowledge.json</c>); empty without the file.</summary>
public sealed class KnowledgeBase
{
    private readonly FrozenDictionary<string, KnowledgeItem> byId;
    private readonly FrozenDictionary<string, ImmutableArray<KnowledgeItem>> byClass;

    internal KnowledgeBase(ImmutableArray<KnowledgeItem> items)
    {
        Items = items;
        byId = items.DistinctBy(item => item.Id).ToFrozenDictionary(item => item.Id, StringComparer.Ordinal);
        byClass = items.GroupBy(item => item.Class ?? "", StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
    }

    /// <summary>All items in the order staff gave them.</summary>
    public ImmutableArray<KnowledgeItem> Items { get; }

    internal static TopicPolicy Topic { get; } = new TopicPolicy<KnowledgeBase>("knowledge.json", Read, Check);

    /// <summary>The item of that id, or null.</summary>
    public KnowledgeItem? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>Items about a class, the most specific first; then those about any class.</summary>
    /// <param name="classes">The class tree.</param>
    /// <param name="classCode">The class, or null where it is not known.</param>
    /// <param name="most">How many at most.</param>
    public IEnumerable<KnowledgeItem> About(ProblemClasses classes, string? classCode, int most)
    {
        IEnumerable<string> codes = classCode is null ? [] : classes.LineageOf(classCode);
        return codes.Append("").SelectMany(code => byClass.GetValueOrDefault(code, [])).Take(most);
    }

    private static KnowledgeBase Read(PolicyNode root)
    {
        var nodes = root.ItemsOrEmpty("items");
        ImmutableArray<KnowledgeItem> items = [.. nodes.Select(ReadItem)];
        Duplicates.Check(nodes, items.Select(item => item.Id), "knowledge.item", "知识条目编号", "Item id", "id");
        root.Close();
        return new(items);
    }

    private static KnowledgeItem ReadItem(PolicyNode node)
    {
        var item = new KnowledgeItem(
            node.Text("id"), node.TextOrNull("class"), node.Text("question"), node.Text("answer"), node.Text("owner"), node.Date("reviewBy"));
        node.Close();
        return item;
    }

    private static void Check(KnowledgeBase knowledge, CityPolicy city, PolicyNode root)
    {
        foreach (var (node, item) in root.ItemsOrEmpty("items").Zip(knowledge.Items))
        {
            if (item.Class is { } code && city.Classes.Find(code) is null)
            {
                node.Error("knowledge.class", "class", $"知识条目 {item.Id} 所指的问题分类“{code}”不存在", $"The class '{code}' of knowledge item {item.Id} does not exist");
            }

            if (city.Organisation.Find(item.OwnerUnit) is null)
            {
                node.Error("knowledge.owner", "owner", $"知识条目 {item.Id} 的维护单位“{item.OwnerUnit}”不存在", $"The owner '{item.OwnerUnit}' of knowledge item {item.Id} does not exist");
            }
        }
    }
}
