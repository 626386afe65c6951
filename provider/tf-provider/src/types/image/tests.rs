//! Promises of image references: what is accepted, what it means, what is said of the rest, and that the normal
//! form means what was written.

use proptest::prelude::*;

use super::{ImageError, ImageReference};

const DIGEST: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn normal(text: &str) -> String {
    ImageReference::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).to_string()
}

#[test]
fn what_is_left_out_is_written_out() {
    for (written, meant, short) in [
        ("nginx", "docker.io/library/nginx:latest", "nginx"),
        ("nginx:1.27", "docker.io/library/nginx:1.27", "nginx:1.27"),
        ("library/nginx", "docker.io/library/nginx:latest", "nginx"),
        ("docker.io/nginx", "docker.io/library/nginx:latest", "nginx"),
        ("index.docker.io/library/nginx:latest", "docker.io/library/nginx:latest", "nginx"),
        ("acme/web", "docker.io/acme/web:latest", "acme/web"),
        ("a/b/c", "docker.io/a/b/c:latest", "a/b/c"),
        ("docker.io/localhost/app", "docker.io/localhost/app:latest", "docker.io/localhost/app:latest"),
        ("localhost/app", "localhost/app:latest", "localhost/app"),
        ("localhost:5000/app:x", "localhost:5000/app:x", "localhost:5000/app:x"),
        ("host:5000", "docker.io/library/host:5000", "host:5000"),
        ("GHCR.io/acme/web:V1", "ghcr.io/acme/web:V1", "ghcr.io/acme/web:V1"),
        ("Registry/app", "Registry/app:latest", "Registry/app"),
        ("[2001:DB8:0::1]:5000/app", "[2001:db8::1]:5000/app:latest", "[2001:db8::1]:5000/app"),
        ("10.0.0.1/app", "10.0.0.1/app:latest", "10.0.0.1/app"),
        (
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app_x__y-z--w.v:1",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app_x__y-z--w.v:1",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app_x__y-z--w.v:1",
        ),
    ] {
        assert_eq!(normal(written), meant, "{written}");
        assert_eq!(ImageReference::parse(written).expect("read above").short(), short, "{written}");
    }
}

#[test]
fn parts_are_told_apart() {
    let pinned = ImageReference::parse(&format!("host:5000/a/b:v1@{DIGEST}")).expect("a reference");
    assert_eq!(
        (pinned.registry(), pinned.repository(), pinned.tag(), pinned.digest()),
        ("host:5000", "a/b", Some("v1"), Some(DIGEST))
    );
    assert!(pinned.is_pinned());
    let untagged = ImageReference::parse(&format!("nginx@{DIGEST}")).expect("a reference");
    assert_eq!((untagged.tag(), untagged.short()), (None, format!("nginx@{DIGEST}")));
    assert_ne!(untagged, ImageReference::parse(&format!("nginx:latest@{DIGEST}")).expect("a reference"));
}

#[test]
fn what_is_wrong_is_named() {
    let digest = |digits: usize| format!("nginx@sha256:{}", "a".repeat(digits));
    for (written, said) in [
        ("", "is empty; write"),
        (" nginx", "at character 1"),
        ("nginx latest", "at character 6"),
        ("nginx\n", "at character 6"),
        ("https://ghcr.io/acme/web", "no \"https://\" in front"),
        ("docker.io/", "the repository is empty"),
        ("/nginx", "the registry is empty"),
        ("nginx:", "the tag is empty"),
        ("nginx@", "the digest is empty"),
        (":1.27", "the repository is empty"),
        ("Nginx", "\"Nginx\" must be in lower case"),
        ("docker.io/Acme/web", "\"Acme/web\" must be in lower case"),
        ("acme//web", "\"\" cannot be part"),
        ("acme/web/", "\"\" cannot be part"),
        ("acme/-web", "\"-web\" cannot be part"),
        ("acme/web..x", "\"web..x\" cannot be part"),
        ("acme/web___x", "\"web___x\" cannot be part"),
        ("acme/wéb", "\"wéb\" cannot be part"),
        (&"a".repeat(64), "the id of an image"),
        (&format!("acme/{}", "x".repeat(251)), "256 characters; at most 255"),
        ("-x.io/app", "\"-x.io\" is neither"),
        ("a_b.io/app", "\"a_b.io\" is neither"),
        ("a..io/app", "\"a..io\" is neither"),
        ("[::g]/app", "is neither"),
        ("[::1]x/app", "is neither"),
        ("[::1/app", "is neither"),
        ("host:port/app", "\"port\" is not a port"),
        ("host:0/app", "\"0\" is not a port"),
        ("host:+80/app", "\"+80\" is not a port"),
        ("host:65536/app", "\"65536\" is not a port"),
        ("nginx:-x", "\"-x\" is not a tag"),
        ("nginx:a+b", "\"a+b\" is not a tag"),
        (&format!("nginx:{}", "x".repeat(129)), "129 characters; at most 128"),
        ("nginx@abcdef", "does not say its algorithm"),
        ("nginx@md5:abc", "\"md5\" is not an algorithm"),
        (&digest(63), "it has 63"),
        (&digest(65), "it has 65"),
        (&digest(64).to_uppercase().replace("NGINX@SHA256", "nginx@sha256"), "it has 'A'"),
        (&format!("nginx@{DIGEST}@{DIGEST}"), "it has '@'"),
    ] {
        let error = ImageReference::parse(written).expect_err(written);
        assert!(error.to_string().contains(said), "{written}: {error}");
    }
}

#[test]
fn an_error_does_not_quote_a_novel() {
    let error = ImageReference::parse(&format!("acme/{}_", "é".repeat(100_000))).expect_err("too much");
    assert!(matches!(error, ImageError::Component { .. }));
    assert!(error.to_string().len() < 400);
}

/// Texts that are references, and some that nearly are.
fn likely() -> impl Strategy<Value = String> {
    "((localhost|[A-Z]a|[a-zA-Z][a-z-]{0,3}\\.io|10\\.0\\.0\\.1|\\[::1\\]|index\\.docker\\.io|docker\\.io)(:[0-9]{1,5})?/)?\
     (library/)?[a-z0-9]{1,3}([._/-]|__)?[a-z0-9]{1,3}(:[a-zA-Z0-9_.-]{1,6})?(@sha256:[0-9a-f]{64})?"
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_normal_and_the_short_form_mean_what_was_written(text in likely()) {
        if let Ok(read) = ImageReference::parse(&text) {
            prop_assert_eq!(&ImageReference::parse(&read.to_string()).expect("our own text"), &read);
            prop_assert_eq!(&ImageReference::parse(&read.short()).expect("our own text"), &read);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}|[a-zA-Z0-9:/@._\\[\\]-]{0,40}") {
        if let Ok(read) = ImageReference::parse(&text) {
            prop_assert!(!read.repository().is_empty());
            prop_assert!(read.tag().is_some() || read.is_pinned());
        }
    }
}
