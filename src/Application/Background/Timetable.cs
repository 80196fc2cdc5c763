namespace JieSuJiBan.Application.Background;

/// <summary>Where the timetable of upkeep keeps its rows.</summary>
/// <param name="Schema">The schema of Quartz.</param>
/// <param name="Name">Its name there: of this release's jobs.</param>
public sealed record Timetable(string Schema, string Name);
