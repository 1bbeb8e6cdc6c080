//! norma-transform.
