//! What a terminal sends and what the program hears: every key, torn keys, pastes and what is left of them.

use caseload::terminal::{Code, Decoder, Input, Key, LONGEST_PASTE, Silence};

/// Plays bytes: `|` is a moment in which nothing comes, `#` a long while. Answers one word for each input.
fn heard(played: &[u8]) -> String {
    let mut decoder = Decoder::default();
    let mut words = Vec::new();
    play(&mut decoder, played, &mut |input| words.push(word(&input)));
    words.join(" ")
}

fn play(decoder: &mut Decoder, played: &[u8], out: &mut impl FnMut(Input)) {
    for piece in played.split_inclusive(|byte| matches!(byte, b'|' | b'#')) {
        let (bytes, last) = match piece {
            [bytes @ .., last @ (b'|' | b'#')] => (bytes, *last),
            bytes => (bytes, 0),
        };
        decoder.feed(bytes, out);
        if last != 0 && decoder.waits_for() == Some(Silence::Moment) {
            decoder.silence(out);
        }
        if last == b'#' && decoder.waits_for() == Some(Silence::Long) {
            decoder.silence(out);
        }
    }
}

fn word(input: &Input) -> String {
    match input {
        Input::Key(Key { code: Code::Char(c), ctrl }) => format!("{}{c}", if *ctrl { "Ctrl-" } else { "" }),
        Input::Key(Key { code, ctrl }) => format!("{}{code:?}", if *ctrl { "Ctrl-" } else { "" }),
        Input::Paste(text) => format!("Paste-{}", text.replace(' ', "_")),
        other => format!("{other:?}"),
    }
}

