reindex index alerts_state_idx; -- ! reindex-without-concurrently

reindex table alerts; -- ! reindex-without-concurrently

reindex (verbose) table teams; -- ! reindex-without-concurrently
