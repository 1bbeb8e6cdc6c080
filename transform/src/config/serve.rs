//! `[serve]`: how the server may be reached, and by whom. None of it moves a figure.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use ipnet::IpNet;

use super::error::Faults;
use super::section::{At, Section};

/// What the configuration says of the server. Files need not be there: other commands read the same configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServeConfig {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// The users file; without one there are no accounts.
    pub users: Option<PathBuf>,
    /// The audit log; with accounts there is always one.
    pub audit: Option<PathBuf>,
    /// Certificate and key, in PEM.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Names under which browsers ask for the server, without port.
    pub hosts: Vec<String>,
    /// Hours after which a session ends.
    pub session_hours: u32,
    /// Hours without a request after which a session ends.
    pub idle_hours: u32,
    /// The proxy of the single sign-on.
    pub proxy: Option<ProxyConfig>,
    /// What statements of people may use, on the pages and over the PostgreSQL protocol.
    pub sql: SqlConfig,
    /// Folder of saved queries, `.sql` files.
    pub queries: PathBuf,
    /// Where PostgreSQL clients connect; without it they cannot.
    pub postgres: Option<SocketAddr>,
}

/// What one statement may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqlConfig {
    /// Seconds from its start to its last row.
    pub seconds: u32,
    /// Memory in MiB, for the statements of one person at a time; what sorts and groups need beyond it goes to temporary files.
    pub memory_mib: u32,
    /// Rows of an answer over the PostgreSQL protocol and as JSON; one more is an error, never a cut.
    pub rows: u32,
}

impl Default for SqlConfig {
    fn default() -> Self {
        Self {
            seconds: 60,
            memory_mib: 512,
            rows: 1_000_000,
        }
    }
}

/// The proxy that says who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyConfig {
    /// Header in which it names the user.
    pub header: String,
    /// Where it asks from.
    pub addresses: Vec<IpNet>,
}

impl Default for ServeConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            users: None,
            audit: None,
            tls: None,
            hosts: Vec::new(),
            session_hours: 12,
            idle_hours: 2,
            proxy: None,
            sql: SqlConfig::default(),
            queries: PathBuf::from("kueri"),
            postgres: None,
        }
    }
}

/// Reads `[serve]`; without it the server is for this machine alone. Relative paths start at `folder`.
pub(super) fn serve(root: &Section<'_>, folder: &Path, faults: &mut Faults<'_>) -> ServeConfig {
    let mut out = ServeConfig::default();
    out.queries = folder.join(out.queries);
    let Some(section) = root.section(faults, "serve") else {
        return out;
    };
    let path = |name, faults: &mut Faults<'_>| {
        let given = section.text(faults, name);
        given.map(|path| folder.join(path.value))
    };
    out.users = path("users", faults);
    out.audit = path("audit", faults);
    if let (None, Some(users)) = (&out.audit, &out.users) {
        out.audit = Some(users.with_file_name("audit.jsonl"));
    }
    let certificate = path("tls_certificate", faults);
    let key = path("tls_key", faults);
    out.tls = match (certificate, key) {
        (Some(certificate), Some(key)) => Some((certificate, key)),
        (None, None) => None,
        (given, _) => {
            let lacks = given.map_or("tls_certificate", |_| "tls_key");
            section.fault(
                faults,
                format!(
                    "{lacks} is missing; TLS needs tls_certificate and tls_key, both PEM files"
                ),
            );
            None
        }
    };
    if let Some(listen) = section.text(faults, "listen") {
        match listen.value.parse() {
            Ok(address) => out.listen = address,
            Err(_) => faults.add(
                listen.offset,
                listen.key,
                format!("{:?} is no address with a port; write such as \"127.0.0.1:8080\" or \"0.0.0.0:8443\"", listen.value),
            ),
        }
    }
    let hosts = section.texts(faults, "hosts").unwrap_or_default();
    out.hosts = hosts
        .into_iter()
        .filter_map(|host| name(host, faults))
        .collect();
    out.session_hours = hours(&section, "session_hours", out.session_hours, faults);
    out.idle_hours = hours(&section, "idle_hours", out.idle_hours, faults);
    if let Some(proxy) = section.section(faults, "proxy") {
        out.proxy = self::proxy(&proxy, faults);
    }
    if let Some(queries) = path("queries", faults) {
        out.queries = queries;
    }
    if let Some(sql) = section.section(faults, "sql") {
        out.sql = self::sql(&sql, faults);
    }
    if let Some(postgres) = section.section(faults, "postgres") {
        out.postgres = self::postgres(&postgres, &out, faults);
    }
    section.no_other_keys(faults);
    together(&section, &out, faults);
    out
}

