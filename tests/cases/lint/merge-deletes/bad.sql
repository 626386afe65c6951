merge into alerts a using teams t on a.team_id = t.id when matched then delete; -- ! merge-deletes
