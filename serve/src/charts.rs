//! The charts of a quarter's report, for other documents: `/charts/{name}.svg` and `.png`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use norma_report::{NAMES, ReportError, picture};
use norma_rules::Quarter;
use url::form_urlencoded;

use crate::engine::View;
use crate::made::Answer;
use crate::quarters::no_tickets;
use crate::site::{Failure, PNG, SVG, Site};

/// `?quarter=2026-TW1`; the newest without.
pub(crate) async fn chart(
    State(site): State<Arc<Site>>,
    Path(file): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let make = |_: Arc<Site>, view: Arc<View>| {
        let query = uri.query().unwrap_or_default().to_owned();
        async move {
            let found = file.rsplit_once('.').and_then(|(name, kind)| {
                let name = NAMES.into_iter().find(|known| *known == name)?;
                ["svg", "png"].contains(&kind).then_some((name, kind))
            });
            let Some((name, kind)) = found else {
                let known: Vec<String> = NAMES.iter().map(|name| format!("{name}.svg")).collect();
                return Err(Failure::Missing(
                    "Grafik tidak ada",
                    format!(
                        "Grafik yang ada, sebagai .svg atau .png: {}.",
                        known.join(", ")
                    ),
                ));
            };
            let asked = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "quarter");
            let quarter = match asked {
                Some((_, text)) => Some(text.parse::<Quarter>().map_err(|_| {
                    Failure::Misunderstood(format!(
                        "\"{text}\" bukan triwulan; tulis tahun dan triwulan, misalnya 2026-TW1."
                    ))
                })?),
                None => view.latest().await?,
            };
            let Some(quarter) = quarter else {
                return Err(Failure::Missing(
                    "Belum ada tiket",
                    "Tidak ada tiket dalam data ini.".to_owned(),
                ));
            };
            let report = view
                .report(quarter)
                .await?
                .ok_or_else(|| no_tickets(quarter))?;
            let svg = picture(name, &report)?;
            Ok(if kind == "svg" {
                Answer {
                    kind: SVG,
                    body: svg.into_bytes().into(),
                }
            } else {
                Answer {
                    kind: PNG,
                    body: norma_document::to_png(&svg, 2)
                        .map_err(ReportError::from)?
                        .into(),
                }
            })
        }
    };
    site.answer(&uri, &headers, make).await
}