/// What is not safe together. The server refuses the same, also for an address of the command line.
fn together(section: &Section<'_>, config: &ServeConfig, faults: &mut Faults<'_>) {
    let mut fault = |key: &str, message: &str| {
        faults.add(section.offset_of(key), section.key(key), message.to_owned());
    };
    let has_proxy = section.value("proxy").is_some();
    let has_tls = ["tls_certificate", "tls_key"]
        .iter()
        .any(|key| section.offset_of(key) != section.offset);
    if has_proxy && config.users.is_none() {
        fault(
            "proxy",
            "a trusted proxy needs accounts, which say what its users may do; write users = \"users.toml\"",
        );
    }
    if config.listen.ip().to_canonical().is_loopback() {
        return;
    }
    if config.users.is_none() {
        fault(
            "listen",
            "this can be reached from other machines, and there are no accounts; write users = \"users.toml\", or listen = \"127.0.0.1:8080\"",
        );
        return;
    }
    if !has_tls && !has_proxy {
        fault(
            "listen",
            "this can be reached from other machines without encryption; write tls_certificate and tls_key, or [serve.proxy] if the proxy in front has them",
        );
    }
    if section.value("hosts").is_none() {
        fault(
            "listen",
            "this can be reached from other machines; write under which names: hosts = [\"norma.example.go.id\"]",
        );
    }
}

/// A host name or address without scheme, port or path.
fn name(given: At<String>, faults: &mut Faults<'_>) -> Option<String> {
    let text = given.value.trim_start_matches('[').trim_end_matches(']');
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let known = text.parse::<IpAddr>().is_ok() || (!text.is_empty() && text.chars().all(plain));
    if known {
        return Some(text.to_ascii_lowercase());
    }
    let message = format!(
        "{:?} is no host name; write it without https://, port and path, such as \"norma.example.go.id\"",
        given.value
    );
    faults.add(given.offset, given.key, message);
    None
}

fn hours(section: &Section<'_>, name: &'static str, usual: u32, faults: &mut Faults<'_>) -> u32 {
    between(section, name, usual, 1, 168, faults)
}

fn sql(section: &Section<'_>, faults: &mut Faults<'_>) -> SqlConfig {
    let usual = SqlConfig::default();
    let out = SqlConfig {
        seconds: between(section, "seconds", usual.seconds, 1, 3_600, faults),
        memory_mib: between(section, "memory_mib", usual.memory_mib, 16, 65_536, faults),
        rows: between(section, "rows", usual.rows, 1, 100_000_000, faults),
    };
    section.no_other_keys(faults);
    out
}

/// A number that must not be out of bounds.
fn between(
    section: &Section<'_>,
    name: &'static str,
    usual: u32,
    least: u32,
    most: u32,
    faults: &mut Faults<'_>,
) -> u32 {
    let Some(given) = section.integer(faults, name) else {
        return usual;
    };
    match u32::try_from(given.value) {
        Ok(number) if (least..=most).contains(&number) => number,
        _ => {
            let message = format!(
                "{} is not between {least} and {most}; write such as {name} = {usual}",
                given.value
            );
            faults.add(given.offset, given.key, message);
            usual
        }
    }
}

/// The address of the PostgreSQL port, if it is a safe one.
fn postgres(
    section: &Section<'_>,
    config: &ServeConfig,
    faults: &mut Faults<'_>,
) -> Option<SocketAddr> {
    let listen = section.text(faults, "listen");
    section.no_other_keys(faults);
    let Some(listen) = listen else {
        section.fault(
            faults,
            "listen is missing; write such as listen = \"127.0.0.1:5432\"".to_owned(),
        );
        return None;
    };
    let mut fault = |message: String| faults.add(listen.offset, listen.key.clone(), message);
    let Ok(address) = listen.value.parse::<SocketAddr>() else {
        fault(format!(
            "{:?} is no address with a port; write such as \"127.0.0.1:5432\"",
            listen.value
        ));
        return None;
    };
    if !address.ip().to_canonical().is_loopback() {
        if config.users.is_none() {
            fault("this can be reached from other machines, and there are no accounts; write users = \"users.toml\" into [serve], or listen = \"127.0.0.1:5432\"".to_owned());
        } else if config.tls.is_none() {
            fault("PostgreSQL clients would send everything in clear; write tls_certificate and tls_key into [serve], or listen = \"127.0.0.1:5432\"".to_owned());
        }
    }
    Some(address)
}

