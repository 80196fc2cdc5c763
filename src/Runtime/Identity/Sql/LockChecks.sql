-- Lets one at a time count and add: two at once would both find room for one more.
-- Index: none, a lock of the table.
lock table jsjb.identity_check in share row exclusive mode
