alter domain severity add constraint not_three check (value <> 3); -- ! domain-constraint-scans
