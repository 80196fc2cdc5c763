namespace JieSuJiBan.Runtime.Tests.House;

/// <summary>Rows that the live states do not account for, or that are missing: tasks and timers, both ways.</summary>
internal static class Projections
{
    private const string Differences =
        """
        with bookmark as (
            select s.case_id, b from jsjb.case_state s, jsonb_array_elements(coalesce(convert_from(s.state, 'UTF8')::jsonb -> 'bookmarks', '[]')) b
        ), task_states as (
            select case_id, b -> 'task' ->> 'id' as id from bookmark where b ? 'task'
        ), timer_states as (
            select case_id, b ->> 'id' as id from bookmark where b ->> 'kind' = 'Timer'
        ), task_rows as (
            select case_id, task_id as id from jsjb.task where status = 'open'
        ), timer_rows as (
            select case_id, bookmark_id as id from jsjb.timer
        )
        select count(*) from (
            (table task_states except all table task_rows) union all (table task_rows except all table task_states)
            union all (table timer_states except all table timer_rows) union all (table timer_rows except all table timer_states)
        ) difference
        """;

    public static Task<long> DifferencesAsync(Node node, CancellationToken ct) => node.QueryAsync<long>(Differences, ct);
}
