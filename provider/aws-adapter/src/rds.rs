//! RDS: where a database is and what it is. Read only.

use aws_sdk_rds::types::{DbCluster, DbInstance};

use crate::call::Call;
use crate::connection::Aws;
use crate::error::{AwsError, AwsErrorKind};

pub(crate) const DESCRIBE_INSTANCES: &str = "rds:DescribeDBInstances";
pub(crate) const DESCRIBE_CLUSTERS: &str = "rds:DescribeDBClusters";

/// Where to connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The DNS name.
    pub host: String,
    /// The TCP port.
    pub port: u16,
}

/// An RDS instance that has an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "flags of the API, each independent of the others")]
pub struct DatabaseInstance {
    /// The name its owner gave it; another database may have it tomorrow.
    pub identifier: String,
    /// What stays the same for its whole life and is never given again (`db-ABC...`).
    pub resource_id: String,
    /// Where to connect to.
    pub endpoint: Endpoint,
    /// As in `postgres`.
    pub engine: String,
    /// As in `17.4`.
    pub engine_version: String,
    /// As in `available`, `backing-up`, `modifying`.
    pub status: String,
    /// The database made with it, if one was.
    pub database_name: Option<String>,
    /// The administrator's name.
    pub master_username: Option<String>,
    /// The secret that RDS itself keeps for the administrator, if it does.
    pub master_secret_arn: Option<String>,
    /// Whether IAM tokens work as passwords.
    pub iam_auth_enabled: bool,
    /// Whether there is a standby in another zone.
    pub multi_az: bool,
    /// Whether its endpoint has a public address.
    pub publicly_accessible: bool,
    /// The size of its storage, GiB.
    pub allocated_storage_gib: Option<u32>,
    /// As in `gp3`.
    pub storage_type: Option<String>,
    /// Whether its storage is encrypted.
    pub storage_encrypted: bool,
    /// How long automatic backups are kept, days; 0: there are none.
    pub backup_retention_days: u32,
    /// The instance that this one is a replica of. Nothing can be written to a replica.
    pub replica_of: Option<String>,
    /// The cluster that this instance is part of.
    pub cluster_identifier: Option<String>,
    /// As in `rds-ca-rsa2048-g1`.
    pub ca_identifier: Option<String>,
}

/// An RDS cluster (Aurora or Multi-AZ) that has a writer endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseCluster {
    /// The name its owner gave it.
    pub identifier: String,
    /// What stays the same for its whole life (`cluster-ABC...`).
    pub resource_id: String,
    /// Where to connect to for writing.
    pub writer_endpoint: Endpoint,
    /// Where to connect to for reading only.
    pub reader_endpoint: Option<Endpoint>,
    /// As in `aurora-postgresql`.
    pub engine: String,
    /// As in `16.6`.
    pub engine_version: String,
    /// As in `available`.
    pub status: String,
    /// The database made with it, if one was.
    pub database_name: Option<String>,
    /// The administrator's name.
    pub master_username: Option<String>,
    /// The secret that RDS itself keeps for the administrator, if it does.
    pub master_secret_arn: Option<String>,
    /// Whether IAM tokens work as passwords.
    pub iam_auth_enabled: bool,
    /// Whether its instances stand in several zones.
    pub multi_az: bool,
    /// Whether its storage is encrypted.
    pub storage_encrypted: bool,
    /// How long automatic backups are kept, days.
    pub backup_retention_days: u32,
    /// Its instances, the writer first.
    pub members: Vec<String>,
}

/// Why a database could not be described.
#[derive(Debug, thiserror::Error)]
pub enum DescribeDatabaseError {
    /// There is none of this name.
    #[error("there is no rds {what} \"{identifier}\" in {region}")]
    NotFound {
        /// `instance` or `cluster`.
        what: &'static str,
        /// The name asked for.
        identifier: String,
        /// The region asked.
        region: String,
    },
    /// It exists and has no endpoint (yet): it is being created, or failed to be.
    #[error("the rds {what} \"{identifier}\" is {status} and has no endpoint")]
    NotReady {
        /// `instance` or `cluster`.
        what: &'static str,
        /// The name asked for.
        identifier: String,
        /// As in `creating`.
        status: String,
    },
    /// The answer lacks something that every such database has.
    #[error("the answer about the rds {what} \"{identifier}\" lacks {field}")]
    Incomplete {
        /// `instance` or `cluster`.
        what: &'static str,
        /// The name asked for.
        identifier: String,
        /// The field of the API.
        field: &'static str,
    },
    /// The call failed.
    #[error(transparent)]
    Aws(#[from] AwsError),
}

impl Aws {
    /// Describes the RDS instance of this name.
    pub async fn describe_instance(
        &self,
        identifier: &str,
    ) -> Result<DatabaseInstance, DescribeDatabaseError> {
        let connected = self.connected(DESCRIBE_INSTANCES).await?;
        let call = Call::new(self.settings(), DESCRIBE_INSTANCES, Some(identifier));
        let request = connected.rds.describe_db_instances().db_instance_identifier(identifier);
        let answer = request.customize().interceptor(call.clone()).send().await;
        let asked = Asked { what: "instance", identifier, region: connected.region.as_ref() };
        let answer = answer.map_err(|error| asked.failed(call.failed(&error)))?;
        let found = answer.db_instances().iter().find(|found| asked.is(found.db_instance_identifier()));
        asked.instance(found.ok_or_else(|| asked.not_found())?)
    }

