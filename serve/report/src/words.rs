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

/// The verdict whose shape stands beside that: a year that can still be met is running.
pub fn standing_mark(code: &str) -> &'static str {
    match code {
        "reached" => "met",
        "missed" | "out_of_reach" => "breached",
        "reachable" => "running",
        _ => "none",
    }
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

/// A data-quality check.
pub fn check(code: &str) -> &str {
    match code {
        "rejected" => "rekaman ditolak",
        "priority_disagrees" => "prioritas tertulis berbeda dari matriks",
        "finished_before_start" => "selesai sebelum mulai",
        "unknown_value" => "nilai tidak dikenal",
        "reopened_late" => "dibuka kembali setelah lebih dari 7 hari",
        other => other,
    }
}
