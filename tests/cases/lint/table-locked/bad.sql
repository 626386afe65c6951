lock table alerts; -- ! table-locked

lock table only alerts, teams in share mode; -- ! table-locked
