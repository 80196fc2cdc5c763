namespace JieSuJiBan.Engine.State;

/// <summary>Identity of a case: a UUIDv7 made at the door, so that large tables partition by time.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct CaseId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
