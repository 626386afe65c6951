drop policy own on alerts; -- ! policy-dropped
