use crate::desk::Desk;
#[test]
fn look() {
    let keys = std::env::var("LOOK").unwrap_or_default();
    let (w, h) = if std::env::var("WIDE").is_ok() { (120, 40) } else { (80, 24) };
    let mut desk = Desk::demo(w, h);
    for part in keys.split('|') {
        if let Some(t) = part.strip_prefix('~') {
            desk.type_text(t);
        } else {
            desk.keys(part);
        }
        println!("==== {part}\n{}", desk.screen());
    }
}