fn proxy(section: &Section<'_>, faults: &mut Faults<'_>) -> Option<ProxyConfig> {
    let header = section.text(faults, "header");
    let addresses = section.texts(faults, "addresses").unwrap_or_default();
    for (key, example) in [
        ("header", "\"X-Remote-User\""),
        ("addresses", "[\"10.0.0.5\"]"),
    ] {
        if section.offset_of(key) == section.offset {
            section.fault(faults, format!("{key} is missing; write {key} = {example}"));
        }
    }
    let nets = addresses.into_iter().filter_map(|at| network(at, faults));
    let addresses: Vec<IpNet> = nets.collect();
    section.no_other_keys(faults);
    let header = header?;
    let token = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let standard = [
        "authorization",
        "cookie",
        "host",
        "origin",
        "x-forwarded-for",
    ];
    let lower = header.value.to_ascii_lowercase();
    if lower.is_empty() || !lower.chars().all(token) || standard.contains(&lower.as_str()) {
        let message = format!(
            "{:?} cannot be the header that names the user; write such as \"X-Remote-User\"",
            header.value
        );
        faults.add(header.offset, header.key, message);
        return None;
    }
    Some(ProxyConfig {
        header: lower,
        addresses,
    })
}

/// An address, or a network that is not the whole world.
fn network(given: At<String>, faults: &mut Faults<'_>) -> Option<IpNet> {
    let text = given.value.trim();
    let single = text.parse::<IpAddr>().ok().map(IpNet::from);
    let net = single.or_else(|| text.parse().ok());
    let message = match net {
        Some(net) if net.prefix_len() > 0 => return Some(net),
        Some(_) => "this is everybody; write the addresses of the proxy alone",
        None => "this is no address; write such as \"10.0.0.5\" or \"10.0.0.0/28\"",
    };
    faults.add(given.offset, given.key, message);
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use toml::de::DeTable;

    /// What is read, and the faults as `LINE: KEY: MESSAGE`.
    fn read(text: &str) -> (ServeConfig, Vec<String>) {
        let file = Path::new("/etc/norma/norma.toml");
        let mut faults = Faults::new(file, text);
        let (table, _) = DeTable::parse_recoverable(text);
        let root = Section::new(table.get_ref(), "", 0);
        let config = serve(&root, file.parent().unwrap(), &mut faults);
        let errors = faults.finish().map_or_else(Vec::new, |errors| errors.0);
        let told = errors
            .iter()
            .map(|e| format!("{}: {}: {}", e.line, e.key, e.message));
        (config, told.collect())
    }

    #[test]
    fn without_a_section_the_server_is_for_this_machine() {
        let (config, faults) = read("");
        let expected = ServeConfig {
            queries: "/etc/norma/kueri".into(),
            ..ServeConfig::default()
        };
        assert_eq!(config, expected);
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert!(faults.is_empty());
    }

    #[test]
    fn everything_that_can_be_said() {
        let (config, faults) = read(
            "[serve]\nlisten = \"0.0.0.0:8443\"\nusers = \"users.toml\"\ntls_certificate = \"tls/server.pem\"\ntls_key = \"/keys/server.key\"\n\
             hosts = [\"Norma.example.go.id\", \"10.1.2.3\"]\nsession_hours = 8\nidle_hours = 1\n\
             queries = \"sql\"\n[serve.sql]\nseconds = 5\nmemory_mib = 64\nrows = 1000\n[serve.postgres]\nlisten = \"0.0.0.0:5432\"\n\
             [serve.proxy]\nheader = \"X-Remote-User\"\naddresses = [\"10.0.0.5\", \"10.1.0.0/24\", \"2001:db8::5\"]\n",
        );
        assert_eq!(faults, Vec::<String>::new());
        let expected = ServeConfig {
            listen: "0.0.0.0:8443".parse().unwrap(),
            users: Some("/etc/norma/users.toml".into()),
            audit: Some("/etc/norma/audit.jsonl".into()),
            tls: Some((
                "/etc/norma/tls/server.pem".into(),
                "/keys/server.key".into(),
            )),
            hosts: vec!["norma.example.go.id".to_owned(), "10.1.2.3".to_owned()],
            session_hours: 8,
            idle_hours: 1,
            proxy: Some(ProxyConfig {
                header: "x-remote-user".to_owned(),
                addresses: ["10.0.0.5/32", "10.1.0.0/24", "2001:db8::5/128"]
                    .map(|net| net.parse().unwrap())
                    .to_vec(),
            }),
            sql: SqlConfig {
                seconds: 5,
                memory_mib: 64,
                rows: 1_000,
            },
            queries: "/etc/norma/sql".into(),
            postgres: Some("0.0.0.0:5432".parse().unwrap()),
        };
        assert_eq!(config, expected);
    }

    #[test]
    fn what_is_wrong_or_not_safe_is_told_with_its_line() {
        let accounts = "[serve]\nusers = \"u.toml\"\n";
        for (text, expected) in [
            ("[serve]\nlisten = \"8080\"\n".to_owned(), vec!["2: serve.listen: \"8080\" is no address"]),
            (
                "[serve]\nlisten = \"0.0.0.0:80\"\n".to_owned(),
                vec!["2: serve.listen: this can be reached from other machines, and there are no accounts"],
            ),
            (
                format!("{accounts}listen = \"[::]:80\"\n"),
                vec![
                    "3: serve.listen: this can be reached from other machines without encryption",
                    "3: serve.listen: this can be reached from other machines; write under which names",
                ],
            ),
            (
                format!("{accounts}tls_key = \"k\"\nsession_hours = 0\nidle_hours = 200\nuser = \"x\"\n"),
                vec![
                    "1: serve: tls_certificate is missing",
                    "4: serve.session_hours: 0 is not between",
                    "5: serve.idle_hours: 200 is not between",
                    "6: serve.user: unknown key",
                ],
            ),
            (
                format!("{accounts}hosts = [\"https://norma\", \"a:1\"]\n"),
                vec!["3: serve.hosts: \"https://norma\" is no host name", "3: serve.hosts: \"a:1\" is no host name"],
            ),
            (
                "[serve.proxy]\nheader = \"Cookie\"\naddresses = [\"0.0.0.0/0\", \"proxy.local\"]\n".to_owned(),
                vec![
                    "1: serve.proxy: a trusted proxy needs accounts",
                    "2: serve.proxy.header: \"Cookie\" cannot be",
                    "3: serve.proxy.addresses: this is everybody",
                    "3: serve.proxy.addresses: this is no address",
                ],
            ),
            (
                format!("{accounts}[serve.sql]\nseconds = 0\nmemory_mib = 1\nrows = -1\nrow = 1\n"),
                vec![
                    "4: serve.sql.seconds: 0 is not between 1 and 3600",
                    "5: serve.sql.memory_mib: 1 is not between 16",
                    "6: serve.sql.rows: -1 is not between",
                    "7: serve.sql.row: unknown key; did you mean \"rows\"?",
                ],
            ),
            (
                "[serve.postgres]\nlisten = \"0.0.0.0:5432\"\n".to_owned(),
                vec!["2: serve.postgres.listen: this can be reached from other machines, and there are no accounts"],
            ),
            (
                format!("{accounts}[serve.postgres]\nlisten = \"[::]:5432\"\n"),
                vec!["4: serve.postgres.listen: PostgreSQL clients would send everything in clear"],
            ),
            (
                "[serve.postgres]\nport = 5432\n".to_owned(),
                vec!["1: serve.postgres: listen is missing", "2: serve.postgres.port: unknown key"],
            ),
            (
                "[serve.postgres]\nlisten = \"5432\"\n".to_owned(),
                vec!["2: serve.postgres.listen: \"5432\" is no address"],
            ),
            (
                format!("{accounts}[serve.proxy]\nheaders = \"X\"\n"),
                vec![
                    "3: serve.proxy: header is missing",
                    "3: serve.proxy: addresses is missing",
                    "4: serve.proxy.headers: unknown key; did you mean \"header\"?",
                ],
            ),
        ] {
            let (_, faults) = read(&text);
            assert_eq!(faults.len(), expected.len(), "{text}\n{faults:#?}");
            for (fault, expected) in faults.iter().zip(expected) {
                assert!(fault.starts_with(expected), "{fault}\n{expected}");
            }
        }
    }
}
