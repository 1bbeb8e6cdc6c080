//! The ministry's single sign-on: a proxy in front of the server says who somebody is. Off unless configured.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

/// The proxy that is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedProxy {
    /// Header in which it names the user.
    pub header: HeaderName,
    /// Where it asks from. The same header from anywhere else is refused.
    pub addresses: Vec<IpNet>,
}

impl TrustedProxy {
    /// Whether the proxy is at this address.
    pub fn is_at(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.addresses.iter().any(|net| net.contains(&address))
    }

    /// Whom the proxy asks for: the last address of `X-Forwarded-For` that is no proxy. Those before it are what the
    /// client itself may have written.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let said = headers.get_all("x-forwarded-for").iter();
        let said: Vec<&str> = said
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        for address in said.iter().rev() {
            match address.trim().parse::<IpAddr>() {
                Ok(address) if self.is_at(address) => {}
                Ok(address) => return address.to_canonical(),
                Err(_) => break,
            }
        }
        peer
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_client_is_the_last_that_is_no_proxy() {
        let proxy = TrustedProxy {
            header: HeaderName::from_static("x-remote-user"),
            addresses: vec![
                "10.0.0.0/24".parse().unwrap(),
                "2001:db8::1/128".parse().unwrap(),
            ],
        };
        let peer = "10.0.0.7".parse().unwrap();
        for (said, expected) in [
            (None, "10.0.0.7"),
            (Some("192.0.2.5"), "192.0.2.5"),
            (Some("6.6.6.6, 192.0.2.5, 10.0.0.9"), "192.0.2.5"),
            (Some("6.6.6.6, unknown, 10.0.0.9"), "10.0.0.7"),
            (Some("::ffff:192.0.2.5"), "192.0.2.5"),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(said) = said {
                headers.insert("x-forwarded-for", said.parse().unwrap());
            }
            assert_eq!(
                proxy.client(peer, &headers).to_string(),
                expected,
                "{said:?}"
            );
        }
        assert!(proxy.is_at("::ffff:10.0.0.200".parse().unwrap()));
        assert!(!proxy.is_at("10.0.1.1".parse().unwrap()));
    }
}
