drop owned by reporting; -- ! owned-dropped

drop owned by reporting, audit cascade; -- ! owned-dropped