    /// Describes the RDS cluster of this name.
    pub async fn describe_cluster(&self, identifier: &str) -> Result<DatabaseCluster, DescribeDatabaseError> {
        let connected = self.connected(DESCRIBE_CLUSTERS).await?;
        let call = Call::new(self.settings(), DESCRIBE_CLUSTERS, Some(identifier));
        let request = connected.rds.describe_db_clusters().db_cluster_identifier(identifier);
        let answer = request.customize().interceptor(call.clone()).send().await;
        let asked = Asked { what: "cluster", identifier, region: connected.region.as_ref() };
        let answer = answer.map_err(|error| asked.failed(call.failed(&error)))?;
        let found = answer.db_clusters().iter().find(|found| asked.is(found.db_cluster_identifier()));
        asked.cluster(found.ok_or_else(|| asked.not_found())?)
    }
}

/// What was asked for; turns answers into ours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) what: &'static str,
    pub(crate) identifier: &'a str,
    pub(crate) region: &'a str,
}

impl Asked<'_> {
    /// RDS keeps identifiers in lower case and finds them in any.
    fn is(&self, identifier: Option<&str>) -> bool {
        identifier.is_some_and(|found| found.eq_ignore_ascii_case(self.identifier))
    }

    pub(crate) fn failed(&self, error: AwsError) -> DescribeDatabaseError {
        if *error.kind() == AwsErrorKind::NotFound {
            return self.not_found();
        }
        error.into()
    }

    pub(crate) fn not_found(&self) -> DescribeDatabaseError {
        DescribeDatabaseError::NotFound {
            what: self.what,
            identifier: self.identifier.to_owned(),
            region: self.region.to_owned(),
        }
    }

    fn not_ready(&self, status: Option<&str>) -> DescribeDatabaseError {
        DescribeDatabaseError::NotReady {
            what: self.what,
            identifier: self.identifier.to_owned(),
            status: status.unwrap_or("in an unknown state").to_owned(),
        }
    }

    fn required(&self, field: &'static str, value: Option<&str>) -> Result<String, DescribeDatabaseError> {
        value.map(str::to_owned).ok_or_else(|| DescribeDatabaseError::Incomplete {
            what: self.what,
            identifier: self.identifier.to_owned(),
            field,
        })
    }

    pub(crate) fn instance(&self, found: &DbInstance) -> Result<DatabaseInstance, DescribeDatabaseError> {
        let address = found.endpoint().and_then(|endpoint| as_endpoint(endpoint.address(), endpoint.port()));
        let endpoint = address.ok_or_else(|| self.not_ready(found.db_instance_status()))?;
        Ok(DatabaseInstance {
            identifier: self.required("DBInstanceIdentifier", found.db_instance_identifier())?,
            resource_id: self.required("DbiResourceId", found.dbi_resource_id())?,
            endpoint,
            engine: self.required("Engine", found.engine())?,
            engine_version: self.required("EngineVersion", found.engine_version())?,
            status: self.required("DBInstanceStatus", found.db_instance_status())?,
            database_name: text(found.db_name()),
            master_username: text(found.master_username()),
            master_secret_arn: found.master_user_secret().and_then(|secret| text(secret.secret_arn())),
            iam_auth_enabled: found.iam_database_authentication_enabled().unwrap_or(false),
            multi_az: found.multi_az().unwrap_or(false),
            publicly_accessible: found.publicly_accessible().unwrap_or(false),
            allocated_storage_gib: found.allocated_storage().and_then(|gib| u32::try_from(gib).ok()),
            storage_type: text(found.storage_type()),
            storage_encrypted: found.storage_encrypted().unwrap_or(false),
            backup_retention_days: days(found.backup_retention_period()),
            replica_of: text(found.read_replica_source_db_instance_identifier())
                .or_else(|| text(found.read_replica_source_db_cluster_identifier())),
            cluster_identifier: text(found.db_cluster_identifier()),
            ca_identifier: text(found.ca_certificate_identifier()),
        })
    }

    pub(crate) fn cluster(&self, found: &DbCluster) -> Result<DatabaseCluster, DescribeDatabaseError> {
        let writer = as_endpoint(found.endpoint(), found.port());
        let mut members: Vec<_> = found.db_cluster_members().iter().collect();
        members.sort_by_key(|member| !member.is_cluster_writer().unwrap_or(false));
        Ok(DatabaseCluster {
            identifier: self.required("DBClusterIdentifier", found.db_cluster_identifier())?,
            resource_id: self.required("DbClusterResourceId", found.db_cluster_resource_id())?,
            writer_endpoint: writer.ok_or_else(|| self.not_ready(found.status()))?,
            reader_endpoint: as_endpoint(found.reader_endpoint(), found.port()),
            engine: self.required("Engine", found.engine())?,
            engine_version: self.required("EngineVersion", found.engine_version())?,
            status: self.required("Status", found.status())?,
            database_name: text(found.database_name()),
            master_username: text(found.master_username()),
            master_secret_arn: found.master_user_secret().and_then(|secret| text(secret.secret_arn())),
            iam_auth_enabled: found.iam_database_authentication_enabled().unwrap_or(false),
            multi_az: found.multi_az().unwrap_or(false),
            storage_encrypted: found.storage_encrypted().unwrap_or(false),
            backup_retention_days: days(found.backup_retention_period()),
            members: members.iter().filter_map(|member| text(member.db_instance_identifier())).collect(),
        })
    }
}

fn as_endpoint(host: Option<&str>, port: Option<i32>) -> Option<Endpoint> {
    let host = text(host)?;
    let port = u16::try_from(port?).ok().filter(|port| *port != 0)?;
    Some(Endpoint { host, port })
}

/// RDS leaves some absent names out and sends others empty.
fn text(value: Option<&str>) -> Option<String> {
    value.filter(|value| !value.is_empty()).map(str::to_owned)
}

fn days(value: Option<i32>) -> u32 {
    value.and_then(|days| u32::try_from(days).ok()).unwrap_or(0)
}

#[cfg(test)]
#[path = "rds/tests.rs"]
mod tests;
