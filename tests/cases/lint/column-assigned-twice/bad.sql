-- refused
update teams set quota = 1, quota = 2 where id = 1; -- ! column-assigned-twice
