//! Directory and ledger to plan to execution.
