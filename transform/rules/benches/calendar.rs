//! How many times a second a calendar answers. `cargo bench -p norma-rules --bench calendar`

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use norma_rules::{Calendars, Instant, WorkingCalendar};

/// Pairs of instants asked for in one sample: too many for the branch predictor to learn by heart.
const PAIRS: usize = 1 << 17;

fn main() {
    divan::main();
}

/// Pairs spread over the covered years, the second up to 30 days after the first, in no order.
fn pairs() -> Vec<(Instant, Instant)> {
    // 1 January 2019 to 30 November 2026.
    let (first, last) = (1_546_275_600_u64, 1_795_971_600_u64);
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut pair = || {
        let from = (first + next() % (last - first)) as i64;
        (Instant(from), Instant(from + (next() % 2_592_000) as i64))
    };
    (0..PAIRS).map(|_| pair()).collect()
}

fn run<T>(bencher: Bencher<'_, '_>, ask: impl Fn(&WorkingCalendar, Instant, Instant) -> T + Sync) {
    let calendars = Calendars::builtin();
    let office = calendars.office(norma_rules::Zone::Wib);
    let pairs = pairs();
    bencher.counter(ItemsCount::new(PAIRS)).bench(|| {
        for &(a, b) in black_box(&pairs) {
            black_box(ask(office, a, b));
        }
    });
}

#[divan::bench]
fn working_seconds(bencher: Bencher<'_, '_>) {
    run(bencher, |office, a, b| office.working_seconds(a, b).ok());
}

#[divan::bench]
fn working_due(bencher: Bencher<'_, '_>) {
    run(bencher, |office, a, b| {
        office.working_due(a, b.since(a) / 8).ok()
    });
}

#[divan::bench]
fn late_from(bencher: Bencher<'_, '_>) {
    run(bencher, |office, a, b| {
        office.late_from(a, b.since(a) / 8).ok()
    });
}

#[divan::bench]
fn compile() -> Calendars {
    Calendars::builtin()
}
