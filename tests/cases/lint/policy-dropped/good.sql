alter policy own on alerts using (team_id = 1);
