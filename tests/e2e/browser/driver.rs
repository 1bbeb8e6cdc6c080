//! Debian's chromium driven through chromedriver: WebDriver is JSON over HTTP.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What to say when a tool is not there.
const SETUP: &str = "run tests/setup, or as root: apt-get install -y --no-install-recommends chromium chromium-driver fonts-liberation poppler-utils";

/// A command that hangs fails the test instead of stopping it.
const LONGEST: Duration = Duration::from_mins(10);

/// A browser with a profile of its own, ended with the test, also when it fails.
pub struct Browser {
    driver: Child,
    agent: ureq::Agent,
    /// Address of the session.
    session: String,
    /// Process of the browser.
    pid: Option<u64>,
    profile: TempDir,
}

impl Browser {
    /// A browser as people use it.
    pub fn start() -> Self {
        Self::with_preferences(json!({}))
    }

    /// A browser in which pages may run no script.
    pub fn without_javascript() -> Self {
        let block = 2;
        Self::with_preferences(
            json!({"profile.managed_default_content_settings.javascript": block}),
        )
    }

    fn with_preferences(preferences: Value) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .env("HOME", profile.path())
            .env("TMPDIR", profile.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("chromedriver cannot be started ({error}); {SETUP}"));
        let said = BufReader::new(driver.stdout.take().unwrap());
        let port = said.lines().map_while(Result::ok).find_map(|line| {
            let port = line.split_once("successfully on port ")?.1;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        let Some(port) = port else {
            let _ = driver.kill();
            let _ = driver.wait();
            panic!("chromedriver says no port; {SETUP}");
        };
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(LONGEST))
            .build();
        // From here on a failure ends the driver.
        let mut browser = Self {
            driver,
            agent: config.new_agent(),
            session: format!("http://127.0.0.1:{port}/session"),
            pid: None,
            profile,
        };
        let opened = browser.post("", &browser.capabilities(&preferences));
        let id = opened["sessionId"].as_str().unwrap().to_owned();
        browser.session = format!("{}/{id}", browser.session);
        browser.pid = opened["capabilities"]["goog:processID"].as_u64();
        browser
    }

    fn capabilities(&self, preferences: &Value) -> Value {
        let mut arguments: Vec<String> = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--disable-extensions",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-color-profile=srgb",
            "--lang=id",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!(
            "--user-data-dir={}",
            self.profile.path().join("profile").display()
        ));
        json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments, "prefs": preferences},
            "goog:loggingPrefs": {"browser": "ALL"},
            "timeouts": {"script": LONGEST.as_millis(), "pageLoad": LONGEST.as_millis()},
        }}})
    }

    /// Sends a command and returns its value; fails with the driver's words.
    #[track_caller]
    fn post(&self, command: &str, body: &Value) -> Value {
        let address = format!("{}{command}", self.session);
        let request = self
            .agent
            .post(&address)
            .content_type("application/json")
            .send(body.to_string());
        let mut answer = request.unwrap_or_else(|error| panic!("{command}: {error}"));
        let text = answer
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_string();
        let mut said: Value = serde_json::from_str(&text.unwrap()).unwrap();
        let value = said["value"].take();
        let words = || value["message"].as_str().unwrap_or_default().to_owned();
        assert!(
            answer.status().is_success(),
            "{command}: {}; if the browser did not start, {SETUP}",
            words()
        );
        value
    }

    /// Opens an address and waits until it is loaded. What was logged before is forgotten.
    #[track_caller]
    pub fn open(&self, address: &str) {
        self.log();
        self.post("/url", &json!({"url": address}));
    }

    /// Runs the body of a function in the page and returns what it returns.
    #[track_caller]
    pub fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// Runs the body of a function in the page; its answer is what it passes to its last argument.
    #[track_caller]
    pub fn run_until_answered(&self, script: &str, arguments: &[&str]) -> Value {
        self.post(
            "/execute/async",
            &json!({"script": script, "args": arguments}),
        )
    }

    /// Sends a command of the Chrome DevTools Protocol.
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        self.post("/goog/cdp/execute", &body)
    }

    /// What the browser's console says since it was last asked: warnings and errors, each with its level.
    #[track_caller]
    pub fn log(&self) -> Vec<String> {
        let entries = self.post("/se/log", &json!({"type": "browser"}));
        let entries = entries.as_array().cloned().unwrap_or_default();
        let words = |entry: Value| {
            let level = entry["level"].as_str()?;
            ["WARNING", "SEVERE"]
                .contains(&level)
                .then(|| format!("{level}: {}", entry["message"].as_str().unwrap_or_default()))
        };
        entries.into_iter().filter_map(words).collect()
    }

    /// Makes the window as wide and high as this, in CSS pixels.
    #[track_caller]
    pub fn size(&self, (width, height): (u32, u32)) {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Light or dark, screen or paper.
    #[track_caller]
    pub fn look(&self, scheme: &str, media: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.devtools(
            "Emulation.setEmulatedMedia",
            &json!({"media": media, "features": features}),
        );
    }

    /// Presses a key so many times.
    #[track_caller]
    pub fn press(&self, key: char, times: usize) {
        let down = json!({"type": "keyDown", "value": key.to_string()});
        let up = json!({"type": "keyUp", "value": key.to_string()});
        let keys: Vec<&Value> = (0..times).flat_map(|_| [&down, &up]).collect();
        let actions = json!({"actions": [{"type": "key", "id": "keys", "actions": keys}]});
        self.post("/actions", &actions);
    }

    /// Presses keys one after the other and lets them go in the other order.
    #[track_caller]
    pub fn press_together(&self, keys: &[char]) {
        let key = |kind: &str, key: &char| json!({"type": kind, "value": key.to_string()});
        let down = keys.iter().map(|k| key("keyDown", k));
        let up = keys.iter().rev().map(|k| key("keyUp", k));
        let keys: Vec<Value> = down.chain(up).collect();
        let actions = json!({"actions": [{"type": "key", "id": "keys", "actions": keys}]});
        self.post("/actions", &actions);
    }

    /// The page as a PDF.
    #[track_caller]
    pub fn print(&self) -> Vec<u8> {
        let how = json!({"preferCSSPageSize": true, "printBackground": true});
        let printed = self.devtools("Page.printToPDF", &how);
        STANDARD.decode(printed["data"].as_str().unwrap()).unwrap()
    }

    /// Writes what the page looks like, from its head as far as a picture reaches, for people to look at.
    #[track_caller]
    pub fn screenshot(&self, name: &str) -> PathBuf {
        let size = self.run("return [document.documentElement.clientWidth, Math.min(document.documentElement.scrollHeight, 8000)]");
        let clip = json!({"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1});
        let whole = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
        let taken = self.devtools("Page.captureScreenshot", &whole);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        let png = STANDARD.decode(taken["data"].as_str().unwrap()).unwrap();
        fs::write(&path, png).unwrap();
        path
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Asked first, so that nothing is left behind; what does not answer is ended.
        let brief = self.agent.delete(&self.session);
        let brief = brief.config().timeout_global(Some(Duration::from_secs(20)));
        if brief.build().call().is_err()
            && let Some(pid) = self.pid
        {
            let _ = Command::new("kill")
                .args(["-KILL", &pid.to_string()])
                .status();
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
