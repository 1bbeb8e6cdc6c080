//! Slows down whoever guesses: by user name and by client address, each on its own.
//!
//! | | user name | client address (IPv6: its /64) |
//! |---|---|---|
//! | failures without a wait | 5 | 20 |
//! | then a wait of | 1 s, doubled with every failure | the same |
//! | at most | 15 minutes | 15 minutes |
//! | forgotten after | 1 hour without an attempt, or a sign-in | 1 hour without an attempt |
//! | kept at most | 10,000 | 10,000 |
//!
//! An attempt counts as failed when it begins, so that many at once gain nothing; a sign-in takes it back. An attempt during
//! a wait is refused without a look at the password and does not make the wait longer.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::name::UserName;

const LONGEST_WAIT_SECONDS: i64 = 900;
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(1);
const KEPT_AT_MOST: usize = 10_000;
const FREE_BY_NAME: u32 = 5;
const FREE_BY_ADDRESS: u32 = 20;

/// How long to wait before the next attempt, in whole seconds, at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub u32);

/// Failed attempts.
#[derive(Debug, Default)]
pub struct Throttle {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    names: HashMap<UserName, Failures>,
    addresses: HashMap<IpAddr, Failures>,
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last: DateTime<Utc>,
}

impl Throttle {
    /// Begins an attempt, of a password for `name` or of something else (a token) without one.
    ///
    /// # Errors
    /// How long to wait, when the name or the address failed too often.
    pub fn attempt(
        &self,
        name: Option<&UserName>,
        address: IpAddr,
        now: DateTime<Utc>,
    ) -> Result<(), Wait> {
        let address = network(address);
        let mut known = self.known();
        let by_name = name.map(|name| wait(&known.names, name, FREE_BY_NAME, now));
        let by_address = wait(&known.addresses, &address, FREE_BY_ADDRESS, now);
        let longest = by_address.max(by_name.unwrap_or(0));
        if longest > 0 {
            return Err(Wait(longest));
        }
        if let Some(name) = name {
            count(&mut known.names, name.clone(), now);
        }
        count(&mut known.addresses, address, now);
        Ok(())
    }

