drop function stamp() cascade; -- ! routine-dropped-with-cascade

drop aggregate total(int) cascade; -- ! routine-dropped-with-cascade
