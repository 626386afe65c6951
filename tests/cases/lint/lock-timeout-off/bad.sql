set lock_timeout = 0; -- ! lock-timeout-off

set local lock_timeout to '0ms'; -- ! lock-timeout-off
