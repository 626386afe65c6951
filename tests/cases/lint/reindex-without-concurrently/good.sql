-- pg 14
reindex (concurrently) table alerts;
reindex index concurrently alerts_state_idx;
