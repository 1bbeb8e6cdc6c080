//! How alike two names of services are: the words they share, and how they are spelled.

use std::collections::BTreeSet;

/// Words that stand in so many names that they tell little.
const STOP_WORDS: &[&str] = &[
    "atas",
    "atau",
    "bagi",
    "bantuan",
    "dalam",
    "dan",
    "dari",
    "dengan",
    "di",
    "ke",
    "kemenkeu",
    "kementerian",
    "keuangan",
    "layanan",
    "mohon",
    "oleh",
    "pada",
    "pengajuan",
    "permintaan",
    "permohonan",
    "request",
    "secara",
    "service",
    "terkait",
    "untuk",
    "yang",
];

/// What a stop word weighs beside 1 of any other.
const STOP_WEIGHT: f64 = 0.2;

/// The same word in two languages: exports mix them as the documents do.
const SAME_WORDS: &[(&str, &str)] = &[
    ("sandi", "password"),
    ("surel", "email"),
    ("mail", "email"),
    ("pengguna", "user"),
    ("gawai", "perangkat"),
];

/// Below this, two words are different words and not a misspelling of one.
const SAME_SPELLING: f64 = 0.7;

/// What a stem inside its affixes (`buat` in `pembuatan`) counts of the whole.
const STEM: f64 = 0.8;

/// What a beginning (`instal`) or initials (`PL` for perangkat lunak) count of the whole.
const ABBREVIATED: f64 = 0.9;

/// How alike `name` is to `known`: 0 nothing, 1 the same words. Case, order, punctuation and markup do not matter, words
/// such as `layanan` hardly; misspelled and abbreviated words count nearly whole. What `known` says beyond `name` costs
/// less than what `name` says beyond `known`, because exports are terser than documents.
pub fn similarity(name: &str, known: &str) -> f64 {
    let (name, known) = (words(name), words(known));
    if name.iter().all(|word| is_stop(word)) || known.is_empty() {
        return 0.0;
    }
    let spelled = strsim::normalized_damerau_levenshtein(&sorted(&name), &sorted(&known));
    0.55 * covered(&name, &known) + 0.2 * covered(&known, &name) + 0.25 * spelled
}

/// The words of a name, each once, in its order.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in without_markup(text)
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
    {
        let same = SAME_WORDS.iter().find(|(one, _)| *one == word);
        let word = same.map_or(word, |(_, other)| other);
        // `kata sandi` is one thing; single letters are numbering.
        let counts = word.chars().count() > 1 && word != "kata";
        if counts && !words.iter().any(|w| w == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// Without `<i>` and the like, which documents have in their names.
fn without_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_tag = false;
    for c in text.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            _ => out.push(c),
        }
    }
    out
}

/// The words that tell something, in alphabetical order.
fn sorted(words: &[String]) -> String {
    let telling: BTreeSet<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !is_stop(word))
        .collect();
    telling.into_iter().collect::<Vec<_>>().join(" ")
}

fn is_stop(word: &str) -> bool {
    STOP_WORDS.contains(&word)
}

/// The share of `words` that stands in `others` too, by weight.
fn covered(words: &[String], others: &[String]) -> f64 {
    let (mut found, mut all) = (0.0, 0.0);
    for (at, word) in words.iter().enumerate() {
        let weight = if is_stop(word) { STOP_WEIGHT } else { 1.0 };
        let nearest = others
            .iter()
            .map(|other| alike(word, other))
            .fold(0.0, f64::max);
        let abbreviated =
            has_initials(others, word) || others.iter().any(|other| spelled_out(words, at, other));
        found += weight * nearest.max(if abbreviated { ABBREVIATED } else { 0.0 });
        all += weight;
    }
    found / all
}

/// How alike two words are.
fn alike(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let is_number = |word: &str| word.bytes().any(|b| b.is_ascii_digit());
    if is_number(a) || is_number(b) {
        return 0.0;
    }
    if short.chars().count() >= 3 && long.starts_with(short) {
        return ABBREVIATED;
    }
    let spelled = strsim::normalized_damerau_levenshtein(a, b);
    if spelled >= SAME_SPELLING {
        spelled
    } else if short.chars().count() >= 4 && long.contains(short) {
        STEM
    } else {
        0.0
    }
}

