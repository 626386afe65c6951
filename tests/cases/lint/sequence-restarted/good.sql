alter sequence ticket_no increment by 10;
