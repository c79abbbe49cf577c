//! Packs as RxNorm names them: what they count and for how many days is no dose.

/// `{28 (norethindrone 0.35 MG Oral Tablet) } Pack [Errin 28 Day]` with the counts in braces and the days in the brand
/// made unreadable, each word in its place. Source: RxNorm technical documentation, GPCK and BPCK names.
pub(super) fn without_counts(drug: &str) -> String {
    let bytes = drug.as_bytes();
    let mut out = bytes.to_vec();
    let (mut braces, mut brackets) = (0_i32, 0_i32);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' => braces += 1,
            b'}' => braces -= 1,
            b'[' => brackets += 1,
            b']' => brackets -= 1,
            _ => {}
        }
        let is_first = at == 0 || !bytes.get(at - 1).is_some_and(|before| before.is_ascii_digit() || *before == b'.');
        if !byte.is_ascii_digit() || !is_first {
            at += 1;
            continue;
        }
        let end = (at..bytes.len()).find(|place| !bytes[*place].is_ascii_digit()).unwrap_or(bytes.len());
        let behind = drug.get(end..).unwrap_or_default().trim_start().to_lowercase();
        let counts = braces > 0 && behind.starts_with('(');
        let days = brackets > 0 && (behind.starts_with("day") || behind.starts_with("count"));
        if counts || days {
            out[at..end].fill(b'x');
        }
        at = end;
    }
    String::from_utf8(out).unwrap_or_else(|_| drug.to_owned())
}
