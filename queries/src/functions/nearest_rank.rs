//! `nearest_rank(value, percent)`: a value that is there, by its rank; medians and P90 of reports (RULES 4).

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, ListArray};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field, FieldRef, Int64Type};
use datafusion::common::{Result, ScalarValue, exec_datafusion_err, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, Documentation, EmitTo, GroupsAccumulator, Signature, Volatility,
};
use datafusion::physical_expr::expressions::Literal;

use super::arguments::{require_count, require_integer};
use super::documentation;
use crate::dictionary::FunctionEntry;

/// Its entry in the dictionary.
pub const ENTRY: FunctionEntry = FunctionEntry {
    name: "nearest_rank",
    signature: "nearest_rank(value bigint, percent bigint)",
    returns: "bigint",
    meaning: "Of the values of a group the least that at least percent of a hundred do not exceed: 50 is the median, 90 the P90 of reports. \
        A value that is there, no interpolation. An aggregate; percent is a constant from 1 to 100; NULL values do not count, and \
        of none the answer is NULL.",
    section: "RULES.md 4",
    example: "select clock, nearest_rank(elapsed_seconds, 50) as median_seconds from sla_facts where finished_at is not null group by clock",
};

/// `nearest_rank(value, percent)`: the least value that at least `percent` of a hundred values do not exceed; no
/// interpolation. `percent` is a constant from 1 to 100; NULL values do not count, and of none the answer is NULL.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct NearestRank {
    signature: Signature,
}

impl NearestRank {
    /// The function.
    pub fn new() -> Self {
        Self {
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl AggregateUDFImpl for NearestRank {
    fn name(&self) -> &'static str {
        "nearest_rank"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let name = self.name();
        let [value, percent] = require_count(name, "(value, percent)", given)?;
        Ok(vec![
            require_integer(name, "value", value)?,
            require_integer(name, "percent", percent)?,
        ])
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(One(Groups {
            percent: percent(&args)?,
            values: vec![Vec::new()],
        })))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let name = format_state_name(args.name, "values");
        Ok(vec![Arc::new(Field::new(name, list_type(), true))])
    }

    fn documentation(&self) -> Option<&Documentation> {
        documentation(self.name())
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        args: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Groups {
            percent: percent(&args)?,
            values: Vec::new(),
        }))
    }
}

/// The constant that was given.
fn percent(args: &AccumulatorArgs<'_>) -> Result<usize> {
    let given = args
        .exprs
        .get(1)
        .and_then(|of| of.downcast_ref::<Literal>())
        .map(Literal::value);
    match given {
        Some(ScalarValue::Int64(Some(percent @ 1..=100))) => Ok(*percent as usize),
        Some(other) => plan_err!(
            "nearest_rank: percent is {other}; write a number from 1 to 100, such as nearest_rank(elapsed_seconds, 90)"
        ),
        None => plan_err!(
            "nearest_rank: percent is no constant; write a number from 1 to 100, such as nearest_rank(elapsed_seconds, 90)"
        ),
    }
}

fn item() -> FieldRef {
    Arc::new(Field::new_list_field(DataType::Int64, true))
}

fn list_type() -> DataType {
    DataType::List(item())
}

/// The values of each group.
struct Groups {
    percent: usize,
    values: Vec<Vec<i64>>,
}

impl Groups {
    /// Rank `percent` of `n`, from 1: the least r with 100 r >= percent n.
    fn ranked(&self, values: &mut [i64]) -> Option<i64> {
        let rank = (values.len() * self.percent).div_ceil(100);
        let (_, value, _) = values.select_nth_unstable(rank.checked_sub(1)?);
        Some(*value)
    }

    fn evaluated(&mut self, emit: EmitTo) -> Int64Array {
        let mut groups = emit.take_needed(&mut self.values);
        groups.iter_mut().map(|of| self.ranked(of)).collect()
    }

    fn lists(&mut self, emit: EmitTo) -> Result<ListArray> {
        let groups = emit.take_needed(&mut self.values);
        let offsets = OffsetBuffer::from_lengths(groups.iter().map(Vec::len));
        let values = Int64Array::from(groups.concat());
        Ok(ListArray::try_new(item(), offsets, Arc::new(values), None)?)
    }
}

