//! The layer as a server wears it: who gets through, and how everybody else is refused.
#![allow(clippy::unwrap_used)]

mod bench;

use axum::http::StatusCode;
use bench::{Bench, PASSWORD, Reply};
use norma_access::{Role, Scope};

#[tokio::test]
async fn without_accounts_everybody_at_this_machine_is_the_local_visitor() {
    let bench = Bench::local();
    let reply = bench.get("/who").send().await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.body.starts_with("lokal admin local"), "{reply:?}");
    assert_eq!(bench.get("/masuk").send().await.location(), "/");
    // A form needs its token here too.
    let csrf = reply.body.split_whitespace().last().unwrap().to_owned();
    let post = |csrf: &str| bench.post("/form", &[("csrf", csrf), ("x", "1")]).send();
    assert_eq!(post("").await.status, StatusCode::FORBIDDEN);
    let reply = post(&csrf).await;
    assert_eq!(
        (reply.status, reply.body.as_str()),
        (StatusCode::OK, "lokal 1")
    );
}

#[tokio::test]
async fn a_page_leads_to_the_sign_in_form_and_a_program_is_told() {
    let bench = Bench::accounts();
    let reply = bench.get("/reports/2026-TW1?a=b&c=/x").send().await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(
        reply.location(),
        "/masuk?ke=%2Freports%2F2026-TW1%3Fa%3Db%26c%3D%2Fx"
    );
    let reply = bench.get("/api/who").send().await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    assert_eq!(reply.header("content-type"), "application/json");
    assert!(reply.header("www-authenticate").starts_with("Bearer"));
    assert!(reply.body.contains("token API"), "{reply:?}");
    assert_eq!(
        bench.post("/form", &[]).send().await.status,
        StatusCode::UNAUTHORIZED
    );
    let nowhere = bench.get("/nowhere").send().await;
    assert_eq!(
        nowhere.status,
        StatusCode::SEE_OTHER,
        "what is not there is not told"
    );
    assert_eq!(bench.get("/healthz").send().await.body, "ok");
}

#[tokio::test]
async fn somebody_signs_in_and_out() {
    let bench = Bench::accounts();
    let reply = bench
        .sign_in("Budi", PASSWORD, "/reports/2026-TW1?a=b")
        .await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{reply:?}");
    assert_eq!(reply.location(), "/reports/2026-TW1?a=b");
    let cookie = reply.set_cookie("norma=").unwrap();
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );

    let who = bench.get("/who").cookies_of(&reply).send().await;
    assert!(who.body.starts_with("budi analyst session"), "{who:?}");
    let csrf = who.body.split_whitespace().last().unwrap().to_owned();
    let post = |csrf: &str| {
        bench
            .post("/form", &[("csrf", csrf), ("x", "2")])
            .cookies_of(&reply)
    };
    assert_eq!(
        post(&csrf).send().await.body,
        "budi 2",
        "the form arrives whole"
    );
    let by_header = bench.post("/form", &[("x", "3")]).cookies_of(&reply);
    assert_eq!(
        by_header.header("x-csrf-token", &csrf).send().await.body,
        "budi 3"
    );
    assert_eq!(
        bench
            .get("/masuk?ke=/who")
            .cookies_of(&reply)
            .send()
            .await
            .location(),
        "/who"
    );

    // Leaving needs the token as well, and ends the session on the server.
    let leave = |csrf: &str| bench.post("/keluar", &[("csrf", csrf)]).cookies_of(&reply);
    assert_eq!(leave("").send().await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        bench.get("/who").cookies_of(&reply).send().await.status,
        StatusCode::OK
    );
    let left = leave(&csrf).send().await;
    assert_eq!(left.location(), "/masuk");
    assert!(left.set_cookie("norma=;").unwrap().contains("Max-Age=0"));
    assert_eq!(left.header("clear-site-data"), "\"cache\"");
    assert_eq!(
        bench.get("/who").cookies_of(&reply).send().await.status,
        StatusCode::SEE_OTHER
    );

    let log = bench.audit();
    assert_eq!(log.len(), 2, "{log:?}");
    for (line, event) in log.iter().zip(["sign_in", "sign_out"]) {
        assert_eq!(line["event"], event);
        assert_eq!(line["user"], "budi");
        assert_eq!(line["role"], "analyst");
        assert_eq!(line["client"], "127.0.0.1");
        assert_eq!(line["at"], "2026-03-17T08:00:00.000Z");
    }
}

