//! The samples of all exports on their way to the monitor that they are of.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use super::records::keys;
use super::{Finding, Service, ServiceTerms, State, Turner};
use crate::Instant;

/// Where samples of one source under one name belong, in the [`Monitored`] that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(usize);

/// One sample, and where it stands: in the order of these two, files and then records, samples count as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sample {
    /// Place of the export among all, in order of their export times.
    pub file: u32,
    /// Number of the record in it.
    pub record: u32,
    /// When it was taken.
    pub at: Instant,
    /// What it saw.
    pub state: State,
}

/// Gathers samples in any order, 16 bytes each, and hands them to the monitors of services in the order of reading. What
/// comes out depends on the samples alone.
#[derive(Debug)]
pub struct Monitored<'a> {
    terms: &'a [ServiceTerms],
    places: BTreeMap<Owner, usize>,
    gathered: Vec<Gathered>,
}

/// Whom samples are of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    /// A monitor, by its place among those of a service (`component` is `None`) or of a component.
    Monitor {
        service: usize,
        component: Option<usize>,
        monitor: usize,
    },
    UnknownService {
        source: String,
        service: String,
    },
    UnknownComponent {
        source: String,
        service: usize,
        component: String,
    },
    OtherSource {
        source: String,
        service: usize,
        component: Option<usize>,
    },
}

#[derive(Debug)]
enum Gathered {
    Samples(Samples),
    /// Nobody's: how many, and the earliest.
    Counted(u64, Instant),
}

#[derive(Debug)]
struct Samples {
    interval: NonZeroU32,
    packed: Vec<Packed>,
    /// Whether they came in the order of reading.
    sorted: bool,
}

/// A sample in 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Packed {
    /// File, record.
    read: u64,
    /// Instant, state.
    said: i64,
}

impl<'a> Monitored<'a> {
    /// Of the services in the order of `terms`, without samples.
    pub fn new(terms: &'a [ServiceTerms]) -> Self {
        Self {
            terms,
            places: BTreeMap::new(),
            gathered: Vec::new(),
        }
    }

    /// Where samples of a source belong that were exported under these names. Ask once a name, not once a sample.
    pub fn place(&mut self, source: &str, service: &str, component: Option<&str>) -> Place {
        let (owner, interval) = owner(self.terms, source, service, component);
        let next = self.gathered.len();
        let place = *self.places.entry(owner).or_insert(next);
        if place == next {
            self.gathered.push(match interval {
                Some(interval) => Gathered::Samples(Samples {
                    interval,
                    packed: Vec::new(),
                    sorted: true,
                }),
                None => Gathered::Counted(0, Instant(i64::MAX)),
            });
        }
        Place(place)
    }

    /// Takes a sample.
    pub fn push(&mut self, place: Place, sample: Sample) {
        match self.gathered.get_mut(place.0) {
            Some(Gathered::Samples(samples)) => samples.push(Packed::new(sample)),
            Some(Gathered::Counted(count, first)) => {
                *count += 1;
                *first = sample.at.min(*first);
            }
            None => {}
        }
    }

    /// Hands what the monitors saw up to `as_of` to `services`, which are those of the terms, and tells of the samples that
    /// are nobody's.
    pub fn finish(self, services: &mut [Service], as_of: Instant) -> Vec<Finding> {
        let mut gathered: Vec<Option<Gathered>> = self.gathered.into_iter().map(Some).collect();
        let mut findings = Vec::new();
        for (owner, place) in self.places {
            match gathered.get_mut(place).and_then(Option::take) {
                Some(Gathered::Samples(samples)) => {
                    if let Some(monitor) = owner.monitor(services) {
                        monitor.observed = samples.turn(as_of);
                    }
                }
                Some(Gathered::Counted(samples, first)) if samples > 0 => {
                    findings.extend(owner.finding(self.terms, samples, first));
                }
                _ => {}
            }
        }
        findings
    }
}

impl Samples {
    fn push(&mut self, sample: Packed) {
        self.sorted &= self.packed.last().is_none_or(|last| *last <= sample);
        self.packed.push(sample);
    }

    fn turn(mut self, as_of: Instant) -> super::Observed {
        if !self.sorted {
            // Stable, because it joins runs that are sorted already, as tables hold them.
            self.packed.sort();
        }
        let mut turner = Turner::new(self.interval, as_of);
        for sample in self.packed {
            turner.push(sample.at(), sample.state());
        }
        turner.finish()
    }
}

impl Packed {
    fn new(sample: Sample) -> Self {
        Self {
            read: u64::from(sample.file) << 32 | u64::from(sample.record),
            said: sample.at.0 << 2 | sample.state as i64,
        }
    }

    fn at(self) -> Instant {
        Instant(self.said >> 2)
    }

    fn state(self) -> State {
        let place = usize::try_from(self.said & 3).unwrap_or(0);
        State::ALL.get(place).copied().unwrap_or(State::Unknown)
    }
}

impl Owner {
    fn monitor(self, services: &mut [Service]) -> Option<&mut super::Monitor> {
        let Self::Monitor {
            service,
            component,
            monitor,
        } = self
        else {
            return None;
        };
        let service = services.get_mut(service)?;
        let sources = match component {
            None => &mut service.sources,
            Some(component) => &mut service.components.get_mut(component)?.sources,
        };
        sources.monitors.get_mut(monitor)
    }

    fn finding(self, terms: &[ServiceTerms], samples: u64, first: Instant) -> Option<Finding> {
        Some(match self {
            Self::Monitor { .. } => return None,
            Self::UnknownService { source, service } => Finding::SamplesOfUnknownService {
                source_name: source,
                service,
                samples,
                first,
            },
            Self::UnknownComponent {
                source,
                service,
                component,
            } => Finding::SamplesOfUnknownComponent {
                source_name: source,
                service: terms.get(service)?.id.clone(),
                component,
                samples,
                first,
            },
            Self::OtherSource {
                source,
                service,
                component,
            } => {
                let service = terms.get(service)?;
                let part = match component {
                    None => &service.id,
                    Some(component) => &service.components.get(component)?.id,
                };
                Finding::SamplesOfOtherSource {
                    source_name: source,
                    service: service.id.clone(),
                    part: part.clone(),
                    samples,
                    first,
                }
            }
        })
    }
}

/// Whom samples of that source and under these names are of, and the interval of their monitor.
fn owner(
    terms: &[ServiceTerms],
    source: &str,
    service: &str,
    component: Option<&str>,
) -> (Owner, Option<NonZeroU32>) {
    let (service, component) = keys(terms, service, component);
    let source = source.to_owned();
    let Some(number) = terms.iter().position(|found| found.id == service) else {
        return (Owner::UnknownService { source, service }, None);
    };
    let found = &terms[number];
    let (sources, component) = match component {
        None => (&found.sources, None),
        Some(id) => {
            let part = found.components.iter().position(|part| part.id == id);
            let Some(part) = part else {
                let unknown = Owner::UnknownComponent {
                    source,
                    service: number,
                    component: id,
                };
                return (unknown, None);
            };
            (&found.components[part].sources, Some(part))
        }
    };
    let mut monitors = sources
        .iter()
        .filter_map(|terms| Some((&terms.source, terms.interval?)))
        .enumerate();
    let named = monitors.find(|(_, (name, _))| **name == source);
    if let Some((monitor, (_, interval))) = named {
        let owner = Owner::Monitor {
            service: number,
            component,
            monitor,
        };
        return (owner, Some(interval));
    }
    let other = Owner::OtherSource {
        source,
        service: number,
        component,
    };
    (other, None)
}

#[cfg(test)]
mod tests;
