//! An AWS account of one test in the emulator, seeded over plain HTTP: an RDS instance whose endpoint is a
//! real PostgreSQL, and secrets. The emulator takes a 12-digit access key for the account's number, so
//! every test has an account that no other test sees.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use crate::postgres::Scratch;
use crate::{http, tools};

/// The region everything is in.
pub const REGION: &str = "eu-west-1";

/// An account of its own.
#[derive(Debug, Clone)]
pub struct Account {
    /// Where every service listens, `http://127.0.0.1:port`.
    pub endpoint: String,
    /// The account's number, which is also its access key. The secret key is anything.
    pub number: String,
}

impl Account {
    /// An account that nobody else uses in this run.
    #[track_caller]
    pub fn open() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let (process, own) = (u64::from(std::process::id()), NEXT.fetch_add(1, Ordering::Relaxed));
        Self {
            endpoint: tools::aws_endpoint(),
            number: format!("{:012}", (process * 100_000 + own) % 1_000_000_000_000),
        }
    }

    /// Environment variables that make any AWS client use this account.
    pub fn environment(&self) -> Vec<(String, String)> {
        [
            ("AWS_ACCESS_KEY_ID", self.number.as_str()),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_REGION", REGION),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_ENDPOINT_URL", self.endpoint.as_str()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    /// An RDS instance whose endpoint is the scratch database's server; returns its `DbiResourceId`.
    #[track_caller]
    pub fn create_db_instance(&self, identifier: &str, database: &Scratch) -> String {
        let answer = self.rds(&[
            ("Action", "CreateDBInstance"),
            ("DBInstanceIdentifier", identifier),
            ("Engine", "postgres"),
            ("DBInstanceClass", "db.t4g.micro"),
            ("AllocatedStorage", "20"),
            ("MasterUsername", &database.user),
            ("MasterUserPassword", &database.password),
            ("DBName", &database.name),
            ("Port", &database.port.to_string()),
        ]);
        element(&answer, "DbiResourceId").unwrap_or_else(|| panic!("no DbiResourceId in {answer}")).to_owned()
    }

    /// Deletes an RDS instance, without a snapshot.
    #[track_caller]
    pub fn delete_db_instance(&self, identifier: &str) {
        self.rds(&[
            ("Action", "DeleteDBInstance"),
            ("DBInstanceIdentifier", identifier),
            ("SkipFinalSnapshot", "true"),
        ]);
    }

    /// Any action of RDS; returns the XML of the answer.
    #[track_caller]
    pub fn rds(&self, parameters: &[(&str, &str)]) -> String {
        let mut form = String::from("Version=2014-10-31");
        for (name, value) in parameters {
            let _ = write!(form, "&{name}={}", form_encoded(value));
        }
        self.call("rds", &[("Content-Type", "application/x-www-form-urlencoded")], &form)
    }

    /// A secret; returns its ARN.
    #[track_caller]
    pub fn create_secret(&self, name: &str, value: &str) -> String {
        let answer = self.secrets("CreateSecret", &json!({ "Name": name, "SecretString": value }));
        answer["ARN"].as_str().unwrap_or_else(|| panic!("no ARN in {answer}")).to_owned()
    }

    /// A secret as RDS makes them, `{ "username": ..., "password": ..., ... }`; returns its ARN.
    #[track_caller]
    pub fn create_database_secret(&self, name: &str, database: &Scratch) -> String {
        let value = json!({
            "engine": "postgres",
            "host": database.host,
            "port": database.port,
            "dbname": database.name,
            "username": database.user,
            "password": database.password,
        });
        self.create_secret(name, &value.to_string())
    }

    /// A new version of a secret, by name or ARN.
    #[track_caller]
    pub fn put_secret(&self, id: &str, value: &str) {
        self.secrets("PutSecretValue", &json!({ "SecretId": id, "SecretString": value }));
    }

    /// Any action of Secrets Manager.
    #[track_caller]
    pub fn secrets(&self, action: &str, input: &Value) -> Value {
        let target = format!("secretsmanager.{action}");
        let headers = [("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", target.as_str())];
        let answer = self.call("secretsmanager", &headers, &input.to_string());
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{action} answered {answer}: {error}"))
    }

    #[track_caller]
    fn call(&self, service: &str, headers: &[(&str, &str)], body: &str) -> String {
        // the emulator reads account, region and service from here and does not check the signature
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/20260101/{REGION}/{service}/aws4_request, SignedHeaders=host, Signature=0",
            self.number
        );
        let mut all = vec![("Authorization", authorization.as_str())];
        all.extend_from_slice(headers);
        let (status, answer) = http::post(&self.endpoint, &all, body)
            .unwrap_or_else(|error| panic!("the AWS emulator at {} does not answer: {error}", self.endpoint));
        assert_eq!(status, 200, "{service} refused {body}: {answer}");
        answer
    }
}

/// The text of the first element of that name.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    Some(rest.split_once(&format!("</{name}>"))?.0)
}

fn form_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_and_values_are_encoded() {
        assert_eq!(element("<A><B>1</B><B>2</B></A>", "B"), Some("1"));
        assert_eq!(element("<A/>", "B"), None);
        assert_eq!(form_encoded("a b&c=d-é"), "a%20b%26c%3Dd-%C3%A9");
    }
}
