update teams set region = 'no'; -- ! unbounded-update
with done as (
  update alerts set state = 'closed' returning id -- ! unbounded-update
) select count(*) from done;

update teams set slug = name where slug is null; -- ! unbounded-update
