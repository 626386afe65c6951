//! An answer of RDS becomes ours, or says what it lacks.

use aws_sdk_rds::types::{DbClusterMember, Endpoint as SdkEndpoint};

use super::*;

const ASKED: Asked<'_> = Asked { what: "instance", identifier: "orders", region: "eu-west-1" };

fn orders() -> aws_sdk_rds::types::builders::DbInstanceBuilder {
    DbInstance::builder()
        .db_instance_identifier("orders")
        .dbi_resource_id("db-ABC")
        .engine("postgres")
        .engine_version("17.4")
        .db_instance_status("available")
        .endpoint(SdkEndpoint::builder().address("orders.example").port(5432).build())
}

#[test]
fn an_instance_is_read() {
    let found = orders().allocated_storage(20).backup_retention_period(7).db_name("").build();
    let instance = ASKED.instance(&found).expect("complete");
    assert_eq!(instance.endpoint, Endpoint { host: "orders.example".into(), port: 5432 });
    assert_eq!(instance.resource_id, "db-ABC");
    assert_eq!((instance.allocated_storage_gib, instance.backup_retention_days), (Some(20), 7));
    assert_eq!(instance.database_name, None, "empty is absent");
}

#[test]
fn an_instance_that_is_being_created_is_not_ready_and_says_so() {
    for endpoint in [None, Some(SdkEndpoint::builder().port(5432).build())] {
        let found = orders().set_endpoint(endpoint).db_instance_status("creating").build();
        let error = ASKED.instance(&found).expect_err("not ready");
        assert_eq!(error.to_string(), "the rds instance \"orders\" is creating and has no endpoint");
    }
}

#[test]
fn an_answer_without_the_resource_id_is_incomplete() {
    let found = orders().set_dbi_resource_id(None).build();
    let error = ASKED.instance(&found).expect_err("incomplete").to_string();
    assert!(error.ends_with("lacks DbiResourceId"), "{error}");
}

#[test]
fn a_cluster_is_read_with_its_writer_first() {
    let member = |name: &str, writer| {
        DbClusterMember::builder().db_instance_identifier(name).is_cluster_writer(writer)
    };
    let found = DbCluster::builder()
        .db_cluster_identifier("orders")
        .db_cluster_resource_id("cluster-ABC")
        .engine("aurora-postgresql")
        .engine_version("16.6")
        .status("available")
        .endpoint("writer.example")
        .reader_endpoint("reader.example")
        .port(5433)
        .db_cluster_members(member("two", false).build())
        .db_cluster_members(member("one", true).build())
        .build();
    let cluster = Asked { what: "cluster", ..ASKED }.cluster(&found).expect("complete");
    assert_eq!(cluster.writer_endpoint, Endpoint { host: "writer.example".into(), port: 5433 });
    assert_eq!(cluster.reader_endpoint, Some(Endpoint { host: "reader.example".into(), port: 5433 }));
    assert_eq!(cluster.members, ["one", "two"]);
    assert_eq!(cluster.resource_id, "cluster-ABC");
}

#[test]
fn identifiers_are_compared_as_rds_does() {
    assert!(ASKED.is(Some("Orders")));
    assert!(!ASKED.is(Some("orders-2")));
    assert!(!ASKED.is(None));
}
