//! Look-ups of services and sub-services by reference (`004/1.1.a`).

use super::{Catalogue, Service, SubService};

impl Catalogue {
    /// The sub-service of that reference, with or without a norm; `None` for a service, a group of sub-services, a tier and
    /// an unknown path.
    pub fn sub_service(&self, reference: &str) -> Option<&SubService> {
        let (document, path) = reference.split_once('/')?;
        self.sub_services
            .iter()
            .find(|sub_service| sub_service.document == document && sub_service.path == path)
    }

    /// The service that a reference stands under, by the first part of its path (`001/8` for `001/8.1.2`), or that it names
    /// itself; what follows that part need not be known.
    pub fn service(&self, reference: &str) -> Option<&Service> {
        let (document, path) = reference.split_once('/')?;
        let first = path.split('.').next()?;
        self.services
            .iter()
            .find(|service| service.document == document && service.path == first)
    }

    /// What the document calls a sub-service, a service or, of tiers and stages (`001/8.1.2`), a norm, in Indonesian; `None`
    /// when the reference is unknown.
    pub fn name_of(&self, reference: &str) -> Option<&str> {
        let sub_service = || self.sub_service(reference).map(|found| &found.name);
        let service = || {
            let found = self.service(reference)?;
            let itself = reference.split_once('/')?.1 == found.path;
            itself.then_some(&found.name)
        };
        let norm = || {
            let mut norms = self.norms.iter();
            norms
                .find(|norm| norm.id() == reference)
                .map(|norm| &norm.name)
        };
        sub_service()
            .or_else(service)
            .or_else(norm)
            .map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sub_service_without_norm_is_reachable() {
        let catalogue = Catalogue::builtin();
        assert!(catalogue.knows("004/1.1.a") && catalogue.knows("004/6.3.m"));
        assert!(catalogue.candidates("004", "1.1.a").is_empty());
        let found = catalogue.sub_service("004/1.1.a").unwrap();
        assert_eq!(found.reference(), "004/1.1.a");
        assert_eq!(found.group.as_deref(), Some("Modul Administrasi"));
        for none in [
            "004/1",
            "004/1.1",
            "001/8",
            "001/8.1.2",
            "003/10",
            "1.1.a",
            "",
        ] {
            assert_eq!(catalogue.sub_service(none), None, "{none:?}");
        }
    }

    #[test]
    fn names_and_services_of_references() {
        let catalogue = Catalogue::builtin();
        for (reference, name, service) in [
            (
                "004/1.1.b",
                Some("Reset Password User SAKTI non Satker"),
                Some("SAKTI"),
            ),
            (
                "004/5.11",
                Some("Permintaan Deployment Modelling dalam Environment Treasury Big Data"),
                Some("Treasury Big Data"),
            ),
            ("004/1", Some("SAKTI"), Some("SAKTI")),
            ("004/1.1", None, Some("SAKTI")), // a group
            ("004/7.1", None, None),
            (
                "001/8.1",
                Some("Pembuatan Akun Surat Elektronik dan/atau Akses Internet"),
                Some("Layanan Akun Kementerian Keuangan"),
            ),
            (
                "001/8.1.1",
                Some("Pembuatan Akun secara Individu"),
                Some("Layanan Akun Kementerian Keuangan"),
            ), // a tier
            (
                "001/10",
                Some("Layanan Peningkatan Kompetensi TIK"),
                Some("Layanan Peningkatan Kompetensi TIK"),
            ),
            (
                "003/10",
                Some("Layanan Penyedia Sarana Prasarana"),
                Some("Layanan Penyedia Sarana Prasarana"),
            ),
            (
                "003/10.a",
                Some("Penanganan awal permintaan sarana dan prasarana"),
                Some("Layanan Penyedia Sarana Prasarana"),
            ),
            ("8.1", None, None),
            ("", None, None),
        ] {
            assert_eq!(catalogue.name_of(reference), name, "{reference:?}");
            let above = catalogue
                .service(reference)
                .map(|found| found.name.as_str());
            assert_eq!(above, service, "{reference:?}");
        }
    }

    /// The norm of a service whose requirements list its parts (003 BMN.5, TU.1) holds for each of them.
    #[test]
    fn the_norm_of_a_service_holds_for_its_parts() {
        let catalogue = Catalogue::builtin();
        for (path, norms) in [
            ("11", &["11"][..]),
            ("11.b", &["11"]),
            ("12.e", &["12"]),
            ("10.1", &["10.a"]),
            ("1.a.1", &["1.a.1"]),
        ] {
            let found = catalogue.candidates("003", path);
            let paths: Vec<&str> = found.iter().map(|norm| norm.path.as_str()).collect();
            assert_eq!(paths, norms, "{path}");
        }
    }
}
