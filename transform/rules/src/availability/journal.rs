//! What a monitor said, kept small: a sample that comes late can only find its place among the instants of the others.

use super::State;
use crate::Instant;

/// Samples in order of time as runs of (distance, state), a few bytes each: a monitor that keeps its interval needs no more
/// room for a year than for a day, one whose checks come a second early or late about two bytes a sample.
#[derive(Debug, Default)]
pub(super) struct Journal {
    bytes: Vec<u8>,
    last: i64,
    run: Run,
}

/// `count` samples of one state, each `distance` seconds after the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Run {
    distance: u64,
    state: u8,
    count: u64,
}

impl Journal {
    /// Adds a sample, no earlier than the last. The distance of the first is that from 1970.
    #[inline]
    pub fn push(&mut self, at: Instant, state: State) {
        let distance = at.0.wrapping_sub(self.last) as u64;
        let state = state as u8;
        self.last = at.0;
        if distance == self.run.distance && state == self.run.state {
            self.run.count += 1;
        } else {
            self.write();
            self.run = Run {
                distance,
                state,
                count: 1,
            };
        }
    }

    /// The samples in order of time.
    pub fn into_samples(mut self) -> impl Iterator<Item = (Instant, State)> {
        self.write();
        let (mut position, mut last, mut run) = (0, 0_i64, Run::default());
        std::iter::from_fn(move || {
            if run.count == 0 {
                let head = read(&self.bytes, &mut position)?;
                run = Run {
                    distance: read(&self.bytes, &mut position)?,
                    state: (head & 3) as u8,
                    count: head >> 2,
                };
            }
            run.count -= 1;
            last = last.wrapping_add(run.distance as i64);
            let state = State::ALL.get(usize::from(run.state))?;
            Some((Instant(last), *state))
        })
    }

    /// Bytes in use.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.bytes.len()
    }

    fn write(&mut self) {
        if self.run.count > 0 {
            let head = self.run.count << 2 | u64::from(self.run.state);
            write(&mut self.bytes, head);
            write(&mut self.bytes, self.run.distance);
        }
    }
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
fn write(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn read(bytes: &[u8], position: &mut usize) -> Option<u64> {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let byte = *bytes.get(*position)?;
        *position += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let samples: Vec<(Instant, State)> = [
            (i64::MIN, State::Down),
            (-5, State::Up),
            (-5, State::Up),
            (0, State::Up),
            (60, State::Up),
            (120, State::Up),
            (180, State::Unknown),
            (180, State::Down),
            (400_000_000, State::Down),
            (i64::MAX, State::Up),
        ]
        .map(|(at, state)| (Instant(at), state))
        .to_vec();
        let mut journal = Journal::default();
        for (at, state) in &samples {
            journal.push(*at, *state);
        }
        assert_eq!(journal.into_samples().collect::<Vec<_>>(), samples);
    }

    #[test]
    fn a_year_of_regular_samples_takes_no_room() {
        let (mut regular, mut unsteady) = (Journal::default(), Journal::default());
        for n in 0..3_153_600 {
            regular.push(Instant(1_767_225_600 + n * 10), State::Up);
            unsteady.push(Instant(1_767_225_600 + n * 10 + n % 2), State::Up);
        }
        assert!(regular.len() < 20, "{}", regular.len());
        assert!(unsteady.len() < 7_000_000, "{}", unsteady.len());
    }
}
