reassign owned by reporting to current_user;
