-- pg 15
merge into deliveries d using alerts a on d.alert_id = a.id when matched then delete; -- ! merge-deletes
