//! Where the server listens, and how what it refuses looks.

use std::net::SocketAddr;

use axum::Router;
use minijinja::{Environment, Value, context};
use norma_access::{Access, LoginPage, Look, Problem};
use norma_report::ReportError;
use tokio::net::TcpListener;

use crate::{ServeError, assets};

/// Answered without signing in: whoever watches the server has no account, and the page of signing in has a style.
pub(crate) const OPEN_PATHS: [&str; 5] =
    ["/healthz", "/readyz", "/segar", "/aset/", "/favicon.ico"];

/// The pages of signing in, in the look of the others.
pub(crate) struct SiteLook {
    templates: Environment<'static>,
}

impl SiteLook {
    pub(crate) fn new() -> Result<Self, ReportError> {
        let mut templates = norma_report::environment()?;
        templates.add_template("layout.html", include_str!("../templates/layout.html"))?;
        templates.add_template("login.html", include_str!("../templates/login.html"))?;
        templates.add_template("problem.html", include_str!("../templates/problem.html"))?;
        Ok(Self { templates })
    }

    fn page(&self, name: &str, values: Value) -> String {
        let template = self.templates.get_template(name);
        let values = context! { style => assets::style_path(), ..values };
        let page = template.and_then(|template| template.render(values));
        page.unwrap_or_else(|error| format!("{name}: {error}"))
    }
}

impl Look for SiteLook {
    fn login(&self, page: &LoginPage) -> String {
        let LoginPage {
            target,
            csrf,
            name,
            message,
        } = page;
        let title = "Masuk";
        self.page(
            "login.html",
            context! { title, target, csrf, name, message },
        )
    }

    fn problem(&self, problem: &Problem) -> String {
        let Problem {
            status: code,
            title,
            message,
        } = problem.clone();
        self.page("problem.html", context! { code, title, message })
    }
}

/// Listens where the settings say, over TLS if they name a certificate; nothing is answered in clear then.
pub(crate) async fn listen(
    access: &Access,
    router: Router,
    ready: impl FnOnce(SocketAddr),
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    // Before the address is taken: a certificate that cannot be read ends it here.
    let tls = access.tls().map_err(norma_access::AccessError::from)?;
    let address = access.settings().listen;
    let taken = |source| ServeError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(taken)?;
    ready(listener.local_addr()?);
    norma_access::tls::serve(listener, tls, router, end).await?;
    Ok(())
}
