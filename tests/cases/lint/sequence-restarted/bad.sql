alter sequence ticket_no restart with 1; -- ! sequence-restarted
