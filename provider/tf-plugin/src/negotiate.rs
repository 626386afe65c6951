//! Which major version of the plugin protocol to speak. There is one, so the answer is always the same;
//! what differs is whether the host will be content with it.

use crate::environment::Environment;

/// The only major version served. Minor versions are never on the wire.
pub(crate) const VERSION: u32 = 6;

const OFFERED: &str = "PLUGIN_PROTOCOL_VERSIONS";

/// Whether the host can speak [`VERSION`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// The host offered it, among others.
    Agreed,
    /// The host is from before negotiation, or offered nothing that is a number.
    NothingOffered,
    /// The host offered other versions only. As every go-plugin server does, ours serves what it has: the
    /// host then tells the user which versions both sides speak, better than we could.
    Unsupported {
        /// What was offered instead.
        offered: Vec<u32>,
    },
}

/// Reads the host's offer: a comma separated list in any order.
pub(crate) fn negotiate(environment: &Environment) -> Agreement {
    let offered: Vec<u32> = environment
        .get(OFFERED)
        .unwrap_or_default()
        .split(',')
        .filter_map(|version| version.trim().parse().ok())
        .collect();
    if offered.is_empty() {
        Agreement::NothingOffered
    } else if offered.contains(&VERSION) {
        Agreement::Agreed
    } else {
        Agreement::Unsupported { offered }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_read_in_any_order() {
        for (offer, expected) in [
            ("5,6", Agreement::Agreed),
            ("6,5", Agreement::Agreed),
            (" 6 ", Agreement::Agreed),
            ("6", Agreement::Agreed),
            ("5", Agreement::Unsupported { offered: vec![5] }),
            ("7,60", Agreement::Unsupported { offered: vec![7, 60] }),
            ("", Agreement::NothingOffered),
            ("six", Agreement::NothingOffered),
        ] {
            let environment: Environment = [(OFFERED, offer)].into_iter().collect();
            assert_eq!(negotiate(&environment), expected, "{offer}");
        }
        assert_eq!(negotiate(&Environment::default()), Agreement::NothingOffered);
    }
}