/// Whether neighbouring words begin with the letters of `initials`.
fn has_initials(words: &[String], initials: &str) -> bool {
    let letters: Vec<char> = initials.chars().collect();
    (2..=6).contains(&letters.len())
        && words
            .windows(letters.len())
            .any(|run| begin_with(run, &letters))
}

/// Whether the word at `at` is one of neighbouring words that begin with the letters of `initials`.
fn spelled_out(words: &[String], at: usize, initials: &str) -> bool {
    let letters: Vec<char> = initials.chars().collect();
    if !(2..=6).contains(&letters.len()) {
        return false;
    }
    words
        .windows(letters.len())
        .enumerate()
        .any(|(first, run)| {
            (first..first + letters.len()).contains(&at) && begin_with(run, &letters)
        })
}

fn begin_with(run: &[String], letters: &[char]) -> bool {
    run.iter()
        .zip(letters)
        .all(|(word, letter)| word.starts_with(*letter))
}

#[cfg(test)]
mod tests {
    use super::similarity;

    const KNOWN: [&str; 9] = [
        "Reset <i>Password</i> Akun Individu dan/atau Khusus",
        "Reset MFA Akun Active Directory",
        "Pembuatan Akun Individu dan/atau Khusus",
        "Penyediaan Alokasi IP Static",
        "Penyediaan Alokasi Segmen IP",
        "Instalasi Perangkat Lunak",
        "Permintaan Akses Fisik DC Kemenkeu",
        "Layanan Pemenuhan Permintaan Infrastruktur Virtual Machine (VM) Server Aplikasi DJPb",
        "Permintaan Rekaman Video Conference",
    ];

    fn nearest(name: &str) -> (&'static str, f64) {
        let scored = KNOWN.map(|known| (known, similarity(name, known)));
        scored
            .into_iter()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or(("", 0.0))
    }

    #[test]
    fn a_name_finds_its_service() {
        for (name, known) in [
            // Misspelled.
            ("Reset Pasword", KNOWN[0]),
            ("reset pasword akun indivdu", KNOWN[0]),
            ("Instalsi Perangakt Lunak", KNOWN[5]),
            // In other words of the same meaning, with words that tell nothing.
            ("Reset Sandi", KNOWN[0]),
            ("Layanan permohonan reset kata sandi", KNOWN[0]),
            // Reordered.
            ("IP static, alokasi", KNOWN[3]),
            ("Password - reset", KNOWN[0]),
            // Abbreviated.
            ("Instal PL", KNOWN[5]),
            ("Akses data center", KNOWN[6]),
            ("Akses Fisik Data Center", KNOWN[6]),
            ("Permintaan virtual machine", KNOWN[7]),
            ("Rekaman VC", KNOWN[8]),
            // Without the affixes of the documents' nouns.
            ("Buat akun", KNOWN[2]),
        ] {
            let (found, score) = nearest(name);
            assert!(found == known && score >= 0.5, "{name}: {found} {score}");
        }
    }

    #[test]
    fn what_is_not_there_is_near_to_nothing() {
        for name in [
            "Peminjaman Drone",
            "Layanan",
            "Konsumsi rapat",
            "",
            "?",
            "1",
        ] {
            let (found, score) = nearest(name);
            assert!(score < 0.5, "{name}: {found} {score}");
        }
    }

    #[test]
    fn the_same_words_are_the_same_name() {
        for (name, known) in [
            ("reset MFA", "Reset MFA"),
            ("Static IP", "ip  STATIC"),
            ("Sandi", "<b>Password</b>"),
        ] {
            assert!((similarity(name, known) - 1.0).abs() < 1e-9, "{name}");
        }
        assert!(similarity("Uji 365", "Uji 360") < similarity("Uji 365", "Uji 365"));
    }
}
