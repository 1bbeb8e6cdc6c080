//! The codes of the tables in the words of readers. A code without words is shown as it is.

use norma_rules::Unit;

/// A clock.
pub fn clock(code: &str) -> &str {
    match code {
        "response" => "waktu tanggap",
        "fulfilment" => "pemenuhan",
        "closing" => "penutupan",
        "first_handling" => "penanganan awal",
        "approval" => "persetujuan",
        "before_activity" => "sebelum kegiatan",
        "resolution" => "penyelesaian gangguan",
        other => other,
    }
}

/// The code of a clock from its words.
pub fn clock_code(words: &str) -> Option<&'static str> {
    let codes = [
        "response",
        "fulfilment",
        "closing",
        "first_handling",
        "approval",
        "before_activity",
        "resolution",
    ];
    codes.into_iter().find(|code| clock(code) == words)
}

/// The code of a channel from its words.
pub fn channel_code(words: &str) -> Option<&'static str> {
    let codes = [
        "portal",
        "visit",
        "phone",
        "email",
        "whatsapp",
        "text_message",
        "letter",
        "other",
    ];
    codes.into_iter().find(|code| channel(code) == words)
}

/// What is promised to a ticket, in a simulation.
pub fn promise(code: &str) -> &str {
    match code {
        "service" => "Norma layanan",
        "resolution" => "Penyelesaian gangguan",
        "response" => "Waktu tanggap",
        other => other,
    }
}

/// A unit of norms.
pub const fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Menit => "menit",
        Unit::Jam => "jam",
        Unit::JamKerja => "jam kerja",
        Unit::Hari => "hari",
        Unit::HariKerja => "hari kerja",
    }
}

/// A verdict.
pub fn verdict(code: &str) -> &str {
    match code {
        "met" => "memenuhi",
        "breached" => "melampaui",
        "overdue" => "lewat norma, belum selesai",
        "running" => "berjalan",
        "exempt" => "dikecualikan",
        "no_norm" => "tanpa norma",
        "unmeasurable" => "tidak terukur",
        other => other,
    }
}

/// Why a frozen report is restated.
pub fn cause(code: &str) -> &str {
    match code {
        "new_clock" => "tiket atau jam norma baru",
        "gone" => "tidak lagi dinilai",
        "newer_export" => "ekspor yang lebih baru",
        "rules" => "norma atau aturan berubah",
        "as_of" => "saat penilaian yang lebih kemudian",
        other => other,
    }
}

/// How a year stands against its target of availability.
pub fn standing(code: &str) -> &str {
    match code {
        "reached" => "tercapai",
        "missed" => "tidak tercapai",
        "reachable" => "masih dapat tercapai",
        "out_of_reach" => "tidak dapat lagi tercapai",
        "no_figure" => "tidak ada angka",
        other => other,
    }
}

/// Why a service or component has no figure in a quarter.
pub const fn no_figure(has_source: bool) -> &'static str {
    if has_source {
        "tidak ada angka: belum ada data untuk triwulan ini"
    } else {
        "tidak ada angka: sumber belum ada"
    }
}

/// A promise of reliability of another kind than availability.
pub fn reliability(code: &str) -> &str {
    match code {
        "availability" => "ketersediaan layanan",
        "vm_host_availability" => "ketersediaan host VM",
        "licensed_software" => "ketersediaan perangkat lunak berlisensi",
        "installations" => "penyelesaian instalasi",
        "requirements_met" => "kesesuaian dengan kebutuhan pengguna",
        "staff_competence" => "kompetensi tenaga teknis",
        "failures_per_device_and_event" => "kerusakan perangkat pendukung",
        "briefings" => "pembekalan sebelum ujian",
        other => other,
    }
}

/// Why nothing measures a promise of that kind.
pub fn not_measured<'a>(code: &'a str, kind: &str) -> &'a str {
    match (code, kind) {
        ("no_service", _) => "tidak terukur: konfigurasi belum menyebut layanan ini",
        ("no_source", _) => "tidak terukur: belum ada sumber yang mencatat gangguannya",
        ("not_exported", "requirements_met") => {
            "tidak terukur: tidak ada ekspor yang memuat kebutuhan yang disepakati dan mana yang dipenuhi"
        }
        ("not_exported", "staff_competence") => {
            "tidak terukur: tidak ada ekspor yang memuat kompetensi yang diminta dan yang tersedia"
        }
        ("not_exported", "failures_per_device_and_event") => {
            "tidak terukur: tidak ada ekspor yang menyebut perangkat dan kegiatan dari suatu kerusakan"
        }
        ("not_exported", "briefings") => {
            "tidak terukur: tidak ada ekspor yang memuat pembekalan dan ujian"
        }
        ("not_exported", _) => "tidak terukur: tidak ada ekspor yang memuatnya",
        (other, _) => other,
    }
}