impl GroupsAccumulator for Groups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        groups: usize,
    ) -> Result<()> {
        self.values.resize_with(groups, Vec::new);
        let values = values[0].as_primitive::<Int64Type>();
        for (row, &group) in group_indices.iter().enumerate() {
            let counts = filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
            if counts && values.is_valid(row) {
                self.values[group].push(values.value(row));
            }
        }
        Ok(())
    }

    fn merge_batch(
        &mut self,
        states: &[ArrayRef],
        group_indices: &[usize],
        groups: usize,
    ) -> Result<()> {
        self.values.resize_with(groups, Vec::new);
        let lists = states[0].as_list::<i32>();
        let values = lists.values().as_primitive::<Int64Type>().values();
        let offsets = lists.value_offsets();
        for (row, &group) in group_indices.iter().enumerate() {
            if lists.is_valid(row) {
                let part = offsets[row] as usize..offsets[row + 1] as usize;
                self.values[group].extend_from_slice(&values[part]);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        Ok(Arc::new(self.evaluated(emit)))
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![Arc::new(self.lists(emit)?)])
    }

    /// Each row is a group: a list of one value, or of none.
    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = values[0].len();
        let mut each = Self {
            percent: self.percent,
            values: Vec::new(),
        };
        let indices: Vec<usize> = (0..rows).collect();
        each.update_batch(values, &indices, filter, rows)?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        let held: usize = self.values.iter().map(Vec::capacity).sum();
        held * size_of::<i64>() + self.values.capacity() * size_of::<Vec<i64>>()
    }
}

/// The same without groups.
struct One(Groups);

impl std::fmt::Debug for One {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "nearest_rank of {} values", self.0.values[0].len())
    }
}

impl Accumulator for One {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let indices = vec![0; values[0].len()];
        self.0.update_batch(values, &indices, None, 1)
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let indices = vec![0; states[0].len()];
        self.0.merge_batch(states, &indices, 1)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let mut values = self.0.values[0].clone();
        Ok(ScalarValue::Int64(self.0.ranked(&mut values)))
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let values = ScalarBuffer::from(self.0.values[0].clone());
        let length = i32::try_from(values.len())
            .map_err(|_| exec_datafusion_err!("nearest_rank: more than 2^31 values"))?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(vec![0, length]));
        let list = ListArray::try_new(
            item(),
            offsets,
            Arc::new(Int64Array::new(values, None)),
            None,
        )?;
        Ok(vec![ScalarValue::List(Arc::new(list))])
    }

    fn size(&self) -> usize {
        self.0.size()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// As defined: the least value that at least so many of a hundred do not exceed.
    fn counted(values: &[i64], percent: usize) -> Option<i64> {
        let reaches = |v: &&i64| {
            let not_above = values.iter().filter(|w| w <= v).count();
            100 * not_above >= percent * values.len()
        };
        values.iter().filter(reaches).min().copied()
    }

    proptest! {
        #[test]
        fn groups_in_any_parts_give_the_rank_that_counting_gives(
            rows in prop::collection::vec((0_usize..4, prop::option::of(-9_i64..9), any::<bool>()), 0..60),
            percent in 1_usize..=100,
            cut in 0_usize..60,
        ) {
            let groups = |values| Groups { percent, values };
            let mut whole = groups(Vec::new());
            let (first, second) = rows.split_at(cut.min(rows.len()));
            for (part, converted) in [(first, false), (second, true)] {
                let values: ArrayRef = Arc::new(part.iter().map(|r| r.1).collect::<Int64Array>());
                let filter: BooleanArray = part.iter().map(|r| Some(r.2)).collect();
                let indices: Vec<usize> = part.iter().map(|r| r.0).collect();
                let states = if converted {
                    whole.convert_to_state(&[values], Some(&filter)).unwrap()
                } else {
                    let mut some = groups(Vec::new());
                    some.update_batch(&[values], &indices, Some(&filter), 4).unwrap();
                    let states = some.state(EmitTo::All).unwrap();
                    whole.merge_batch(&states, &[0, 1, 2, 3], 4).unwrap();
                    continue;
                };
                whole.merge_batch(&states, &indices, 4).unwrap();
            }
            let found = whole.evaluate(EmitTo::All).unwrap();
            for group in 0..4 {
                let of = |r: &&(usize, Option<i64>, bool)| r.0 == group && r.2;
                let values: Vec<i64> = rows.iter().filter(of).filter_map(|r| r.1).collect();
                let found = found.as_primitive::<Int64Type>();
                let rank = found.is_valid(group).then(|| found.value(group));
                prop_assert_eq!(rank, counted(&values, percent));
            }
        }
    }
}
