//! RDS by what never changes: the database behind a resource id, whatever it is called today.

use crate::call::Call;
use crate::connection::Aws;
use crate::rds::{Asked, DESCRIBE_CLUSTERS, DESCRIBE_INSTANCES};
use crate::{DatabaseCluster, DatabaseInstance, DescribeDatabaseError};

/// What a resource id turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseById {
    /// An instance (`db-...`).
    Instance(DatabaseInstance),
    /// A cluster (`cluster-...`).
    Cluster(DatabaseCluster),
}

impl Aws {
    /// Describes the RDS instance or cluster that has this resource id. RDS is asked for just that one; an
    /// endpoint that gives others as well (emulators do) is read to the end.
    pub async fn describe_by_resource_id(
        &self,
        resource_id: &str,
    ) -> Result<DatabaseById, DescribeDatabaseError> {
        if resource_id.starts_with("cluster-") {
            self.cluster_by_id(resource_id).await.map(DatabaseById::Cluster)
        } else {
            self.instance_by_id(resource_id).await.map(DatabaseById::Instance)
        }
    }

    async fn instance_by_id(&self, resource_id: &str) -> Result<DatabaseInstance, DescribeDatabaseError> {
        let connected = self.connected(DESCRIBE_INSTANCES).await?;
        let call = Call::new(self.settings(), DESCRIBE_INSTANCES, Some(resource_id));
        let asked = Asked { what: "instance", identifier: resource_id, region: connected.region.as_ref() };
        let mut marker = None;
        loop {
            let request = connected.rds.describe_db_instances().filters(only("dbi-resource-id", resource_id));
            let request = request.set_marker(marker);
            let answer = request.customize().interceptor(call.clone()).send().await;
            let answer = answer.map_err(|error| asked.failed(call.failed(&error)))?;
            let mut all = answer.db_instances().iter();
            if let Some(found) = all.find(|found| found.dbi_resource_id() == Some(resource_id)) {
                return asked.instance(found);
            }
            marker = answer.marker().filter(|marker| !marker.is_empty()).map(str::to_owned);
            if marker.is_none() {
                return Err(asked.not_found());
            }
        }
    }

    async fn cluster_by_id(&self, resource_id: &str) -> Result<DatabaseCluster, DescribeDatabaseError> {
        let connected = self.connected(DESCRIBE_CLUSTERS).await?;
        let call = Call::new(self.settings(), DESCRIBE_CLUSTERS, Some(resource_id));
        let asked = Asked { what: "cluster", identifier: resource_id, region: connected.region.as_ref() };
        let mut marker = None;
        loop {
            let filter = only("db-cluster-resource-id", resource_id);
            let request = connected.rds.describe_db_clusters().filters(filter).set_marker(marker);
            let answer = request.customize().interceptor(call.clone()).send().await;
            let answer = answer.map_err(|error| asked.failed(call.failed(&error)))?;
            let mut all = answer.db_clusters().iter();
            if let Some(found) = all.find(|found| found.db_cluster_resource_id() == Some(resource_id)) {
                return asked.cluster(found);
            }
            marker = answer.marker().filter(|marker| !marker.is_empty()).map(str::to_owned);
            if marker.is_none() {
                return Err(asked.not_found());
            }
        }
    }
}

fn only(name: &str, value: &str) -> aws_sdk_rds::types::Filter {
    let filter = aws_sdk_rds::types::Filter::builder().name(name).values(value);
    // both are set
    filter.build()
}