/// What is wrong with a record of an outage, or could not be counted.
pub fn outage_finding(code: &str) -> &str {
    match code {
        "end_before_start" => "selesai sebelum mulai; tidak menambah waktu tidak tersedia",
        "no_length" => "mulai dan selesai pada detik yang sama; tidak dihitung",
        "two_open_outages" => "dua gangguan sama-sama belum selesai; waktunya dihitung sekali",
        "out_of_service" => "di luar masa layanan; tidak dihitung",
        "unknown_service" => "layanan tidak ada dalam konfigurasi; tidak dihitung",
        "other_source" => "dari sumber yang bukan sumber layanan itu; tidak dihitung",
        "unknown_component" => "komponen tidak dikenal; dihitung bagi layanan secara keseluruhan",
        "not_announced" => {
            "pemeliharaan terencana tanpa waktu pengumuman; dihitung sebagai waktu tidak tersedia"
        }
        "announced_late" => {
            "pemeliharaan diumumkan setelah dimulai; dihitung sebagai waktu tidak tersedia"
        }
        "window_without_end" => {
            "pemeliharaan terencana belum berakhir; dihitung sebagai waktu tidak tersedia"
        }
        "window_reversed" => {
            "jendela pemeliharaan berakhir sebelum dimulai; tidak mengecualikan apa pun"
        }
        "no_source" => "belum ada sumber; tidak ada angka",
        "samples_repeated" => "sampel pemantauan berulang; masing-masing dihitung sekali",
        "samples_overruled" => {
            "sampel pemantauan pada saat yang sama bertentangan; yang terburuk berlaku"
        }
        "samples_out_of_order" => "sampel pemantauan tidak berurutan; telah diurutkan",
        "clock_set_back" => "jam pemantauan mundur",
        "samples_later" => "sampel pemantauan sesudah saat data; tidak dihitung",
        "samples_of_unknown_service" => {
            "sampel pemantauan layanan yang tidak ada dalam konfigurasi; tidak dihitung"
        }
        "samples_of_unknown_component" => {
            "sampel pemantauan komponen yang tidak dikenal; tidak dihitung"
        }
        "samples_of_other_source" => {
            "sampel dari sumber yang bukan pemantau bagian itu; tidak dihitung"
        }
        "samples_read_again" => "sampel yang sama dibaca lebih dari sekali; dihitung sekali",
        "samples_missing" => "pemantauan tidak mengirim sampel; waktunya tidak diketahui",
        "calendar_not_covered" => "kalender kerja belum mencakup tahunnya; tidak ada angka",
        other => other,
    }
}

/// A service by its name as exported, else by its norm.
pub fn service<'a>(name: Option<&'a str>, norm_path: Option<&'a str>) -> &'a str {
    name.or(norm_path).unwrap_or("Layanan tidak tercatat")
}

/// A channel.
pub fn channel(code: &str) -> &str {
    match code {
        "portal" => "Portal",
        "visit" => "Kunjungan",
        "phone" => "Telepon",
        "email" => "Surat elektronik",
        "whatsapp" => "WhatsApp",
        "text_message" => "Pesan teks",
        "letter" => "Surat",
        "other" => "Lainnya",
        other => other,
    }
}

/// Names in a row: "A", "A dan B", "A, B, dan C".
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} dan {other}"),
        [most @ .., last] => format!("{}, dan {last}", most.join(", ")),
    }
}

/// A calendar.
pub fn calendar(code: &str) -> &str {
    match code {
        "always" => "24 × 7",
        "office" => "jam kerja WIB",
        "office_wita" => "jam kerja WITA",
        "office_wit" => "jam kerja WIT",
        other => other,
    }
}

