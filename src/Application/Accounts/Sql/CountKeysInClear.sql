-- How many keys of the key ring lie in clear, as a release from before they were sealed left them.
-- Index: none, a handful of rows.
select count(*) from identity.protection_key where xml like '<key %' and xml not like '%decryptorType="master-key"%'
