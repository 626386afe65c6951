grant all on alerts to public; -- ! granted-to-public
