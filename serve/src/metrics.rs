//! `/metrics`: how the server does, for Prometheus.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntGauge, Registry, TextEncoder, core::Collector,
};

use crate::site::Site;

/// Upper bounds of the classes of duration, seconds.
const BOUNDS: [f64; 10] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 60.0];

/// What is counted.
pub(crate) struct Metrics {
    registry: Registry,
    requests: HistogramVec,
    snapshot: IntGauge,
    as_of: IntGauge,
    kept: IntGauge,
}

impl Metrics {
    pub(crate) fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let options = HistogramOpts::new(
            "norma_http_request_duration_seconds",
            "Seconds from a request to its answer, by route and status",
        );
        let requests = HistogramVec::new(options.buckets(BOUNDS.to_vec()), &["route", "status"])?;
        let snapshot = IntGauge::new("norma_snapshot_number", "Snapshot that is shown")?;
        let as_of = IntGauge::new(
            "norma_data_as_of_timestamp_seconds",
            "Instant as of which everything shown is judged, Unix time",
        )?;
        let kept = IntGauge::new("norma_answers_kept_bytes", "Answers kept in memory, bytes")?;
        let all: [Box<dyn Collector>; 4] = [
            Box::new(requests.clone()),
            Box::new(snapshot.clone()),
            Box::new(as_of.clone()),
            Box::new(kept.clone()),
        ];
        for collector in all {
            registry.register(collector)?;
        }
        Ok(Self {
            registry,
            requests,
            snapshot,
            as_of,
            kept,
        })
    }
}

/// Counts a request under its route, so that addresses of tickets do not make a series each.
pub(crate) async fn count(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    let began = Instant::now();
    let response = next.run(request).await;
    site.metrics
        .requests
        .with_label_values(&[route.as_str(), response.status().as_str()])
        .observe(began.elapsed().as_secs_f64());
    response
}

/// `/metrics`.
pub(crate) async fn metrics(State(site): State<Arc<Site>>) -> Response {
    if let Ok(view) = site.engine.view().await {
        let number = view.session.snapshot().map(|snapshot| snapshot.number);
        site.metrics.snapshot.set(number.unwrap_or_default());
        site.metrics.as_of.set(view.session.as_of().0);
        site.metrics
            .kept
            .set((view.made.bytes() + view.packed.bytes()) as i64);
    }
    let mut text = Vec::new();
    match TextEncoder::new().encode(&site.metrics.registry.gather(), &mut text) {
        Ok(()) => ([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