/// Why a ticket has no decided verdict. Exemptions have their approver's own words.
pub fn reason(code: &str) -> String {
    let words = match code {
        "not_recorded" => "waktu tidak tercatat",
        "finish_not_recorded" => "waktu selesai tidak tercatat",
        "reopened_without_history" => "dibuka kembali tanpa riwayat kejadian",
        "calendar_not_covered" => "melewati tahun di luar kalender kerja",
        "quantity_missing" => "jumlah perangkat atau akun tidak tercatat",
        "environment_missing" => "lingkungan tidak tercatat",
        "channel_missing" => "kanal tidak tercatat",
        "priority_missing" => "prioritas, dampak, dan kepentingan tidak tercatat",
        "activity_start_at_missing" => "waktu mulai kegiatan tidak tercatat",
        "activity_end_at_missing" => "waktu akhir kegiatan tidak tercatat",
        "decision_at_missing" => "waktu keputusan CIO tidak tercatat",
        "documents_complete_at_missing" => "waktu dokumen lengkap tidak tercatat",
        "letter_received_at_missing" => "waktu surat diterima tidak tercatat",
        "proposals_closed_at_missing" => "waktu penutupan usulan tidak tercatat",
        "results_received_at_missing" => "waktu hasil diterima tidak tercatat",
        "unmapped" => "nama layanan belum dipetakan ke norma",
        "not_published" => "layanan tercantum tanpa norma",
        "no_norm_published" => "organisasi tidak menerbitkan norma",
        "no_response_rule" => "dokumen tidak mengatur kanal ini",
        "no_counterpart" => "tidak ada padanan yang pasti dalam norma simulasi",
        "no_number" => "norma tanpa angka",
        "by_plan" => "norma mengikuti rencana",
        "self_service" => "layanan mandiri",
        "norm_not_in_force" => "norma belum atau tidak lagi berlaku",
        "tier_gap" => "jumlah di luar jenjang norma",
        "environment_gap" => "lingkungan di luar norma",
        "unit_not_supported" => "satuan norma tidak dapat dihitung",
        "" => "tanpa keterangan",
        other => {
            return other.strip_prefix("calendar_not_covered").map_or_else(
                || other.to_owned(),
                |year| {
                    let year = year.trim_matches(|c: char| !c.is_ascii_digit());
                    format!("kalender kerja belum mencakup tahun {year}")
                },
            );
        }
    };
    words.to_owned()
}

/// What a setting of RULES 7 decides.
pub fn setting(key: &str) -> &str {
    match key {
        "day_counting" => "Cara menghitung hari kerja",
        "out_of_hours" => "Permintaan di luar jam kerja dimulai",
        "break" => "Istirahat siang kalender kerja",
        "office_zone" => "Zona waktu kalender kerja",
        "hari" => "Arti 'hari' yang bukan 'hari kerja'",
        "p1_calendar" => "Kalender prioritas P1",
        "at_once_seconds" => "Batas 'langsung' (detik)",
        "priority" => "Sumber prioritas",
        "priority_version" => "Versi prioritas yang dipakai",
        "reopened_gap" => "Waktu antara selesai dan dibuka kembali",
        "hold_statuses" => "Status yang menghentikan waktu",
        "cohort" => "Triwulan tempat tiket dihitung",
        "maintenance" => "Pemeliharaan terencana dalam keandalan",
        "rollup" => "Layanan dengan beberapa komponen",
        "unknown" => "Waktu tanpa data dalam keandalan",
        other => other,
    }
}

/// A kind of ticket.
pub fn kind(code: &str) -> &str {
    match code {
        "request" => "permintaan layanan",
        "incident" => "gangguan",
        "change" => "perubahan",
        "complaint" => "pengaduan",
        "information" => "permintaan informasi",
        other => other,
    }
}

/// What a reference of the report is called where only a page stands.
pub(crate) fn elsewhere(to: &str) -> &'static str {
    match to {
        "buku-tiket" | "all_breaches" => "daftar pelanggaran",
        "definisi" => "halaman Definisi",
        "tanpa-norma" => "halaman Layanan",
        "ketersediaan" => "halaman Ketersediaan",
        "response_by_channel" => "halaman Gangguan",
        _ => "laporan triwulanan",
    }
}

/// A data-quality check.
pub fn check(code: &str) -> &str {
    match code {
        "rejected" => "rekaman ditolak",
        "priority_disagrees" => "prioritas tertulis berbeda dari matriks",
        "finished_before_start" => "selesai sebelum mulai",
        "finished_without_time" => "selesai tanpa waktu selesai",
        "unknown_value" => "nilai tidak dikenal",
        "reopened_late" => "dibuka kembali setelah lebih dari 7 hari",
        other => other,
    }
}
/// The limits from the least to the greatest, the unit once where both have it: "1 s.d. 3 hari kerja".
pub fn limits(least: &str, most: &str) -> String {
    if least == most {
        return least.to_owned();
    }
    match (least.split_once(' '), most.split_once(' ')) {
        (Some((number, unit)), Some((_, other)))
            if unit == other && !unit.contains(|c: char| c.is_ascii_digit()) =>
        {
            format!("{number} s.d. {most}")
        }
        _ => format!("{least} s.d. {most}"),
    }
}
