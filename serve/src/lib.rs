//! norma-serve.
