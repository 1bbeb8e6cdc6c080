//! norma-report.
