//! SQL text to statements, locks and findings; pure.
