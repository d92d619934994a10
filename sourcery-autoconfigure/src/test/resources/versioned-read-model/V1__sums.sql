create table sums_v1 (amount bigint not null);
create table sums_v2 (amount bigint not null);
insert into sums_v1 values (0);
insert into sums_v2 values (0);

create view sums as
select amount
from (select 1 as model, amount from sums_v1
      union all
      select 2, amount from sums_v2) as versions
where sourcery.is_live('sums', model);
