//! How the pages of this room look. The server gives its own; [`Plain`] needs nothing else.

use minijinja::{Environment, context};

/// The sign-in page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoginPage {
    /// Where to go afterwards: a path of this server, for the hidden field `ke`.
    pub target: String,
    /// For the hidden field `csrf`.
    pub csrf: String,
    /// The name that was typed, for the field `nama`.
    pub name: String,
    /// What went wrong, empty at first.
    pub message: String,
}

/// A page that says what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Status of the answer.
    pub status: u16,
    /// In a few words.
    pub title: &'static str,
    /// What to do about it.
    pub message: String,
}

/// Makes pages: a form with the fields `nama`, `sandi`, `ke` and `csrf` posted to `/masuk`, and problems.
pub trait Look: Send + Sync + 'static {
    /// The sign-in page.
    fn login(&self, page: &LoginPage) -> String;
    /// A page that says what is wrong.
    fn problem(&self, problem: &Problem) -> String;
}

/// Pages without any style.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

const LOGIN: (&str, &str) = ("login.html", include_str!("../templates/login.html"));
const PROBLEM: (&str, &str) = ("problem.html", include_str!("../templates/problem.html"));

fn page((name, template): (&str, &str), values: minijinja::Value) -> String {
    let page = Environment::new().render_named_str(name, template, values);
    page.unwrap_or_else(|error| format!("{name}: {error}"))
}

impl Look for Plain {
    fn login(&self, page_: &LoginPage) -> String {
        let LoginPage {
            target,
            csrf,
            name,
            message,
        } = page_;
        page(LOGIN, context! { target, csrf, name, message })
    }

    fn problem(&self, problem: &Problem) -> String {
        let Problem {
            status,
            title,
            message,
        } = problem.clone();
        page(PROBLEM, context! { status, title, message })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_stays_text() {
        let page = Plain.login(&LoginPage {
            target: "/a\"><script>".to_owned(),
            csrf: "c0ffee".to_owned(),
            name: "<b>".to_owned(),
            message: "Nama atau kata sandi salah.".to_owned(),
        });
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
        assert!(page.contains(r#"<html lang="id">"#) && page.contains(r#"role="alert""#));
        for field in ["nama", "sandi", "ke", "csrf"] {
            assert!(page.contains(&format!("name=\"{field}\"")), "{field}");
        }
        assert!(!Plain.login(&LoginPage::default()).contains("alert"));
        let page = Plain.problem(&Problem {
            status: 403,
            title: "Tidak diizinkan",
            message: "<i>".to_owned(),
        });
        assert!(
            page.contains("Tidak diizinkan") && !page.contains("<i>"),
            "{page}"
        );
    }
}