fn told(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

/// What comes from the line, and what the program hears. An Esc stands last in none of them.
const WHOLE: &[(&[u8], &str)] = &[
    (b"jG5 ", "j G 5  "),
    // Control characters; older terminals send the first of these for Backspace and Enter.
    (b"\x08\x7f\n\r\t", "Backspace Backspace Enter Enter Tab"),
    (b"\x00\x01\x0c\x1a", "Ctrl-  Ctrl-a Ctrl-l Ctrl-z"),
    (b"\x1c\x1d\x1e\x1f", "Ctrl-4 Ctrl-5 Ctrl-6 Ctrl-7"),
    // Characters of several bytes; what is none is dropped and takes nothing along.
    (b"\xc3\xa9\xe6\xb0\xb4\xf0\x9f\xa9\xba", "\u{e9} \u{6c34} \u{1fa7a}"),
    (b"\xe6\xb0j\xffk\x80\xc2\x9bl", "j k l"),
    (b"\xe6\x1b[A", "Up"),
    // Arrows, as cursor and as application keys.
    (b"\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F", "Up Down Right Left Home End"),
    (b"\x1bOA\x1bOB\x1bOC\x1bOD\x1bOH\x1bOF", "Up Down Right Left Home End"),
    (b"\x1b[1~\x1b[2~\x1b[3~\x1b[4~\x1b[5~\x1b[6~", "Home Insert Delete End PageUp PageDown"),
    (b"\x1b[7~\x1b[8~\x1b[Z", "Home End BackTab"),
    // Function keys: xterm, VT220, the Linux console, kitty.
    (b"\x1bOP\x1bOQ\x1bOR\x1bOS", "F(1) F(2) F(3) F(4)"),
    (b"\x1b[11~\x1b[12~\x1b[13~\x1b[14~\x1b[15~", "F(1) F(2) F(3) F(4) F(5)"),
    (b"\x1b[17~\x1b[18~\x1b[19~\x1b[20~\x1b[21~", "F(6) F(7) F(8) F(9) F(10)"),
    (b"\x1b[23~\x1b[24~\x1b[25~\x1b[26~", "F(11) F(12) F(13) F(14)"),
    (b"\x1b[28~\x1b[29~\x1b[31~\x1b[34~", "F(15) F(16) F(17) F(20)"),
    (b"\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E", "F(1) F(2) F(3) F(4) F(5)"),
    (b"\x1b[P\x1b[Q\x1b[R\x1b[S", "F(1) F(2) F(3) F(4)"),
    // Modifiers: Ctrl is told, Shift and Alt of keys that are no characters are not.
    (b"\x1b[1;5A\x1b[1;2B\x1b[1;3C\x1b[1;6D\x1b[;5H", "Ctrl-Up Down Right Ctrl-Left Ctrl-Home"),
    (b"\x1b[5C\x1b[3;5~\x1b[5;2~\x1b[1;5P\x1b[15;5~", "Ctrl-Right Ctrl-Delete PageUp Ctrl-F(1) Ctrl-F(5)"),
    // The same from rxvt.
    (b"\x1bOa\x1bOd\x1b[b\x1b[c", "Ctrl-Up Ctrl-Left Down Right"),
    (b"\x1b[7^\x1b[3$\x1b[5@\x1b[11^", "Ctrl-Home Delete Ctrl-PageUp Ctrl-F(1)"),
    // Keys as numbers of characters.
    (b"\x1b[27u\x1b[27;5u\x1b[13u\x1b[9u\x1b[9;2u\x1b[127u", "Esc Ctrl-Esc Enter Tab BackTab Backspace"),
    (b"\x1b[97u\x1b[97;5u\x1b[97;3u\x1b[97:65;2u\x1b[233u", "a Ctrl-a Esc a A \u{e9}"),
    (b"\x1b[104;5u\x1b[106;5u\x1b[109;5u\x1b[13;3u", "Backspace Enter Enter Esc Enter"),
    (b"\x1b[97;1:2u\x1b[97;1:3u\x1b[1;1:3A\x1b[97;;97u", "a a"),
    (b"\x1b[57399u\x1b[57408u\x1b[57413u\x1b[57414u\x1b[57416u", "0 9 + Enter ,"),
    (b"\x1b[57417u\x1b[57420u\x1b[57426u\x1b[57376u\x1b[57387u", "Left Down Delete F(13) F(24)"),
    (b"\x1b[57441u\x1b[57358u\x1b[57428u\x1b[1u\x1b[9999999999u", ""),
    // Alt is Esc and then the key.
    (b"\x1bj\x1b\r\x1b\x7f\x1b\x01\x1b\xc3\xa9", "Esc j Esc Enter Esc Backspace Esc Ctrl-a Esc \u{e9}"),
    (b"\x1b\x1b[A\x1b\x1bx", "Esc Up Esc Esc x"),
    // Reports are swallowed whole: focus, mouse of three kinds, places, attributes, modes.
    (b"\x1b[I\x1b[Oj", "j"),
    (b"\x1b[M !!\x1b[M\x1bqx\x1b[<35;100;100M\x1b[<0;1;1m\x1b[32;10;10Mj", "j"),
    (b"\x1b[5;10R\x1b[?64;1;2c\x1b[>1;10;0c\x1b[?2026;2$y\x1b[?1u\x1b[?997;1nj", "j"),
    // So are keys without a name, and a sequence without measure.
    (b"\x1b[99~\x1b[E\x1bOz\x1bOf\x1b[~j", "j"),
    (b"\x1b[1111111111111111111111111111111111111111111111111111111111111111111111111111111111~j", "j"),
    // A sequence that breaks off does not run its digits and takes no key along.
    (b"\x1b[1;5\x1b[B\x1b[3\rj", "Down Enter j"),
    (b"\x1b[\x1b[A\x1bO\x1bOA\x1b[\rj", "Esc [ Up Esc O Up Esc [ Enter j"),
    (b"\x1b[\xc3\xa9\x1b[2\xc3\xa9\x1b[[x", "Esc [ \u{e9} \u{e9} x"),
    // A paste stays text; an Esc in it is no key and no end.
    (b"\x1b[200~take one\tdaily\r\nq\x1b[A\x1b[201~j", "Paste-take_one_daily\nq[A j"),
    (b"\x1b[200~\xc3\xa9\xff\x1b\x1b[201~\x1b[200~\x1b[201~", "Paste-\u{e9}\u{fffd} Paste-"),
    (b"\x1b[200~\x03q\x1bx\x1b[201\x1b[201~\x1b[201~j", "Paste-qx[201 j"),
    // The end of the first was lost.
    (b"\x1b[200~one\x1b[200~two\x1b[201~j", "Paste-one Paste-two j"),
];

#[test]
fn every_key_is_heard_whole_and_torn_at_every_byte() {
    for (played, expected) in WHOLE {
        assert_eq!(heard(played), *expected, "played: {}", told(played));
        for at in 0..played.len() {
            let mut decoder = Decoder::default();
            let mut words = Vec::new();
            let mut out = |input: Input| words.push(word(&input));
            let (before, behind) = played.split_at(at);
            decoder.feed(before, &mut out);
            decoder.feed(behind, &mut out);
            assert_eq!(words.join(" "), *expected, "torn at {at}: {}", told(played));
        }
    }
}

#[test]
fn silence_decides_what_an_esc_is() {
    let cases: &[(&[u8], &str)] = &[
        (b"\x1b", ""),
        (b"\x1b|", "Esc"),
        (b"\x1b|\x1b|", "Esc Esc"),
        (b"\x1b|[A", "Esc [ A"),
        (b"\x1b[|A", "Esc [ A"),
        (b"\x1bO|A", "Esc O A"),
        (b"\x1b|j", "Esc j"),
        (b"\x1b|\x1b[A", "Esc Up"),
        (b"\x1b#[|x", "Esc [ x"),
        // What only a terminal sends has longer: a slow line may pause in it.
        (b"\x1b[1;5|C", "Ctrl-Right"),
        (b"\x1b[1;5#C", "C"),
        (b"\x1b[M #j", "j"),
        (b"\xc3#\xa9", "\u{e9}"),
    ];
    for (played, expected) in cases {
        assert_eq!(heard(played), *expected, "played: {}", told(played));
    }
}

#[test]
fn a_paste_without_its_end_is_left_by_esc_or_ctrl_c_and_by_no_silence() {
    let cases: &[(&[u8], &str)] = &[
        (b"\x1b[200~hello", ""),
        (b"\x1b[200~hello|||", ""),
        (b"\x1b[200~hello#", "PasteOpen"),
        (b"\x1b[200~hello##|#", "PasteOpen"),
        (b"\x1b[200~hello#q#", "PasteOpen PasteOpen"),
        (b"\x1b[200~hello#q#\x1b[201~x", "PasteOpen PasteOpen Paste-helloq x"),
        (b"\x1b[200~hello|\x1b", ""),
        (b"\x1b[200~hello|\x1b|j", "Paste-hello j"),
        (b"\x1b[200~hello|\x03|j", "Paste-hello j"),
        (b"\x1b[200~hello#\x1b|j", "PasteOpen Paste-hello j"),
        (b"\x1b[200~|\x1b|", "Paste-"),
        // Pressed twice it does not also close what was pasted into.
        (b"\x1b[200~hello|\x1b\x1b|j", "Paste-hello j"),
        (b"\x1b[200~hello|\x1b|\x1b|", "Paste-hello Esc"),
        // Keys pressed in it are text, until one leaves it.
        (b"\x1b[200~hello|q|\x1b[A|\x1b|j", "Paste-helloq[A j"),
        // An Esc that belongs to the text does not end it, wherever the line pauses.
        (b"\x1b[200~one\x1b|two|\x1b[201~", "Paste-onetwo"),
        (b"\x1b[200~one|\x1btwo|\x1b[201~", "Paste-onetwo"),
        (b"\x1b[200~\x1b|q\x1b[201~", "Paste-q"),
        // An end that comes late is no key, nor is its beginning the end of the next paste.
        (b"\x1b[200~hello|\x1b|[201~j", "Paste-hello j"),
        (b"\x1b[200~hello|\x1b|\x1b[201~j", "Paste-hello j"),
        (b"\x1b[200~hello|\x1b|\x1b[200~two\x1b[201~j", "Paste-hello Paste-two j"),
    ];
    for (played, expected) in cases {
        assert_eq!(heard(played), *expected, "played: {}", told(played));
    }
}

/// However slow the line, `q` and `x` do not run.
#[test]
fn the_text_of_a_paste_is_never_keys_wherever_the_line_pauses() {
    let sent = b"\x1b[200~qx\x1b[201~j";
    for pauses in 0..1_u32 << (sent.len() - 1) {
        for pause in [b'|', b'#'] {
            let mut played = Vec::new();
            for (at, byte) in sent.iter().enumerate() {
                played.push(*byte);
                if pauses & (1 << at) != 0 {
                    played.push(pause);
                }
            }
            let heard = heard(&played);
            let words: Vec<&str> = heard.split(' ').collect();
            assert!(!words.contains(&"q") && !words.contains(&"x"), "{}: {heard}", told(&played));
            assert!(words.contains(&"Paste-qx") && words.ends_with(&["j"]), "{}: {heard}", told(&played));
        }
    }
}

#[test]
fn a_paste_without_measure_is_refused_whole_and_takes_no_more_room() {
    let mut decoder = Decoder::default();
    let mut inputs = Vec::new();
    let mut out = |input: Input| inputs.push(input);
    let text = "x".repeat(LONGEST_PASTE);
    for (text, more) in [(text.as_str(), ""), (text.as_str(), "y"), (text.as_str(), text.as_str()), ("short", "")] {
        for piece in ["\x1b[200~", text, more, "\x1b[201~"] {
            decoder.feed(piece.as_bytes(), &mut out);
        }
    }
    for piece in ["\x1b[200~", &text, &text, "|\x1b|j"] {
        play(&mut decoder, piece.as_bytes(), &mut out);
    }
    let short = |input: &Input| word(input).chars().take(12).collect::<String>();
    let words: Vec<String> = inputs.iter().map(short).collect();
    assert_eq!(words, ["Paste-xxxxxx", "PasteTooLong", "PasteTooLong", "Paste-short", "PasteTooLong", "j"]);
    assert_eq!(inputs.first(), Some(&Input::Paste(text)));
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    /// Whole sequences, pieces of them and any bytes, without the marks of silence.
    fn bytes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for _ in 0..self.below(12) {
            let (sequence, _) = WHOLE[self.below(WHOLE.len())];
            match self.below(4) {
                0 => bytes.push(self.below(256) as u8),
                1 => bytes.extend(&sequence[..self.below(sequence.len())]),
                2 => bytes.extend(&sequence[self.below(sequence.len())..]),
                _ => bytes.extend(sequence),
            }
        }
        bytes.retain(|byte| !matches!(byte, b'|' | b'#'));
        bytes
    }
}

#[test]
fn any_split_of_any_bytes_is_heard_like_the_whole() {
    let mut dice = Dice(32);
    for _ in 0..20_000 {
        let bytes = dice.bytes();
        let mut decoder = Decoder::default();
        let mut words = Vec::new();
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at(1 + dice.below(rest.len()));
            decoder.feed(piece, &mut |input| words.push(word(&input)));
            rest = behind;
        }
        assert_eq!(words.join(" "), heard(&bytes), "{}", told(&bytes));
    }
}

#[test]
fn whatever_came_the_program_hears_the_next_key() {
    let mut dice = Dice(17);
    for _ in 0..20_000 {
        let mut bytes = dice.bytes();
        bytes.extend(b"#\x1b|j");
        let heard = heard(&bytes);
        assert!(heard == "j" || heard.ends_with(" j"), "{}: {heard}", told(&bytes));
    }
}
