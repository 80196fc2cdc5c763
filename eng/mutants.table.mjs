// What a careless or hostile hand would change at a rule, and the classes of tests that must notice. `find` stands exactly once in the file.
const of = project => (id, what, file, find, replace, ...filter) => ({ id, what, file, find, replace, project, filter });
const engine = of('Engine.Tests');
const activities = of('Activities.Tests');
const workflows = of('Workflows.Tests');

export const mutants = [
    // Survivors of an earlier review.
    activities('A3', 'a year is covered off by one', 'Activities/Deadlines/WorkCalendar.cs', 'Policy.Covers(date.Year)', 'Policy.Covers(date.Year - 1)', 'When_a_year_has_no_notice'),
    activities('A4', 'the overdue mark is set twice', 'Activities/Clocks/ClockSigns.cs', 'if (TicketClocks.Facts(context, name).IsOverdue) return;', '', 'When_a_deadline_passes_twice'),
    activities('A7', 'a unit is its own helper', 'Activities/Policies/DispatchCatalog.cs', '.Where(helper => helper != unit.Code)', '', 'When_a_row_names_helpers'),
    activities('A12', 'a stopped clock is extended', 'Activities/Deadlines/CaseClock.cs', 'ClockExtendedBy by when State != ClockState.Stopped', 'ClockExtendedBy by', 'When_a_clock_has_stopped'),
    activities('A12b', 'a stopped clock is extended to a date', 'Activities/Deadlines/CaseClock.cs', 'ClockExtendedTo to when State != ClockState.Stopped', 'ClockExtendedTo to', 'When_a_clock_has_stopped'),
    activities('A13', 'a stopped clock runs on', 'Activities/Deadlines/CaseClock.cs', 'Instant.Min(at, StoppedAt ?? at)', 'at', 'When_a_clock_has_stopped'),
    workflows('W3', 'a fork is read as a decision', 'Workflows/Validation/PathChecks.cs', 'node.Type is "Elsa.FlowFork" ?', 'node.Type is "" ?', 'When_a_ticket_goes_two_ways_at_once'),
    workflows('W5', 'codes of a list are compared without case', 'Workflows/Policies/RowSheet.cs', 'SequenceEqual(CodesOf(other), StringComparer.Ordinal)', 'SequenceEqual(CodesOf(other), StringComparer.OrdinalIgnoreCase)', 'When_policies_are_edited_as_tables'),
    engine('E1', 'another start node where none is named', 'Engine/Flow/FlowGraph.cs', '!Array.Exists(connections, c => c.Target == child.Id)', '!Array.Exists(connections, c => c.Source == child.Id)', 'When_a_flowchart_begins'),
    engine('E1b', 'the last drawn starts where each is led to', 'Engine/Flow/FlowGraph.cs', 'return Math.Max(at, 0);', 'return at < 0 ? Children.Length - 1 : at;', 'When_a_flowchart_begins'),
    engine('E5', 'a token is spent where staysOpen', 'Engine/Execution/TokenRounds.cs', 'if (isSender && staysOpen) continue;', '', 'When_tokens_are_still_on_their_way'),
    engine('E5b', 'a run that stays open loses its token', 'Engine/Execution/TokenRounds.cs', 'new TokenRounds(flowchart).Move(child.ActivityId, child.InstanceId, outcomes, staysOpen: true);', 'Completed(flowchart, new(child.Node, outcomes, false, child.InstanceId));', 'When_tokens_are_still_on_their_way'),
    engine('E5c', 'a token is spent where staysOpen, first meaning', 'Engine/Execution/TokenFlow.cs', 'if (!staysOpen)\n', 'if (true)\n', 'When_tokens_are_still_on_their_way'),
    engine('E7', 'Converge is read as Merge', 'Engine/Execution/TokenRounds.cs', 'Gather(edge, graph.Inbound[edge.Target], run);', 'Gather(edge, graph.ForwardInbound[edge.Target], run);', 'When_tokens_are_still_on_their_way'),
    engine('E7b', 'Converge is read as Merge, first meaning', 'Engine/Execution/TokenFlow.cs', '(merge == MergeMode.Merge ? graph.ForwardInbound : graph.Inbound)', 'graph.ForwardInbound', 'When_tokens_are_still_on_their_way'),
    engine('E7c', 'the word Converge is read as Merge', 'Engine/Flow/FlowGraph.cs', '"CONVERGE" => MergeMode.Converge', '"CONVERGE" => MergeMode.Merge', 'When_tokens_are_still_on_their_way'),
    engine('E11', 'work of an ended parent goes on', 'Engine/Execution/Burst.Ending.cs', 'if (ScheduledFor(containerId) > 0) Requeue(', 'if (ScheduledFor(containerId) < 0) Requeue(', 'When_tokens_are_still_on_their_way'),

    // Engine: replay, durations, joins, bounds, admission.
    engine('M1', '24:00:00 is a duration', 'Engine/Values/DurationText.cs', 'Part(match, 3) > 23', 'Part(match, 3) > 24', 'When_times_are_written', 'Value_conversion'),
    engine('M3', 'an entry of the next meaning is verified by this one', 'Engine/Replay/Replayer.cs', 'entry.Semantics > Semantics.Current', 'entry.Semantics > Semantics.Current + 1', 'When_a_meaning_changed', 'When_a_journal_is_checked'),
    engine('M4', 'a broken chain is not found', 'Engine/Replay/Replayer.cs', 'entry.PreviousHash != previousHash', 'entry.PreviousHash.Length != previousHash.Length', 'When_a_journal_is_checked'),
    engine('M5', 'a state at an instant leaves out what happened then', 'Engine/Replay/Replayer.cs', 'entry.Stimulus.At <= at', 'entry.Stimulus.At < at', 'When_a_journal_is_checked', 'When_a_golden_journal_is_replayed'),

    // Activities: contacts, callback, extensions, objections, whistles, emergencies, days, words, citations.
    workflows('M20', 'one attempt more is needed', 'Activities/Handling/Contacts.cs', 'Attempts(context, more) >= needed', 'Attempts(context, more) > needed', 'Article_15_contact_reply_and_carry_over'),
    workflows('M21', 'attempts of one day count apart', 'Activities/Handling/Contacts.cs', '.Select(city.Calendar.DateOf).Distinct().Count()', '.Select(city.Calendar.DateOf).Count()', 'Article_15_contact_reply_and_carry_over'),
    workflows('M22', 'a contact before the rehandling counts for it', 'Activities/Handling/Contacts.cs', 'since is null || contact.At >= since', 'true', 'Article_15_contact_reply_and_carry_over', 'Article_23_the_petitioner_has_the_last_word'),
    workflows('M24', 'an attempt stops the clock of first contact', 'Activities/Handling/Contacts.cs', 'if (counts) context.Publish(CaseSignals.Contacted', 'if (counts || !isReached) context.Publish(CaseSignals.Contacted', 'Article_15_contact_reply_and_carry_over'),
    workflows('M26', 'a callback at the limit is made twice', 'Activities/Callback/CallbackAtLimit.cs', ' || AtLimit.IsMade(context)', '', 'Article_23_silence_is_called_back_too'),
    workflows('M27', 'one attempt of the callback more', 'Activities/Callback/CallbackRound.cs', 'attempt >= MaxAttempts(context)', 'attempt > MaxAttempts(context)', 'Article_23_silence_is_called_back_too', 'Article_23_the_petitioner_has_the_last_word'),
    workflows('M28', 'more time is asked for once too often', 'Activities/Clocks/Extensions.cs', 'policy.RefusedCounts)) >= policy.MaxCount', 'policy.RefusedCounts)) > policy.MaxCount', 'Article_15_more_time_has_its_duties', 'Article_15_an_extension_is_decided_in_time'),
    workflows('M29', 'a refused request counts in every city', 'Activities/Clocks/Extensions.cs', '(request.Decision == ExtensionFacts.Refused && policy.RefusedCounts)', 'request.Decision == ExtensionFacts.Refused', 'Article_15_more_time_has_its_duties', 'Article_15_an_extension_is_decided_in_time'),
    workflows('M31', 'more time is given after expiry', 'Activities/Clocks/ExtensionReview.cs', '&& !context.City().Topic<ExtensionPolicy>().AfterExpiry\n', '&& context.City().Topic<ExtensionPolicy>().AfterExpiry\n', 'Article_15_more_time_has_its_duties', 'Article_15_an_extension_is_decided_in_time'),
    engine('M7', 'whoever must not does the task', 'Engine/Execution/Admission.cs', 'task.NotBy?.Contains(actor.Id) == true', 'task.NotBy?.Contains(actor.Id) == null', 'When_a_person_works_on_a_task'),
    engine('M8', 'another unit does the task', 'Engine/Execution/Admission.cs', 'task.UnitCode is not null && task.UnitCode != actor.UnitCode', 'task.UnitCode is not null && actor.UnitCode is null', 'When_a_person_works_on_a_task'),
    engine('M9', 'a field of another outcome is taken', 'Engine/Execution/Admission.cs', 'if (!IsAsked(field, outcome)) return Refusals.FieldNotAsked(field, outcome);', '', 'When_a_person_works_on_a_task'),
    engine('M10', 'blanks fill a required field', 'Engine/Execution/Admission.cs', 'string.IsNullOrWhiteSpace(text)', 'string.IsNullOrEmpty(text)', 'When_a_person_works_on_a_task'),
    engine('M11', 'a timer is not due at its very instant', 'Engine/Execution/Burst.Accepting.cs', 'Stimulus.At < bookmark.DueAt', 'Stimulus.At <= bookmark.DueAt', 'When_times_are_written', 'When_branches_meet'),
    engine('M13', 'two ways into a join are not looked at', 'Engine/Validation/JoinChecks.cs', 'ways.Length < 2', 'ways.Length < 3', 'When_joins_are_validated'),
    engine('M16', 'one activity more runs in a step', 'Engine/Execution/Burst.cs', '++activitiesRun > engine.Limits.MaxActivitiesPerStep', 'activitiesRun++ > engine.Limits.MaxActivitiesPerStep', 'When_an_activity_fails', 'When_blocks_repeat_or_nest'),
    workflows('M32', 'an extension is as long as one likes', 'Activities/Clocks/Extensions.cs', 'return until > latest\n', 'return until < latest\n', 'Article_15_more_time_has_its_duties', 'Article_15_an_extension_is_decided_in_time'),
    workflows('M34', 'one objection more is allowed', 'Activities/Dispatch/Objections.cs', '>= policy.MaxCount', '> policy.MaxCount', 'Article_12_dispatch_can_be_explained_and_objected_to'),
    workflows('M35', 'a unit objects after it signed in', 'Activities/Dispatch/Objections.cs', 'ticket.SignedInAt is not null && !policy.AllowedAfterSignIn', 'ticket.SignedInAt is null && policy.AllowedAfterSignIn', 'Article_12_dispatch_can_be_explained_and_objected_to'),
    workflows('M37', 'a department of another district is called', 'Activities/Whistle/WhistleRules.cs', 'unit.DistrictCode is not null && unit.DistrictCode != street.DistrictCode', 'unit.DistrictCode is null && street.DistrictCode is null', 'Article_16_streets_whistle_and_departments_report_in'),
    workflows('M38', 'exactly at the limit a department is late', 'Activities/Whistle/WhistleRules.cs', 'at > due ? Math.Max', 'at >= due ? Math.Max', 'Article_16_streets_whistle_and_departments_report_in'),
    workflows('M40', 'a suspected emergency keeps the urgency that was stated', 'Activities/Intake/AcceptTicket.cs', 'is { } suspected ? suspected : stated', 'is { } ? stated : stated', 'Article_29_an_emergency_comes_first'),
    activities('M42', 'a working-day limit ends on the day after a day off', 'Activities/Deadlines/ClockMeasure.cs', 'if (amount == left && Semantics >= CaseSemantics.EndOfCountedDay)', 'if (amount == left && Semantics < CaseSemantics.EndOfCountedDay)', 'When_a_limit_in_working_days_ends'),
    activities('M43', '24:00 belongs to the day after', 'Activities/Deadlines/WorkCalendar.cs', 'Semantics >= CaseSemantics.EndOfCountedDay ? end - Duration.Epsilon : end', 'end', 'When_a_limit_in_working_days_ends', 'When_a_limit_in_working_time_warns'),
    activities('M44', 'a statutory holiday has a day more', 'Activities/Deadlines/StatutoryDays.cs', 'Period.DaysBetween(first, date) < Days', 'Period.DaysBetween(first, date) <= Days', 'When_a_year_has_no_notice_yet'),
    activities('M46', 'the notice does not go before the law', 'Activities/Deadlines/CalendarPolicy.cs', 'if (Covers(date.Year)) return null;', '', 'When_a_year_has_no_notice_yet'),
    activities('M47', 'the coming notice is asked for a day late', 'Activities/Deadlines/CalendarPolicy.cs', 'today >= next.PlusDays(-RemindDays)', 'today > next.PlusDays(-RemindDays)', 'When_a_year_has_no_notice_yet'),
    activities('M49', 'the lead stands for the street whatever it is', 'Activities/Policies/UnitReference.cs', '(lead is { IsStreet: true } ? lead : null)', 'lead', 'When_a_word_names_a_unit'),
    activities('M50', 'the district of the place goes before that of the lead', 'Activities/Policies/UnitReference.cs', 'lead?.DistrictCode ?? ticket.DistrictCode)', 'ticket.DistrictCode ?? lead?.DistrictCode)', 'When_a_word_names_a_unit'),
    activities('M51', 'every duty is cited by the main law', 'Activities/Policies/LawPolicy.cs', '.GroupBy(row => row.Law ?? Name, StringComparer.Ordinal)', '.GroupBy(row => Name, StringComparer.Ordinal)', 'When_a_city_has_law_of_its_own'),
    engine('M2', '60 minutes are a duration', 'Engine/Values/DurationText.cs', 'Part(match, 4) > 59', 'Part(match, 4) > 60', 'When_times_are_written', 'Value_conversion'),
    workflows('M33', 'at the end of the window it is too late to object', 'Activities/Dispatch/Objections.cs', 'context.Now > end', 'context.Now >= end', 'Article_12_dispatch_can_be_explained_and_objected_to'),
    activities('M48', 'above a unit is its district, not its parent', 'Activities/Policies/UnitReference.cs', 'if (lead.ParentCode is { } parent) return organisation.Find(parent);', '', 'When_a_word_names_a_unit'),
];
