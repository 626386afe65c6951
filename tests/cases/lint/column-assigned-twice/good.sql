update teams set quota = 1, slug = 'a' where id = 1;
