alter table alerts cluster on alerts_state_idx;
