lock table alerts in row exclusive mode;
