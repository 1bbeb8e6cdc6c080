//! Names of the organisations whose tickets are judged: the one that serves a ticket chooses the document (RULES 2).

/// Badan Teknologi, Informasi, dan Intelijen Keuangan, before that Pusintek: documents 000 to 002.
pub const BATII: &str = "BaTII";
/// Kantor Pengelolaan TIK dan BMN (Medan, Semarang, Surabaya, Denpasar, Makassar): document 003.
pub const KPTIK_BMN: &str = "KPTIK BMN";
/// Direktorat Jenderal Perbendaharaan: document 004, which publishes no norm.
pub const DJPB: &str = "DJPb";

/// The five offices of KPTIK BMN; exports write them behind its name.
const OFFICES: [&str; 5] = ["medan", "semarang", "surabaya", "denpasar", "makassar"];

/// Other names, in lower case, words parted by one space.
const ALIASES: &[(&str, &str)] = &[
    ("batii", BATII),
    ("pusintek", BATII),
    ("pusintek batii", BATII),
    ("batii pusintek", BATII),
    ("badan teknologi informasi dan intelijen keuangan", BATII),
    ("pusat sistem informasi dan teknologi keuangan", BATII),
    ("kptik bmn", KPTIK_BMN),
    ("kptikbmn", KPTIK_BMN),
    ("kptik dan bmn", KPTIK_BMN),
    ("kantor pengelolaan tik dan bmn", KPTIK_BMN),
    (
        "kantor pengelolaan teknologi informasi dan komunikasi dan barang milik negara",
        KPTIK_BMN,
    ),
    ("djpb", DJPB),
    ("ditjen perbendaharaan", DJPB),
    ("direktorat jenderal perbendaharaan", DJPB),
];

/// The one name of an organisation in tables, for any of its names; case, spaces and punctuation do not matter, nor does
/// the office behind KPTIK BMN. `None` for an organisation that no document of the catalogue serves.
pub fn canonical(name: &str) -> Option<&'static str> {
    let mut words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let lookup = |words: &[String]| {
        let plain = words.join(" ");
        ALIASES
            .iter()
            .find(|(alias, _)| *alias == plain)
            .map(|(_, organisation)| *organisation)
    };
    lookup(&words).or_else(|| {
        let office = words.pop()?;
        (OFFICES.contains(&office.as_str()))
            .then(|| lookup(&words))
            .flatten()
            .filter(|organisation| *organisation == KPTIK_BMN)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_an_organisation_is_one() {
        for (name, expected) in [
            ("BaTII", Some(BATII)),
            ("BaTii", Some(BATII)),
            (" PUSINTEK ", Some(BATII)),
            ("Pusintek/BaTII", Some(BATII)),
            (
                "Badan Teknologi, Informasi, dan Intelijen Keuangan",
                Some(BATII),
            ),
            ("KPTIK BMN", Some(KPTIK_BMN)),
            ("KPTIK-BMN", Some(KPTIK_BMN)),
            ("KPTIKBMN", Some(KPTIK_BMN)),
            ("KPTIK BMN Denpasar", Some(KPTIK_BMN)),
            ("djpb", Some(DJPB)),
            ("DJPb Medan", None),
            ("Medan", None),
            ("Biro SDM", None),
            ("", None),
        ] {
            assert_eq!(canonical(name), expected, "{name:?}");
        }
    }
}
