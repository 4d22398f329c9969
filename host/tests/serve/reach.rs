//! What a component reaches: servers, variables and files that the manifest names, nothing else.

use std::net::TcpListener;

use crate::harness::{HEAD, Host, manifest, probe};
use crate::support::Shared;

/// `host:port` of a URL of the test servers.
fn server(url: &str) -> &str {
    let rest = url.split_once("://").unwrap().1;
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    rest.split('/').next().unwrap()
}

#[test]
fn named_servers_are_reached() {
    let (postgres, redis) = (Shared::postgres(), Shared::redis());
    let (postgres, redis) = (postgres.url(), redis.url());
    let (database, cache) = (server(&postgres), server(&redis));
    let host = Host::with(
        &format!(
            "{HEAD}
[variables]
database_host = {{ required = true }}
[[trigger.http]]
route = '/...'
component = 'probe'
[component.probe]
source = '{}'
allowed_outbound_hosts = ['postgres://{{{{ database_host }}}}', 'redis://{cache}']
",
            probe().display()
        ),
        &["--variable", &format!("database_host={database}")],
    );
    assert_eq!(host.ask(&format!("/pg?{postgres}")), (200, "42".to_owned()));
    assert_eq!(host.ask(&format!("/redis?{redis}")), (200, "kept".to_owned()));
    assert_eq!(host.ask("/readyz").0, 200);
    let open = format!(r#"rongtong_postgres_connections_open{{server="{database}"}}"#);
    assert_eq!(host.metric(&open), 1.0);
    let opened = format!(r#"rongtong_redis_connections_opened{{server="{cache}"}}"#);
    assert_eq!(host.metric(&opened), 1.0);
}

#[test]
fn other_servers_are_refused() {
    let (postgres, redis) = (Shared::postgres(), Shared::redis());
    let host = Host::start(&manifest("allowed_outbound_hosts = ['postgres://elsewhere:5432']"));
    let (status, text) = host.ask(&format!("/pg?{}", postgres.url()));
    assert_eq!(status, 502);
    assert!(text.contains("not permitted"), "{text}");
    assert_eq!(host.ask(&format!("/redis?{}", redis.url())).0, 502);
}

#[test]
fn http_goes_where_it_may() {
    let other = Host::start(&manifest(""));
    let address = other.address();
    let host = Host::start(&manifest(&format!("allowed_outbound_hosts = ['http://{address}']")));
    assert_eq!(host.ask(&format!("/out?http://{address}/hello")), (200, "200".to_owned()));
    let elsewhere = Host::start(&manifest(""));
    let (status, text) = elsewhere.ask(&format!("/out?http://{address}/hello"));
    assert_eq!((status, text.contains("HttpRequestDenied")), (502, true), "{text}");
}

#[test]
fn there_are_no_sockets() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let host = Host::start(&manifest("allowed_outbound_hosts = ['http://*:*']"));
    assert_eq!(host.ask(&format!("/connect?{address}")).0, 502);
}

#[test]
fn readiness_needs_the_servers() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let hosts = format!("allowed_outbound_hosts = ['redis://127.0.0.1:{port}']");
    let host = Host::start(&manifest(&hosts));
    let (status, text) = host.ask("/readyz");
    assert_eq!((status, text.contains(&port.to_string())), (503, true), "{text}");
    assert_eq!(host.ask("/healthz").0, 200);
}

#[test]
fn variables_and_environment_are_the_components_own() {
    let source = probe().display();
    let host = Host::with(
        &format!(
            "{HEAD}
[variables]
who = {{ default = 'nobody' }}
key = {{ required = true, secret = true }}
[[trigger.http]]
route = '/...'
component = 'probe'
[component.probe]
source = '{source}'
environment = {{ COLOUR = 'red' }}
[component.probe.variables]
greeting = 'hello {{{{ who }}}} {{{{ key }}}}'
"
        ),
        &["--variable", "key=k=1"],
    );
    assert_eq!(host.ask("/variable?greeting"), (200, "hello nobody k=1".to_owned()));
    assert_eq!(host.ask("/variable?who").0, 502);
    assert_eq!(host.ask("/variable?Wrong").0, 502);
    assert_eq!(host.ask("/environment?COLOUR"), (200, "red".to_owned()));
    assert_eq!(host.ask("/environment?PATH").0, 502);
}

#[test]
fn files_are_read_only() {
    let host = Host::start(&manifest("files = [{ source = 'site', destination = '/www' }]"));
    assert_eq!(host.ask("/file?/www/page.txt"), (200, "a page".to_owned()));
    assert_eq!(host.ask("/file?/spin.toml").0, 502);
    assert_eq!(host.ask("/file?/www/../../spin.toml").0, 502);
    assert_eq!(host.ask("/write?/www/page.txt").0, 502);
    assert_eq!(host.ask("/write?/www/new.txt").0, 502);
    let page = std::fs::read_to_string(host.folder().join("site/page.txt")).unwrap();
    assert_eq!(page, "a page");
}
