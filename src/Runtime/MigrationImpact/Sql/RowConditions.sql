-- Part of a condition: rows r of a report.
-- @report_id uuid, @verdict text, @status text, @unit text, @from_hash text.
-- Index: flight_row_verdict, flight_row_status or flight_row_unit, whichever fits.
r.report_id = @report_id and r.verdict is not null
    and r.verdict = @verdict                                                                        --? verdict
    and r.status = @status                                                                          --? status
    and r.unit = @unit                                                                              --? unit
    and r.from_hash = @from_hash                                                                    --? from_hash