#[tokio::test]
async fn over_tls_the_cookie_is_of_this_host_and_secure() {
    let bench = Bench::over_tls();
    let reply = bench.sign_in("budi", PASSWORD, "/").await;
    let cookie = reply.set_cookie("__Host-norma=").unwrap();
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
    let who = bench.get("/who").cookies_of(&reply).send().await;
    assert!(who.body.starts_with("budi"), "{who:?}");
    // The same value in a cookie that another host of the domain could have set is nothing.
    let value = cookie.split(['=', ';']).nth(1).unwrap();
    let other = bench
        .get("/who")
        .header("cookie", &format!("norma={value}"));
    assert_eq!(other.send().await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn wrong_passwords_names_and_disabled_users_look_the_same() {
    let bench = Bench::accounts();
    let mut bodies = Vec::new();
    for (name, password) in [
        ("budi", "kuda laut merah"),
        ("nobody", PASSWORD),
        ("mati", PASSWORD),
        ("sso", PASSWORD),
        ("budi", ""),
        ("not a name", PASSWORD),
    ] {
        let reply = bench.sign_in(name, password, "/").await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{name}");
        assert_eq!(reply.set_cookie("norma="), None);
        let body = reply
            .body
            .replace(&format!("value=\"{name}\""), "value=\"\"");
        bodies.push(body.replace(&reply.csrf(), ""));
        assert!(reply.body.contains("Nama pengguna atau kata sandi salah"));
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    let log = bench.audit();
    let told: Vec<_> = log
        .iter()
        .map(|l| (l["user"].as_str(), l["outcome"].as_str().unwrap()))
        .collect();
    let expected = [
        (Some("budi"), "wrong password"),
        (None, "unknown user"),
        (Some("mati"), "disabled user"),
        (Some("sso"), "user without a password"),
        (Some("budi"), "wrong password"),
        (None, "unknown user"),
    ];
    assert_eq!(told, expected, "what is no user's name is not written down");
}

#[tokio::test]
async fn after_signing_in_nobody_is_led_elsewhere() {
    let bench = Bench::accounts();
    for target in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "evil",
    ] {
        let encoded: String = url::form_urlencoded::byte_serialize(target.as_bytes()).collect();
        let form = bench.get(&format!("/masuk?ke={encoded}")).send().await;
        assert!(
            form.body.contains("name=\"ke\" value=\"&#x2f;\""),
            "{target:?}"
        );
        let reply = bench.sign_in("budi", PASSWORD, target).await;
        assert_eq!(reply.location(), "/", "{target:?}");
    }
}

#[tokio::test]
async fn a_session_id_from_before_signing_in_is_worth_nothing_after_it() {
    let bench = Bench::accounts();
    let planted = "norma=".to_owned() + &"a".repeat(64);
    let reply = bench.sign_in_with("budi", PASSWORD, "/", &planted).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    let who = bench.get("/who").header("cookie", &planted).send().await;
    assert_eq!(who.status, StatusCode::SEE_OTHER);

    // Signing in once more ends the session that the browser had.
    let first = bench.sign_in("budi", PASSWORD, "/").await;
    let old = first
        .set_cookie("norma=")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let second = bench.sign_in_with("budi", PASSWORD, "/", &old).await;
    let new = second.set_cookie("norma=").unwrap();
    assert!(!new.starts_with(&old));
    let who = bench.get("/who").header("cookie", &old).send().await;
    assert_eq!(who.status, StatusCode::SEE_OTHER);
    assert_eq!(
        bench.get("/who").cookies_of(&second).send().await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn forms_of_others_are_refused() {
    let bench = Bench::accounts();
    let session = bench.sign_in("budi", PASSWORD, "/").await;
    let other = bench.sign_in("sari", PASSWORD, "/").await;
    let csrf = |reply: &Reply| {
        let who = bench.get("/who").cookies_of(reply);
        async {
            who.send()
                .await
                .body
                .split_whitespace()
                .last()
                .unwrap()
                .to_owned()
        }
    };
    let (own, foreign) = (csrf(&session).await, csrf(&other).await);
    let post = |csrf: &str| {
        bench
            .post("/form", &[("csrf", csrf), ("x", "1")])
            .cookies_of(&session)
    };
    for wrong in ["", "0000", &foreign] {
        assert_eq!(
            post(wrong).send().await.status,
            StatusCode::FORBIDDEN,
            "{wrong}"
        );
    }
    let bare = bench.post("/form", &[("x", "1")]).cookies_of(&session);
    assert_eq!(bare.send().await.status, StatusCode::FORBIDDEN);
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let reply = post(&own).header(name, value).send().await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(reply.body.contains("tidak berasal dari halaman server ini"));
    }
    for (name, value) in [
        ("origin", "http://127.0.0.1:8080"),
        ("sec-fetch-site", "same-origin"),
    ] {
        let reply = post(&own).header(name, value).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{name}: {value}");
    }
    let json = bench.post("/form", &[("csrf", &own)]).cookies_of(&session);
    let json = json.header("content-type", "text/plain").send().await;
    assert_eq!(json.status, StatusCode::FORBIDDEN, "no form, no field");
}

#[tokio::test]
async fn programs_send_json_to_the_interface_and_other_sites_cannot() {
    let bench = Bench::accounts();
    let session = bench.sign_in("budi", PASSWORD, "/").await;
    let send = |path: &str, kind: &str| {
        let ask = bench.post(path, &[("x", "1")]).cookies_of(&session);
        ask.header("content-type", kind)
    };
    for (path, kind, expected) in [
        ("/api/form", "application/json", StatusCode::OK),
        (
            "/api/form",
            "application/json; charset=utf-8",
            StatusCode::OK,
        ),
        ("/form", "application/json", StatusCode::FORBIDDEN),
        // What a form of another site can send.
        ("/api/form", "text/plain", StatusCode::FORBIDDEN),
        ("/api/form", "multipart/form-data", StatusCode::FORBIDDEN),
        (
            "/api/form",
            "application/x-www-form-urlencoded",
            StatusCode::FORBIDDEN,
        ),
    ] {
        let reply = send(path, kind).send().await;
        assert_eq!(reply.status, expected, "{path} {kind}");
    }
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let ask = send("/api/form", "application/json").header(name, value);
        let reply = ask.send().await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    let stranger = bench.post("/api/form", &[("x", "1")]);
    let stranger = stranger.header("content-type", "application/json");
    assert_eq!(stranger.send().await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_sign_in_form_of_others_is_refused() {
    let bench = Bench::accounts();
    let fields = |csrf: &'static str| {
        [
            ("nama", "budi"),
            ("sandi", PASSWORD),
            ("ke", "/"),
            ("csrf", csrf),
        ]
    };
    let bare = bench.post("/masuk", &fields("")).send().await;
    assert_eq!(bare.status, StatusCode::FORBIDDEN);
    assert!(bare.body.contains("kedaluwarsa"), "{bare:?}");
    // The token of one form with the cookie of another.
    let (one, two) = (
        bench.get("/masuk").send().await,
        bench.get("/masuk").send().await,
    );
    let csrf = one.csrf();
    let crossed = [
        ("nama", "budi"),
        ("sandi", PASSWORD),
        ("ke", "/"),
        ("csrf", csrf.as_str()),
    ];
    let reply = bench.post("/masuk", &crossed).cookies_of(&two).send().await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    let reply = bench.post("/masuk", &crossed).cookies_of(&one);
    let reply = reply.header("sec-fetch-site", "cross-site").send().await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert!(bench.audit().is_empty(), "no password was looked at");
    let reply = bench.post("/masuk", &crossed).cookies_of(&one).send().await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    let large = "a".repeat(20_000);
    let reply = bench
        .post("/masuk", &[("nama", &large)])
        .cookies_of(&one)
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// What may happen to a user.
type Change = fn(&mut norma_access::User);

#[tokio::test]
async fn sessions_end_with_time_and_with_their_user() {
    let bench = Bench::accounts();
    let session = bench.sign_in("budi", PASSWORD, "/").await;
    let status = || async { bench.get("/who").cookies_of(&session).send().await.status };
    bench.later(119 * 60);
    assert_eq!(status().await, StatusCode::OK);
    bench.later((119 + 120) * 60);
    assert_eq!(status().await, StatusCode::SEE_OTHER, "idle");

    let changes: [Change; 3] = [
        |u| u.disabled = true,
        |u| u.role = Role::Viewer,
        |u| u.password = None,
    ];
    for (n, change) in changes.into_iter().enumerate() {
        let name = ["sari", "tono", "rina"][n];
        let session = bench.sign_in(name, PASSWORD, "/").await;
        let who = bench.get("/who").cookies_of(&session).send().await;
        assert!(who.body.starts_with(name), "{who:?}");
        bench.edit(name, change);
        let who = bench.get("/who").cookies_of(&session).send().await;
        assert_eq!(who.status, StatusCode::SEE_OTHER, "{name}");
    }
}

#[tokio::test]
async fn tokens_do_what_their_scopes_say_until_they_expire() {
    let bench = Bench::accounts();
    let read = bench.token("budi", &[Scope::Read], 30);
    let sql = bench.token("budi", &[Scope::Sql, Scope::Export], 30);
    let ask = |path: &str, token: &str| {
        bench
            .get(path)
            .header("authorization", &format!("Bearer {token}"))
            .send()
    };
    let who = ask("/api/who", &read).await;
    assert!(who.body.starts_with("budi analyst token:"), "{who:?}");
    assert_eq!(ask("/api/sql", &read).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        ask("/api/export", &read).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(ask("/api/sql", &sql).await.body, "sql");
    assert_eq!(ask("/api/export", &sql).await.body, "export");
    assert_eq!(
        ask("/api/raw", &sql).await.status,
        StatusCode::FORBIDDEN,
        "no token sees raw text"
    );
    // No form token is asked of a program.
    let post = bench
        .post("/form", &[("x", "7")])
        .header("authorization", &format!("Bearer {sql}"));
    assert_eq!(post.send().await.body, "budi 7");
    // The scopes of a token do not outgrow its user.
    let small = bench.token("lihat", &Scope::ALL, 30);
    assert_eq!(ask("/api/who", &small).await.status, StatusCode::OK);
    assert_eq!(ask("/api/sql", &small).await.status, StatusCode::FORBIDDEN);

    for wrong in [
        "",
        "norma_00000000_AAAA",
        &format!("{}A", &read[..read.len() - 1]),
        &read[..20],
    ] {
        let reply = ask("/api/who", wrong).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{wrong}");
    }
    assert_eq!(
        ask("/who", "norma_x_y").await.status,
        StatusCode::UNAUTHORIZED,
        "a page too"
    );
    bench.edit("budi", |user| user.disabled = true);
    assert_eq!(
        ask("/api/who", &read).await.status,
        StatusCode::UNAUTHORIZED
    );
    bench.edit("budi", |user| user.disabled = false);
    bench.later(30 * 86_400 - 1);
    assert_eq!(ask("/api/who", &read).await.status, StatusCode::OK);
    bench.later(30 * 86_400);
    let expired = ask("/api/who", &read).await;
    assert_eq!(expired.status, StatusCode::UNAUTHORIZED);
    assert!(expired.body.contains("kedaluwarsa"), "{expired:?}");

    let log = bench.audit();
    let count = |event: &str, outcome: &str| {
        log.iter()
            .filter(|l| l["event"] == event && l["outcome"] == outcome)
            .count()
    };
    // Three tokens on the first day, and one of them once more on the last.
    assert_eq!(count("token_used", "ok"), 4, "{log:#?}");
    assert_eq!(count("sign_in_failed", "unknown token"), 5);
    assert_eq!(count("sign_in_failed", "expired token"), 1);
    assert_eq!(count("refused", "not allowed: menjalankan SQL"), 2);
    let refused = log.iter().find(|l| l["event"] == "refused").unwrap();
    assert_eq!(refused["path"], "/api/sql");
}

#[tokio::test]
async fn the_proxy_alone_says_who_somebody_is() {
    let bench = Bench::behind_proxy();
    let from = |address: &'static str| bench.get("/who").from(address);
    let who = from("10.0.0.5")
        .header("x-remote-user", "SSO")
        .header("x-forwarded-for", "6.6.6.6, 192.0.2.9");
    let who = who.send().await;
    assert!(who.body.starts_with("sso manager proxy"), "{who:?}");
    assert!(
        who.body.contains("header: none"),
        "nothing behind sees the header: {who:?}"
    );
    let again = from("10.0.0.5")
        .header("x-remote-user", "sso")
        .header("x-forwarded-for", "192.0.2.9");
    assert_eq!(again.send().await.status, StatusCode::OK);

    for stranger in ["10.0.1.5", "127.0.0.1"] {
        let reply = from(stranger).header("x-remote-user", "sso").send().await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{stranger}");
    }
    let around = from("192.0.2.9").send().await;
    assert_eq!(
        around.status,
        StatusCode::FORBIDDEN,
        "in clear, around the proxy"
    );
    for unknown in ["nobody", "mati", "sso, budi", ""] {
        let reply = from("10.0.0.5")
            .header("x-remote-user", unknown)
            .send()
            .await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{unknown}");
    }
    let twice = from("10.0.0.5")
        .header("x-remote-user", "sso")
        .header("x-remote-user", "budi");
    assert_eq!(twice.send().await.status, StatusCode::BAD_REQUEST);
    let token = bench.token("budi", &[Scope::Read], 1);
    let both = from("10.0.0.5")
        .header("x-remote-user", "sso")
        .header("authorization", &format!("Bearer {token}"));
    assert_eq!(both.send().await.status, StatusCode::BAD_REQUEST);
    // Without the header the proxy brings anybody: they sign in, or have a token.
    assert_eq!(from("10.0.0.5").send().await.status, StatusCode::SEE_OTHER);
    let by_token = from("10.0.0.5")
        .header("authorization", &format!("Bearer {token}"))
        .send()
        .await;
    assert!(by_token.body.starts_with("budi"), "{by_token:?}");
    // Browsers send the header's identity on their own (the proxy adds it): forms need a token.
    let post = bench
        .post("/form", &[("x", "1")])
        .from("10.0.0.5")
        .header("x-remote-user", "sso")
        .header("x-forwarded-for", "192.0.2.9");
    assert_eq!(post.send().await.status, StatusCode::FORBIDDEN);

    let log = bench.audit();
    let sign_ins: Vec<_> = log.iter().filter(|l| l["event"] == "sign_in").collect();
    assert_eq!(sign_ins.len(), 1, "once a day and address");
    assert_eq!(
        (&sign_ins[0]["user"], &sign_ins[0]["client"]),
        (&"sso".into(), &"192.0.2.9".into())
    );
    let strangers = log
        .iter()
        .filter(|l| l["outcome"].as_str().unwrap().contains("no proxy"));
    assert_eq!(strangers.count(), 2);
}

#[tokio::test]
async fn without_a_proxy_the_header_says_nothing() {
    let bench = Bench::accounts();
    let reply = bench
        .get("/who")
        .header("x-remote-user", "sso")
        .send()
        .await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_guesses_waits() {
    let bench = Bench::accounts();
    for _ in 0..5 {
        let reply = bench.sign_in("budi", "kuda laut merah", "/").await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
    }
    for _ in 0..3 {
        let reply = bench.sign_in("budi", PASSWORD, "/").await;
        assert_eq!(
            reply.status,
            StatusCode::TOO_MANY_REQUESTS,
            "even with the right one"
        );
        assert_eq!(reply.header("retry-after"), "1");
        assert!(reply.body.contains("1 detik"), "{reply:?}");
    }
    assert_eq!(
        bench.sign_in("sari", PASSWORD, "/").await.status,
        StatusCode::SEE_OTHER
    );
    bench.later(1);
    assert_eq!(
        bench.sign_in("budi", PASSWORD, "/").await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        bench.sign_in("budi", PASSWORD, "/").await.status,
        StatusCode::SEE_OTHER
    );
    let log = bench.audit();
    let throttled: Vec<_> = log.iter().filter(|l| l["event"] == "throttled").collect();
    assert_eq!(
        throttled.len(),
        1,
        "one line an hour: a flood must not fill the disk"
    );
    assert_eq!(throttled[0]["user"], "budi");
}

#[tokio::test]
async fn whoever_tries_tokens_waits() {
    let bench = Bench::accounts();
    let ask = || {
        bench
            .get("/api/who")
            .header("authorization", "Bearer norma_x_y")
            .send()
    };
    for _ in 0..20 {
        assert_eq!(ask().await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(ask().await.status, StatusCode::TOO_MANY_REQUESTS);
    let token = bench.token("budi", &[Scope::Read], 1);
    let good = bench
        .get("/api/who")
        .header("authorization", &format!("Bearer {token}"));
    assert_eq!(
        good.send().await.status,
        StatusCode::OK,
        "whoever has one does not wait"
    );
}

#[tokio::test]
async fn what_cannot_be_logged_does_not_happen() {
    let bench = Bench::accounts();
    let session = bench.sign_in("budi", PASSWORD, "/").await;
    let token = bench.token("sari", &[Scope::Read], 1);
    bench.break_audit();
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    let reply = bench.sign_in("sari", PASSWORD, "/").await;
    assert_eq!(reply.status, unavailable);
    assert_eq!(reply.set_cookie("norma="), None);
    assert!(
        reply.body.contains("Catatan audit tidak dapat ditulis"),
        "{reply:?}"
    );
    assert!(
        !reply.body.contains("audit.jsonl"),
        "paths are for the operator"
    );
    for path in ["/api/sql", "/api/export"] {
        let reply = bench.get(path).cookies_of(&session).send().await;
        assert_eq!(reply.status, unavailable, "{path}");
        assert!(reply.header("content-type").contains("json"), "{path}");
    }
    let by_token = bench
        .get("/api/who")
        .header("authorization", &format!("Bearer {token}"));
    assert_eq!(by_token.send().await.status, unavailable);
    // Pages are not logged.
    assert_eq!(
        bench.get("/who").cookies_of(&session).send().await.status,
        StatusCode::OK
    );
    bench.repair_audit();
    assert_eq!(
        bench.get("/api/sql").cookies_of(&session).send().await.body,
        "sql"
    );
    let log = bench.audit();
    assert_eq!(log.len(), 2, "{log:?}");
    assert_eq!(log[0]["statement"], "select '\n'");
    assert_eq!(
        (&log[0]["outcome"], &log[1]["outcome"]),
        (&"begun".into(), &"ok".into())
    );
    assert_eq!(log[1]["rows"], 3);
}

#[tokio::test]
async fn a_users_file_that_cannot_be_read_lets_nobody_in() {
    let bench = Bench::accounts();
    let session = bench.sign_in("budi", PASSWORD, "/").await;
    let good = std::fs::read(bench.users_path()).unwrap();
    std::fs::write(bench.users_path(), "[[user]\n").unwrap();
    let reply = bench.get("/who").cookies_of(&session).send().await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        reply.body.contains("Berkas pengguna") && !reply.body.contains("toml"),
        "{reply:?}"
    );
    std::fs::write(bench.users_path(), good).unwrap();
    assert_eq!(
        bench.get("/who").cookies_of(&session).send().await.status,
        StatusCode::OK
    );
}
