begin; -- ! transaction-control
create index concurrently alerts_team_idx on alerts (team_id); -- ! refused-in-transaction
commit; -- ! transaction-control

-- refused
do $$
begin
  create index concurrently alerts_team_idx on alerts (team_id); -- ! refused-in-transaction
end
$$;
