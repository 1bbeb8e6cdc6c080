//! Rows grouped by texts of which there are few: each gets a number, and what is compared from then on are numbers.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringViewArray};
use datafusion::common::HashMap;

/// Longest text that lies in its view; of a longer one the view tells only where it lies in its array.
const INLINE: u32 = 12;

/// A text beside its letters, which are kept twice at most: its places in a map and a list, with room for what they grow by.
const TEXT_BYTES: usize = 96;
/// A pair, likewise.
const PAIR_BYTES: usize = 64;

/// The groups found so far, numbered from zero as they come.
#[derive(Debug)]
pub(crate) struct GroupNumbers {
    columns: Vec<Texts>,
    /// Pairs of a group of the columns before and a text of the next column.
    pairs: Vec<Pairs>,
}

impl GroupNumbers {
    pub(crate) fn new(columns: usize) -> Self {
        Self {
            columns: (0..columns).map(|_| Texts::new()).collect(),
            pairs: (1..columns).map(|_| Pairs::new()).collect(),
        }
    }

    /// How many groups there are.
    pub(crate) fn len(&self) -> usize {
        let first = self.columns.first().map_or(0, |column| column.all.len());
        self.pairs.last().map_or(first, |pairs| pairs.of.len())
    }

    /// The group of each row. There is an array for each column, all of one length.
    pub(crate) fn number(&mut self, columns: &[&StringViewArray]) -> Vec<usize> {
        let rows = columns.first().map_or(0, |array| array.views().len());
        let mut numbered = self.columns.iter_mut().zip(columns);
        let first = numbered.next().map(|(texts, array)| texts.number(array));
        let mut groups = first.unwrap_or(Numbers::Same(0));
        for ((texts, array), pairs) in numbered.zip(&mut self.pairs) {
            groups = pairs.number(groups, texts.number(array));
        }
        match groups {
            Numbers::Same(group) => vec![group as usize; rows],
            Numbers::Each(groups) => groups.into_iter().map(|group| group as usize).collect(),
        }
    }

    /// The texts of every group, a column each, in the order of their numbers.
    pub(crate) fn texts(&self) -> Vec<ArrayRef> {
        let mut left: Vec<u32> = (0..self.len()).map(small).collect();
        let mut columns = Vec::with_capacity(self.columns.len());
        for (texts, pairs) in self.columns[1..].iter().zip(&self.pairs).rev() {
            let rows = left.iter().map(|group| pairs.of[*group as usize]);
            let (before, own): (Vec<u32>, Vec<u32>) = rows.unzip();
            columns.push(texts.array(&own));
            left = before;
        }
        columns.push(self.columns[0].array(&left));
        columns.reverse();
        columns
    }

    /// About how many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        let columns = self.columns.iter().map(|column| column.size);
        columns.sum::<usize>() + self.pairs.len() * Recent::<u64>::BYTES + self.len() * PAIR_BYTES
    }
}

/// The number of every row.
enum Numbers {
    /// Rows often lie sorted, and one number is found faster than thousands.
    Same(u32),
    Each(Vec<u32>),
}

/// The texts of a column.
#[derive(Debug)]
struct Texts {
    recent: Recent<u128>,
    /// Some of `recent` are good for one array only.
    of_one_array: bool,
    short: HashMap<u128, u32>,
    long: HashMap<Box<str>, u32>,
    null: Option<u32>,
    all: Vec<Option<Box<str>>>,
    size: usize,
}

impl Texts {
    fn new() -> Self {
        Self {
            recent: Recent::new(),
            of_one_array: false,
            short: HashMap::default(),
            long: HashMap::default(),
            null: None,
            all: Vec::new(),
            size: Recent::<u128>::BYTES,
        }
    }

    /// The number of every row's text.
    fn number(&mut self, array: &StringViewArray) -> Numbers {
        if self.of_one_array {
            self.recent.clear();
            self.of_one_array = false;
        }
        let views = array.views();
        let rows = views.iter().enumerate();
        if array.null_count() > 0 {
            // What stands in the view of a NULL is anything.
            let numbers = rows.map(|(row, view)| {
                if array.is_null(row) {
                    self.null()
                } else {
                    self.of_row(array, row, *view)
                }
            });
            return Numbers::Each(numbers.collect());
        }
        match views.first() {
            Some(first) if views.iter().all(|view| view == first) => {
                Numbers::Same(self.of_row(array, 0, *first))
            }
            _ => Numbers::Each(
                rows.map(|(row, view)| self.of_row(array, row, *view))
                    .collect(),
            ),
        }
    }

