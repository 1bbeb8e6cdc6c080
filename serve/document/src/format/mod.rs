//! Numbers, dates and durations as Indonesian officials write them. Integers in, text out: no float is involved, so
//! that what is shown is never rounded across a limit.
//!
//! # Layout
//!
//! - [`number`], [`decimal`], [`percent`], [`Rate`]: 1.234,56 and 97,25%, always cut, never rounded up (RULES 4);
//!   [`points`]: the difference of two rates; [`target`]: 97,5%
//! - [`date`], [`weekday_date`], [`time`], [`date_time`], [`quarter`]: Selasa, 31 Oktober 2023; 18.30 WIB; Triwulan I 2026
//! - [`duration`], [`exact_duration`], [`allowance`]: 2 jam 15 menit; 1 hari kerja 3 jam; 90 detik

mod date;
mod duration;
mod number;

pub use date::{date, date_time, month, period, quarter, time, weekday_date};
pub use duration::{DayLength, allowance, duration, exact_duration};
pub use number::{Interval, NONE, Rate, decimal, number, percent, points, target};
