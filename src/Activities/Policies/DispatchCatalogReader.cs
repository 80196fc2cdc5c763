using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.Policies;

/// <summary>Reads the rows of <c>dispatch-catalog.json</c>.</summary>
internal static class DispatchCatalogReader
{
    public static (ImmutableArray<DispatchCatalogRow> Rows, ImmutableArray<PolicyNode> Nodes) Read(PolicyNode root)
    {
        var nodes = root.Items("rows");
        ImmutableArray<DispatchCatalogRow> rows = [.. nodes.Select(ReadRow)];
        Duplicates.Check(nodes, rows.Select(row => row.Id), "dispatch.row", "目录行编号", "Row id", "id");
        root.Close();
        return (rows, nodes);
    }

    private static DispatchCatalogRow ReadRow(PolicyNode node)
    {
        var row = new DispatchCatalogRow(
            node.Text("id"), node.Text("class"), node.Text("area"), ReadTarget(node), node.WholeOr("priority", 0, -1000, 1000))
        {
            CoUnits = node.Texts("coUnits"),
        };
        node.Close();
        return row;
    }

    /// <summary>Exactly one of <c>unit</c>, <c>place</c> and <c>duty</c> says where to.</summary>
    private static DispatchTarget ReadTarget(PolicyNode node)
    {
        var unit = node.TextOrNull("unit");
        var place = node.ChoiceOrNull<Place>("place");
        var duty = node.TextOrNull("duty");
        if ((unit is null ? 0 : 1) + (place is null ? 0 : 1) + (duty is null ? 0 : 1) != 1)
        {
            node.Error("dispatch.target", null, "应在 unit（指定单位）、place（属地）、duty（职责）中恰填一项",
                "Expected exactly one of unit, place and duty");
        }

        if (unit is not null) return new UnitTarget(unit);
        if (duty is not null) return new DutyTarget(duty);
        return place == Place.Street ? new StreetOfPlaceTarget() : new DistrictOfPlaceTarget();
    }

    private enum Place
    {
        District,
        Street,
    }
}
