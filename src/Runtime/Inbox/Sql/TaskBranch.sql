-- Part of ListTasks: the tasks of one role, for one unit or for everybody.
-- @role text, @unit text; @user text who asks; mine: only those that the user has claimed; @limit int rows; the page begins behind @after_due timestamptz,
-- @after_id text: after_first a task that comes first, after_rest another; undated: one without limit.
-- Index: task_first, task_inbox.
(select k.*, 0 as rank from jsjb.task k                                                             --? not after_rest
    where k.status = 'open' and k.role = @role                                                      --? not after_rest
    and k.unit_code is null                                                                         --? not after_rest and not unit
    and k.unit_code = @unit                                                                         --? not after_rest and unit
    and k.assignee = @user                                                                          --? not after_rest and mine
    and (k.assignee is null or k.assignee = @user)                                                  --? not after_rest and not mine
    and not coalesce(k.payload -> '$notBy' ? @user, false)                                          --? not after_rest
    and coalesce(k.payload ->> 'first', '') = 'true'                                                --? not after_rest
    and ((k.due_at, k.task_id) > (@after_due, @after_id) or k.due_at is null)                       --? after_first and not undated
    and k.due_at is null and k.task_id > @after_id                                                  --? after_first and undated
    order by k.due_at, k.task_id limit @limit)                                                      --? not after_rest
union all                                                                                           --? not after_rest
(select k.*, 1 as rank from jsjb.task k
    where k.status = 'open' and k.role = @role
    and k.unit_code is null                                                                         --? not unit
    and k.unit_code = @unit                                                                         --? unit
    and k.assignee = @user                                                                          --? mine
    and (k.assignee is null or k.assignee = @user)                                                  --? not mine
    and not coalesce(k.payload -> '$notBy' ? @user, false)
    and not coalesce(k.payload ->> 'first', '') = 'true'
    and ((k.due_at, k.task_id) > (@after_due, @after_id) or k.due_at is null)                       --? after_rest and not undated
    and k.due_at is null and k.task_id > @after_id                                                  --? after_rest and undated
    order by k.due_at, k.task_id limit @limit)
