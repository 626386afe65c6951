do $$ begin perform count(*) from alerts; end $$;
