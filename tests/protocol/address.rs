//! Where a plugin listens, and what is left of it afterwards.

use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::PathBuf;

use testkit::client::Launch;

use crate::ending::{SOON, shut_down};
use crate::serving::assert_serves;

promise!(it_listens_on_a_unix_socket_in_a_directory_that_only_its_owner_may_enter, |binary| {
    let home = tempfile::tempdir().expect("a directory");
    let parent = home.path().to_str().expect("utf-8");
    let plugin = Launch::new(binary).with("PLUGIN_UNIX_SOCKET_DIR", parent).start().await;
    assert_eq!(plugin.handshake().network, "unix");
    let socket = PathBuf::from(plugin.handshake().place);
    assert!(socket.symlink_metadata().expect("is there").file_type().is_socket());
    let directory = socket.parent().expect("a parent");
    assert_eq!(directory.parent(), Some(home.path()), "where the host asked for it");
    assert_eq!(directory.metadata().expect("is there").permissions().mode() & 0o777, 0o700);
});

promise!(the_socket_and_its_directory_go_when_the_process_ends, |binary| {
    for by_signal in [false, true] {
        let home = tempfile::tempdir().expect("a directory");
        let parent = home.path().to_str().expect("utf-8");
        let mut plugin = Launch::new(binary).with("TMPDIR", parent).start().await;
        let host = plugin.connect().await;
        assert_eq!(home.path().read_dir().expect("readable").count(), 1);
        if by_signal {
            plugin.signal("TERM");
        } else {
            shut_down(&host).await;
        }
        assert!(plugin.ends_within(SOON).await.success());
        assert_eq!(home.path().read_dir().expect("readable").count(), 0, "by signal: {by_signal}");
    }
});

promise!(a_place_too_deep_for_a_socket_gives_way_to_a_shorter_one, |binary| {
    let home = tempfile::tempdir().expect("a directory");
    let deep = home.path().join("d".repeat(100));
    std::fs::create_dir(&deep).expect("created");
    let plugin = Launch::new(binary).with("TMPDIR", deep.to_str().expect("utf-8")).start().await;
    assert_eq!(plugin.handshake().network, "unix");
    assert!(plugin.handshake().place.len() < 108);
    assert_eq!(deep.read_dir().expect("readable").count(), 0, "nothing is left in the deep place");
    assert_serves(&plugin.connect().await).await;
});

promise!(where_no_socket_can_be_it_takes_a_loopback_port_of_the_hosts_range, |binary| {
    let launch = Launch::new(binary).with("PLUGIN_UNIX_SOCKET_DIR", "/nonexistent");
    let plugin = launch.with("PLUGIN_MIN_PORT", "21000").with("PLUGIN_MAX_PORT", "21999").start().await;
    assert_eq!(plugin.handshake().network, "tcp");
    let address: std::net::SocketAddr = plugin.handshake().place.parse().expect("an address");
    assert!(address.ip().is_loopback() && (21000..=21999).contains(&address.port()), "{address}");
    assert_serves(&plugin.connect().await).await;
});
