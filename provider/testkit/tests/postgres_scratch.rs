//! Scratch databases and the AWS account on the rig's servers.

use testkit::aws::Account;
use testkit::{postgres, scratch_database, tools};

#[test]
fn a_scratch_database_comes_empty_and_goes_with_its_owner_on_every_major() {
    for major in [12, 13, 15, 17, 18] {
        let database = scratch_database(major);
        assert!(database.name.starts_with("t_a_scratch_database"), "{}", database.name);
        database.raw("create table t (a int); insert into t values (1), (null)");
        assert_eq!(database.raw("select a from t"), [[Some("1".to_owned())], [None]]);
        assert_eq!(database.value("select current_database()"), Some(database.name.clone()));
        assert_eq!(database.value("show server_version_num").expect("a number")[..2], major.to_string());
        let name = database.name.clone();
        drop(database);
        let left = postgres::raw(
            &tools::postgres_url(major),
            &format!("select 1 from pg_database where datname = '{name}'"),
        );
        assert!(left.is_empty(), "{name} is still there");
    }
}

#[tokio::test]
async fn a_scratch_database_works_inside_a_runtime() {
    assert_eq!(scratch_database(17).value("select 1"), Some("1".to_owned()));
}

#[test]
fn the_server_without_tls_has_none_and_the_others_have_it() {
    assert_eq!(postgres::scratch_database_without_tls().value("show ssl"), Some("off".to_owned()));
    assert_eq!(scratch_database(17).value("show ssl"), Some("on".to_owned()));
    assert!(tools::postgres_ca().exists() && tools::postgres_binaries(17).join("initdb").exists());
}

#[test]
fn an_account_sees_its_own_instances_and_secrets_only() {
    let (mine, other) = (Account::open(), Account::open());
    let database = scratch_database(17);
    let resource_id = mine.create_db_instance("orders", &database);
    assert!(resource_id.starts_with("db-"), "{resource_id}");
    let described = mine.rds(&[("Action", "DescribeDBInstances"), ("DBInstanceIdentifier", "orders")]);
    assert!(described.contains(&format!("<Port>{}</Port>", database.port)), "{described}");
    assert!(!other.rds(&[("Action", "DescribeDBInstances")]).contains("orders"));
    let arn = mine.create_database_secret("orders/owner", &database);
    assert!(arn.contains(&mine.number), "{arn}");
    mine.put_secret(&arn, "{\"username\":\"a b&c\"}");
    let read = mine.secrets("GetSecretValue", &serde_json::json!({ "SecretId": arn }));
    assert_eq!(read["SecretString"], "{\"username\":\"a b&c\"}");
    mine.delete_db_instance("orders");
}
