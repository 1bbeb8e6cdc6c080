//! norma-queries.
