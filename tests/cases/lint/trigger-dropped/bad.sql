drop trigger stamp on alerts; -- ! trigger-dropped
