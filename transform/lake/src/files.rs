//! The file system of a lake as Delta wants it: rooted at the lake, and listed in order.

use std::ops::Range;
use std::path::Path as FilePath;

use async_trait::async_trait;
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions, Result,
};

/// A folder whose listings are sorted by name, as those of an object store are; the Delta log is read in that order.
#[derive(Debug)]
pub(crate) struct OrderedFiles(LocalFileSystem);

impl OrderedFiles {
    /// The folder, which must exist.
    pub(crate) fn new(root: &FilePath) -> Result<OrderedFiles> {
        LocalFileSystem::new_with_prefix(root).map(OrderedFiles)
    }
}

impl std::fmt::Display for OrderedFiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

fn sorted(
    listing: BoxStream<'static, Result<ObjectMeta>>,
) -> BoxStream<'static, Result<ObjectMeta>> {
    futures::stream::once(async move {
        let mut found: Vec<ObjectMeta> = listing.try_collect().await?;
        found.sort_unstable_by(|a, b| a.location.cmp(&b.location));
        Ok::<_, object_store::Error>(futures::stream::iter(found.into_iter().map(Ok)))
    })
    .try_flatten()
    .boxed()
}

#[async_trait]
impl ObjectStore for OrderedFiles {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        self.0.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.0.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.0.get_opts(location, options).await
    }

    async fn get_ranges(
        &self,
        location: &Path,
        ranges: &[Range<u64>],
    ) -> Result<Vec<bytes::Bytes>> {
        self.0.get_ranges(location, ranges).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.0.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        sorted(self.0.list(prefix))
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        sorted(self.0.list_with_offset(prefix, offset))
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.0.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.0.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.0.rename_opts(from, to, options).await
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn listings_are_in_order() {
        let dir = tempfile::tempdir().unwrap();
        for n in [3, 10, 1, 7, 2, 9, 4, 8, 5, 6] {
            std::fs::write(dir.path().join(format!("{n:020}.json")), "").unwrap();
        }
        let files = OrderedFiles::new(dir.path()).unwrap();
        let names = async |listing: BoxStream<'static, Result<ObjectMeta>>| -> Vec<String> {
            listing
                .map_ok(|m| m.location.to_string())
                .try_collect()
                .await
                .unwrap()
        };
        let expected: Vec<String> = (1..=10).map(|n| format!("{n:020}.json")).collect();
        assert_eq!(names(files.list(None)).await, expected);
        let after = Path::from(format!("{:020}.json", 4));
        assert_eq!(
            names(files.list_with_offset(None, &after)).await,
            expected[4..]
        );
    }
}
