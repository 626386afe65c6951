drop index alerts_state_idx; -- ! drop-index-without-concurrently

drop index if exists unknown_idx; -- ! drop-index-without-concurrently
