-- pg 15
merge into alerts a using teams t on a.team_id = t.id when matched then update set title = t.slug;

-- pg 15
create table fresh (id bigint);
merge into fresh f using teams t on f.id = t.id when matched then delete;
