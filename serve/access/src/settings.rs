//! What the configuration says, and what is refused before anything listens.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use axum::http::uri::Authority;
use thiserror::Error;

use crate::proxy::TrustedProxy;
use crate::session::SessionLimits;

/// How the server may be reached, and by whom.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// The users file; without one there are no accounts.
    pub users: Option<PathBuf>,
    /// The audit log; with accounts there must be one.
    pub audit: Option<PathBuf>,
    /// Certificate and key.
    pub tls: Option<TlsFiles>,
    /// Names under which browsers ask for the server, without port. Names of this machine's loopback are always answered.
    pub hosts: Vec<String>,
    /// The proxy of the single sign-on.
    pub proxy: Option<TrustedProxy>,
    /// How long sessions last.
    pub sessions: SessionLimits,
}

/// Where certificate and key are, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, with those between it and the authority.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Combinations that would let somebody in, or overhear, who must not.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SettingsError {
    /// The address can be reached from elsewhere, and nobody would be asked who they are.
    #[error(
        "{0} can be reached from other machines, and there are no accounts; use 127.0.0.1 or [::1], such as --listen 127.0.0.1:8080, or name a users file: [serve] users"
    )]
    NoAccounts(SocketAddr),
    /// A proxy names users that nobody knows.
    #[error(
        "a trusted proxy needs accounts, which say what its users may do; name a users file: [serve] users"
    )]
    ProxyWithoutAccounts,
    /// Passwords would cross the network in clear.
    #[error(
        "{0} can be reached from other machines without encryption; name tls_certificate and tls_key in [serve], or the trusted proxy in front that has them"
    )]
    Clear(SocketAddr),
    /// Any name would be answered.
    #[error(
        "{0} can be reached from other machines; say under which names: [serve] hosts = [\"norma.example.go.id\"]"
    )]
    NoHosts(SocketAddr),
    /// Nothing would be written down.
    #[error("with accounts there must be an audit log; name its file: [serve] audit")]
    NoAudit,
    /// A proxy without addresses would be anybody.
    #[error(
        "the trusted proxy has no addresses; name them: [serve.proxy] addresses = [\"10.0.0.5\"]"
    )]
    NoProxyAddresses,
}

impl Settings {
    /// This machine alone, without accounts.
    pub fn local(listen: SocketAddr) -> Self {
        Self {
            listen,
            users: None,
            audit: None,
            tls: None,
            hosts: Vec::new(),
            proxy: None,
            sessions: SessionLimits::default(),
        }
    }

    /// Refuses what is not safe.
    pub fn check(&self) -> Result<(), SettingsError> {
        let local = self.listen.ip().to_canonical().is_loopback();
        if self.users.is_none() {
            if !local {
                return Err(SettingsError::NoAccounts(self.listen));
            }
            if self.proxy.is_some() {
                return Err(SettingsError::ProxyWithoutAccounts);
            }
            return Ok(());
        }
        if self.audit.is_none() {
            return Err(SettingsError::NoAudit);
        }
        if self.proxy.as_ref().is_some_and(|p| p.addresses.is_empty()) {
            return Err(SettingsError::NoProxyAddresses);
        }
        if !local && self.tls.is_none() && self.proxy.is_none() {
            return Err(SettingsError::Clear(self.listen));
        }
        if !local && self.hosts.is_empty() {
            return Err(SettingsError::NoHosts(self.listen));
        }
        Ok(())
    }

    /// Whether browsers reach the server over TLS, its own or the proxy's.
    pub fn is_secure(&self) -> bool {
        self.tls.is_some() || self.proxy.is_some()
    }

    /// Whether `host`, as a browser sends it, is a name of this server. A page of another site can make a browser ask
    /// this server under that site's name (DNS rebinding).
    pub fn answers_to(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else {
            return false;
        };
        let name = authority.host();
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        name.eq_ignore_ascii_case("localhost")
            || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
            || self.hosts.iter().any(|own| {
                let own = own.trim_start_matches('[').trim_end_matches(']');
                own.eq_ignore_ascii_case(bare)
            })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_not_safe_is_refused() {
        let local: SocketAddr = "127.0.0.1:8080".parse().unwrap();
        let everywhere: SocketAddr = "0.0.0.0:8080".parse().unwrap();
        let tls = || {
            Some(TlsFiles {
                certificate: "c.pem".into(),
                key: "k.pem".into(),
            })
        };
        let proxy = |addresses: &[&str]| {
            Some(TrustedProxy {
                header: "x-remote-user".parse().unwrap(),
                addresses: addresses.iter().map(|a| a.parse().unwrap()).collect(),
            })
        };
        let accounts = |listen| Settings {
            users: Some("users.toml".into()),
            audit: Some("audit.jsonl".into()),
            ..Settings::local(listen)
        };
        let hosts = vec!["norma.example".to_owned()];
        let with = |settings: Settings, change: &dyn Fn(&mut Settings)| {
            let mut settings = settings;
            change(&mut settings);
            settings.check()
        };
        assert_eq!(Settings::local(local).check(), Ok(()));
        assert_eq!(Settings::local("[::1]:0".parse().unwrap()).check(), Ok(()));
        for address in ["0.0.0.0:1", "[::]:1", "192.0.2.1:1", "[::ffff:192.0.2.1]:1"] {
            let address = address.parse().unwrap();
            let refused = Settings::local(address).check();
            assert_eq!(refused, Err(SettingsError::NoAccounts(address)));
        }
        let refused = with(Settings::local(local), &|s| {
            s.proxy = proxy(&["10.0.0.1/32"]);
        });
        assert_eq!(refused, Err(SettingsError::ProxyWithoutAccounts));
        assert_eq!(accounts(local).check(), Ok(()));
        let refused = with(accounts(local), &|s| s.audit = None);
        assert_eq!(refused, Err(SettingsError::NoAudit));
        let refused = with(accounts(everywhere), &|s| s.hosts.clone_from(&hosts));
        assert_eq!(refused, Err(SettingsError::Clear(everywhere)));
        let refused = with(accounts(everywhere), &|s| s.tls = tls());
        assert_eq!(refused, Err(SettingsError::NoHosts(everywhere)));
        let refused = with(accounts(local), &|s| s.proxy = proxy(&[]));
        assert_eq!(refused, Err(SettingsError::NoProxyAddresses));
        let settled = with(accounts(everywhere), &|s| {
            s.tls = tls();
            s.hosts.clone_from(&hosts);
        });
        assert_eq!(settled, Ok(()));
        let settled = with(accounts(everywhere), &|s| {
            s.proxy = proxy(&["10.0.0.0/8"]);
            s.hosts.clone_from(&hosts);
        });
        assert_eq!(settled, Ok(()));
    }

    #[test]
    fn names_that_are_answered() {
        let mut settings = Settings::local("127.0.0.1:8080".parse().unwrap());
        settings.hosts = vec!["norma.example".to_owned(), "10.1.2.3".to_owned()];
        for name in [
            "localhost:8080",
            "127.0.0.1",
            "[::1]:8080",
            "NORMA.example:443",
            "10.1.2.3:8443",
        ] {
            assert!(settings.answers_to(name), "{name}");
        }
        for name in [
            "",
            "evil.example",
            "norma.example.evil.example",
            "xnorma.example",
            "10.1.2.4",
            "a b",
        ] {
            assert!(!settings.answers_to(name), "{name}");
        }
    }
}
