//! How much the user wants to see. Terraform filters what we write by itself; reading the same variables
//! means that nothing is made that nobody will see.

use tracing::level_filters::LevelFilter;

use crate::environment::Environment;

/// The level that the environment asks for: the variable of this provider, that of all providers, that of
/// Terraform itself; the first that is set decides.
pub(super) fn wanted(environment: &Environment, provider: &str) -> LevelFilter {
    let own = format!("TF_LOG_PROVIDER_{}", provider.to_uppercase().replace('-', "_"));
    let set = [own.as_str(), "TF_LOG_PROVIDER", "TF_LOG"].into_iter().find_map(|name| environment.get(name));
    set.map_or(LevelFilter::OFF, parse)
}

/// `JSON` means everything, in a format that is Terraform's business. So does a word that is no level: a
/// user who mistyped wants to see something, and Terraform decides the same way.
fn parse(text: &str) -> LevelFilter {
    match text.trim().to_uppercase().as_str() {
        "OFF" => LevelFilter::OFF,
        "ERROR" => LevelFilter::ERROR,
        "WARN" => LevelFilter::WARN,
        "INFO" => LevelFilter::INFO,
        "DEBUG" => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}
