//! placeholder
use crate::error::Result;
use crate::staged::{MergeReport, StagedFile};
use crate::writer::Writer;
pub(crate) async fn merge(
    writer: &mut Writer,
    _files: &[StagedFile],
    _reset_sources: &[String],
) -> Result<MergeReport> {
    Ok(MergeReport {
        files: Vec::new(),
        changed: writer.changed(),
    })
}
