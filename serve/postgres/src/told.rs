//! Errors as PostgreSQL tells them: with an SQLSTATE, and without the engine's layers.

use datafusion::common::DataFusionError;
use datafusion_postgres::pgwire::api::{ClientInfo, ErrorHandler};
use datafusion_postgres::pgwire::error::{ErrorInfo, PgWireError};
use norma_access::Refusal;
use norma_queries::Error;

/// An error with its code.
pub(crate) fn error(code: &str, message: impl Into<String>) -> PgWireError {
    let info = ErrorInfo::new("ERROR".to_owned(), code.to_owned(), message.into());
    PgWireError::UserError(Box::new(info))
}

/// An error after which the connection is closed.
pub(crate) fn fatal(code: &str, message: impl Into<String>) -> PgWireError {
    let info = ErrorInfo::new("FATAL".to_owned(), code.to_owned(), message.into());
    PgWireError::UserError(Box::new(info))
}

/// Who is not let in.
pub(crate) fn refused(refusal: &Refusal) -> PgWireError {
    let code = match refusal {
        Refusal::WrongPassword => "28P01",
        Refusal::Wait(_) | Refusal::Busy(_) => "53400",
        Refusal::Users(_) | Refusal::Audit(_) | Refusal::System(_) => "58000",
        _ => "28000",
    };
    if code == "58000" {
        eprintln!("norma: {refusal}");
    }
    fatal(code, refusal.words().1)
}

/// What a statement ran into.
pub(crate) fn of_query(given: Error) -> PgWireError {
    let code = match &given {
        Error::NotAllowed(_) => "25006",
        Error::TooLong { .. } | Error::TooDeep { .. } | Error::TooManyRows(_) => "54000",
        Error::TimedOut(_) => "57014",
        Error::BrokenOff(_) => "XX000",
        Error::Query(inner) => code(inner),
        _ => "42000",
    };
    error(code, given.to_string())
}

fn code(given: &DataFusionError) -> &'static str {
    match given.find_root() {
        DataFusionError::SQL(..) => "42601",
        DataFusionError::SchemaError(..) => "42703",
        DataFusionError::ResourcesExhausted(_) => "53200",
        DataFusionError::ArrowError(..) | DataFusionError::Execution(_) => "22000",
        DataFusionError::NotImplemented(_) => "0A000",
        DataFusionError::Plan(message) if message.contains("not found") => "42P01",
        _ => "42000",
    }
}

/// Errors that the libraries make themselves.
pub(crate) struct Told;

impl ErrorHandler for Told {
    fn on_error<C: ClientInfo>(&self, _: &C, error: &mut PgWireError) {
        if let PgWireError::ApiError(_) = error
            && let PgWireError::ApiError(inner) =
                std::mem::replace(error, PgWireError::QueryCanceled)
        {
            *error = of_library(inner);
        }
    }
}

/// An error of a library around datafusion.
pub(crate) fn of_library(inner: Box<dyn std::error::Error + Send + Sync>) -> PgWireError {
    match inner.downcast::<DataFusionError>() {
        Ok(of_engine) => of_query(Error::Query(*of_engine)),
        // The statement could not be read.
        Err(other) => self::error("42601", other.to_string()),
    }
}
