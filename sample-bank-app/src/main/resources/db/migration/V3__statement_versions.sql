-- Version 1 of the statement. Readers read the view; a later version gets a table of its own, and the view a branch
-- for it.
alter table statement rename to statement_v1;
alter index statement_pkey rename to statement_v1_pkey;

create view statement as
select account_id, version, recorded_at, type, reference, amount, balance
from statement_v1
where sourcery.is_live('statement', 1);
