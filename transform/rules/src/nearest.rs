//! The nearest known name, for "did you mean".

/// The known name that differs least from `name`, when it differs by no more than a third of its letters. Two letters
/// swapped are one difference.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    known
        .into_iter()
        .map(|k| (strsim::osa_distance(&wanted, &k.to_lowercase()), k))
        .filter(|(d, k)| *d <= length.max(k.chars().count()) / 3)
        .min_by_key(|(d, _)| *d)
        .map(|(_, k)| k)
}