    #[inline]
    fn of_row(&mut self, array: &StringViewArray, row: usize, view: u128) -> u32 {
        if let Some(number) = self.recent.get(view) {
            return number;
        }
        let number = self.find(view, array.value(row));
        self.recent.put(view, number);
        number
    }

    fn null(&mut self) -> u32 {
        let next = small(self.all.len());
        *self.null.get_or_insert_with(|| {
            self.all.push(None);
            next
        })
    }

    fn find(&mut self, view: u128, text: &str) -> u32 {
        let next = small(self.all.len());
        // The lowest 32 bits are its length.
        let number = if view as u32 <= INLINE {
            *self.short.entry(view).or_insert(next)
        } else {
            self.of_one_array = true;
            match self.long.get(text) {
                Some(number) => *number,
                None => *self.long.entry(text.into()).or_insert(next),
            }
        };
        if number == next {
            self.size += 2 * text.len() + TEXT_BYTES;
            self.all.push(Some(text.into()));
        }
        number
    }

    fn array(&self, numbers: &[u32]) -> ArrayRef {
        let texts = numbers.iter().map(|n| self.all[*n as usize].as_deref());
        Arc::new(texts.collect::<StringViewArray>())
    }
}

/// Pairs of numbers.
#[derive(Debug)]
struct Pairs {
    recent: Recent<u64>,
    all: HashMap<u64, u32>,
    of: Vec<(u32, u32)>,
}

impl Pairs {
    fn new() -> Self {
        Self {
            recent: Recent::new(),
            all: HashMap::default(),
            of: Vec::new(),
        }
    }

    fn number(&mut self, left: Numbers, right: Numbers) -> Numbers {
        Numbers::Each(match (left, right) {
            (Numbers::Same(left), Numbers::Same(right)) => {
                return Numbers::Same(self.of_row(left, right));
            }
            (Numbers::Same(left), Numbers::Each(right)) => {
                let rows = right.into_iter();
                rows.map(|right| self.of_row(left, right)).collect()
            }
            (Numbers::Each(left), Numbers::Same(right)) => {
                let rows = left.into_iter();
                rows.map(|left| self.of_row(left, right)).collect()
            }
            (Numbers::Each(left), Numbers::Each(right)) => {
                let rows = left.into_iter().zip(right);
                rows.map(|(left, right)| self.of_row(left, right)).collect()
            }
        })
    }

    #[inline]
    fn of_row(&mut self, left: u32, right: u32) -> u32 {
        let key = u64::from(left) << 32 | u64::from(right);
        if let Some(number) = self.recent.get(key) {
            return number;
        }
        let next = small(self.of.len());
        let number = *self.all.entry(key).or_insert(next);
        if number == next {
            self.of.push((left, right));
        }
        self.recent.put(key, number);
        number
    }
}

/// Keys that can be remembered, a power of two.
const RECENT: usize = 1 << 10;

/// What numbers are found by.
trait Key: Copy + Eq {
    /// No key of a row.
    const NOTHING: Self;
    fn folded(self) -> u64;
}

/// A view, the length of the text in its lowest 32 bits: no text is so long.
impl Key for u128 {
    const NOTHING: Self = Self::MAX;

    fn folded(self) -> u64 {
        self as u64 ^ (self >> 64) as u64
    }
}

/// A pair of numbers: groups are given up long before there are so many.
impl Key for u64 {
    const NOTHING: Self = Self::MAX;

    fn folded(self) -> u64 {
        self
    }
}

/// The numbers of keys that came not long ago. A key has one place, where it takes that of the one before.
#[derive(Debug)]
struct Recent<K>(Box<[(K, u32); RECENT]>);

impl<K: Key> Recent<K> {
    const BYTES: usize = size_of::<[(K, u32); RECENT]>();

    fn new() -> Self {
        Self(Box::new([(K::NOTHING, 0); RECENT]))
    }

    #[inline]
    fn place(key: K) -> usize {
        // Fibonacci hashing: the highest bits of the product are the best mixed.
        let mixed = key.folded().wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> (64 - RECENT.trailing_zeros())) as usize
    }

    #[inline]
    fn get(&self, key: K) -> Option<u32> {
        let (found, number) = self.0[Self::place(key)];
        (found == key).then_some(number)
    }

    fn put(&mut self, key: K, number: u32) {
        self.0[Self::place(key)] = (key, number);
    }

    fn clear(&mut self) {
        self.0.fill((K::NOTHING, 0));
    }
}

/// Groups are given up long before there are more.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
