//! `norma serve`: pages, charts and reports on this machine.

use std::process::ExitCode;

use norma_serve::{Engine, ServeOptions};

use crate::arguments::{Place, Serve};
use crate::workplace::Workplace;

/// Serves until interrupted.
pub async fn serve(place: &Place, options: Serve) -> anyhow::Result<ExitCode> {
    let workplace = Workplace::open(place)?;
    let engine = Engine::new(workplace.lake.clone(), workplace.rules(), None)?;
    norma_serve::serve(
        ServeOptions {
            engine,
            listen: options.listen,
        },
        |address| {
            println!("listening on http://{address} (Ctrl-C ends)");
        },
    )
    .await?;
    Ok(ExitCode::SUCCESS)
}