    /// Takes the attempt back: it was a sign-in. The name is forgotten, other failures of the address are not.
    pub fn succeeded(&self, name: Option<&UserName>, address: IpAddr) {
        let address = network(address);
        let mut known = self.known();
        if let Some(name) = name {
            known.names.remove(name);
        }
        if let Some(failures) = known.addresses.get_mut(&address) {
            failures.count = failures.count.saturating_sub(1);
            if failures.count == 0 {
                known.addresses.remove(&address);
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A household or company has a whole /64 of IPv6 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Seconds still to wait, rounded up; 0 for none.
fn wait<K: Hash + Eq>(known: &HashMap<K, Failures>, key: &K, free: u32, now: DateTime<Utc>) -> u32 {
    let Some(failures) = known.get(key) else {
        return 0;
    };
    let since = now - failures.last;
    let Some(beyond) = failures.count.checked_sub(free) else {
        return 0;
    };
    if since >= FORGOTTEN_AFTER {
        return 0;
    }
    let whole = 1_i64
        .checked_shl(beyond.min(30))
        .unwrap_or(LONGEST_WAIT_SECONDS)
        .min(LONGEST_WAIT_SECONDS);
    let left = TimeDelta::seconds(whole) - since;
    // A clock set back must not make anybody wait longer than the longest wait.
    let left = left
        .num_milliseconds()
        .clamp(0, LONGEST_WAIT_SECONDS * 1000);
    u32::try_from((left + 999) / 1000).unwrap_or(u32::MAX)
}

fn count<K: Hash + Eq + Clone>(known: &mut HashMap<K, Failures>, key: K, now: DateTime<Utc>) {
    if known.len() >= KEPT_AT_MOST && !known.contains_key(&key) {
        known.retain(|_, failures| now - failures.last < FORGOTTEN_AFTER);
    }
    if known.len() >= KEPT_AT_MOST && !known.contains_key(&key) {
        // Whoever has failed least, and of those the longest ago: guessing under many names does not free the one under attack.
        let least = known
            .iter()
            .min_by_key(|(_, failures)| (failures.count, failures.last))
            .map(|(key, _)| key.clone());
        least.map(|key| known.remove(&key));
    }
    let fresh = Failures {
        count: 0,
        last: now,
    };
    let failures = known.entry(key).or_insert(fresh);
    if now - failures.last >= FORGOTTEN_AFTER {
        *failures = fresh;
    }
    failures.count = failures.count.saturating_add(1);
    failures.last = now;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_773_734_400 + seconds, 0).unwrap()
    }

    fn name(text: &str) -> UserName {
        UserName::parse(text).unwrap()
    }

    fn from(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn after_five_failures_the_wait_doubles() {
        let throttle = Throttle::default();
        let budi = name("budi");
        let mut now = 0;
        for _ in 0..5 {
            assert_eq!(
                throttle.attempt(Some(&budi), from("192.0.2.1"), at(now)),
                Ok(())
            );
        }
        for expected in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            let refused = throttle.attempt(Some(&budi), from("192.0.2.2"), at(now));
            assert_eq!(refused, Err(Wait(expected)), "from anywhere");
            now += i64::from(expected) - 1;
            let refused = throttle.attempt(Some(&budi), from("192.0.2.3"), at(now));
            assert_eq!(
                refused,
                Err(Wait(1)),
                "an attempt while waiting adds nothing"
            );
            now += 1;
            let other = from(&format!("198.51.100.{}", expected % 251));
            assert_eq!(throttle.attempt(Some(&budi), other, at(now)), Ok(()));
        }
        let sari = name("sari");
        assert_eq!(
            throttle.attempt(Some(&sari), from("192.0.2.9"), at(now)),
            Ok(())
        );
    }

    #[test]
    fn an_address_waits_whatever_names_it_tries() {
        let throttle = Throttle::default();
        for n in 0..20 {
            // Any address of the same /64.
            let address = from(&format!("2001:db8::{n:x}"));
            let tried = throttle.attempt(Some(&name(&format!("user{n}"))), address, at(0));
            assert_eq!(tried, Ok(()));
        }
        let sari = name("sari");
        assert_eq!(
            throttle.attempt(Some(&sari), from("2001:db8::99"), at(0)),
            Err(Wait(1))
        );
        assert_eq!(
            throttle.attempt(None, from("2001:db8::99"), at(0)),
            Err(Wait(1))
        );
        assert_eq!(
            throttle.attempt(Some(&sari), from("2001:db8:0:1::1"), at(0)),
            Ok(())
        );
    }

    #[test]
    fn a_sign_in_and_an_hour_are_forgiven() {
        let throttle = Throttle::default();
        let (budi, address) = (name("budi"), from("192.0.2.1"));
        for _ in 0..4 {
            throttle.attempt(Some(&budi), address, at(0)).unwrap();
        }
        throttle.attempt(Some(&budi), address, at(0)).unwrap();
        throttle.succeeded(Some(&budi), address);
        for _ in 0..5 {
            assert_eq!(throttle.attempt(Some(&budi), address, at(0)), Ok(()));
        }
        assert_eq!(throttle.attempt(Some(&budi), address, at(0)), Err(Wait(1)));
        for _ in 0..5 {
            assert_eq!(throttle.attempt(Some(&budi), address, at(3600)), Ok(()));
        }
        // Many sign-ins from one address (a proxy, an office) are no failures.
        for n in 0..100 {
            let somebody = name(&format!("user{n}"));
            assert_eq!(
                throttle.attempt(Some(&somebody), from("192.0.2.7"), at(0)),
                Ok(())
            );
            throttle.succeeded(Some(&somebody), from("192.0.2.7"));
        }
    }

    #[test]
    fn memory_is_bounded_and_the_name_under_attack_stays_known() {
        let throttle = Throttle::default();
        let budi = name("budi");
        for _ in 0..5 {
            throttle
                .attempt(Some(&budi), from("192.0.2.1"), at(0))
                .unwrap();
        }
        for n in 0..KEPT_AT_MOST as u32 + 50 {
            let address = IpAddr::from((0x0a00_0000 + n).to_be_bytes());
            throttle
                .attempt(Some(&name(&format!("u{n}"))), address, at(0))
                .unwrap();
        }
        let known = throttle.known();
        assert_eq!(known.names.len(), KEPT_AT_MOST);
        assert_eq!(known.addresses.len(), KEPT_AT_MOST);
        drop(known);
        assert_eq!(
            throttle.attempt(Some(&budi), from("192.0.2.2"), at(0)),
            Err(Wait(1))
        );
    }

    proptest! {
        /// In any hour at most so many attempts get through as the back-off allows: 5, and one for each of its waits.
        #[test]
        fn no_pattern_of_attempts_beats_the_back_off(gaps in proptest::collection::vec(0_i64..400, 1..600)) {
            let throttle = Throttle::default();
            let budi = name("budi");
            let (mut now, mut through) = (0, 0);
            for (n, gap) in gaps.iter().enumerate() {
                now += gap;
                if now >= 3600 {
                    break;
                }
                let address = IpAddr::from((0x0a00_0000 + n as u32).to_be_bytes());
                let outcome = throttle.attempt(Some(&budi), address, at(now));
                through += u32::from(outcome.is_ok());
                if let Err(Wait(wait)) = outcome {
                    prop_assert!((1..=900).contains(&wait));
                }
            }
            // 5 free; waits of 1+2+...+512 s are 1023 s, then 900 s each: 10 + 2 more within an hour.
            prop_assert!(through <= 5 + 10 + 3, "{through}");
        }
    }
}
