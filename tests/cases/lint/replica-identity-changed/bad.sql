alter table alerts replica identity full; -- ! replica-identity-changed
