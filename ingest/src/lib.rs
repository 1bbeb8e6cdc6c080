//! norma-ingest.
