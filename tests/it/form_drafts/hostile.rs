//! Whatever is typed into the fields of a form: written as a draft and read back, it is the same.

use caseload::domain::field::{Field, Shape};
use caseload::domain::ids::{OperationId, PatientId};
use caseload::ui::form::{Asked, Form, Purpose};
use caseload::ui::prompt::{Edit, Prompt};
use proptest::prelude::*;

use crate::runs::runs;

static FIELDS: [Field; 4] = [
    Field::optional("target", "target", Shape::Text),
    Field::optional("target_date", "target_date", Shape::Day),
    Field::optional("next_line", "next_line", Shape::Text),
    Field::needed("reason", "reason", Shape::Text),
];

fn opened(proposed: &[String]) -> Form {
    let mut form = Form {
        patient: PatientId::new(1),
        title: String::new(),
        notes: Vec::new(),
        purpose: Purpose::Receive(Vec::new()),
        asked: FIELDS.iter().zip(proposed).map(|(field, text)| Asked::with(field, text)).collect(),
        at: 0,
        given: Vec::new(),
        from: "2026-03-10T09:00:00".parse().unwrap(),
        tried: false,
        kept: None,
    };
    form.keep_at("form/list".to_owned(), 0, OperationId([7; 16]));
    form
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "target: x",
            "line: y",
            ": ",
            ":",
            "\n",
            "\n  ",
            "\n target: ",
            "\n  reason: ",
            " ",
            "  ",
            "",
            "e\u{301}",
            "\u{301}",
            "王小明",
            "\u{202e}",
            "👩‍👩‍👧",
            "\r",
            "\r\n",
            "\t",
            "\u{2028}",
            "%7E",
            "~",
            "/",
            "\u{0}",
        ])
        .prop_map(str::to_owned),
        ".*".prop_map(|text| text),
        "[a-z ]{0,300}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..5).prop_map(|pieces| pieces.concat())
}

fn four() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), FIELDS.len())
}

proptest! {
    #![proptest_config(runs(400))]

    #[test]
    fn what_is_written_is_read_back(
        proposed in four(),
        typed in four(),
        touched in prop::collection::vec(any::<bool>(), FIELDS.len()),
        lines in prop::collection::vec("[^\r\n]{1,40}", 0..4),
        at in 0..FIELDS.len(),
        back in 0_usize..40,
    ) {
        let mut form = opened(&proposed);
        form.purpose = Purpose::Receive(lines);
        form.at = at;
        for (asked, (text, touched)) in form.asked.iter_mut().zip(typed.iter().zip(&touched)) {
            if *touched {
                *asked = Asked { field: asked.field, prompt: Prompt::with(text), proposed: false };
            }
        }
        for _ in 0..back {
            form.asked[at].prompt.edit(&Edit::Left);
        }
        let (draft, cursor) = form.written();
        let mut again = opened(&proposed);
        again.restore(&draft, cursor);
        prop_assert_eq!(&again.purpose, &form.purpose);
        for (place, (was, is)) in form.asked.iter().zip(&again.asked).enumerate() {
            prop_assert_eq!(was.prompt.text(), is.prompt.text(), "{:?} from {:?}", was.field.name, draft);
            let differs = was.prompt.text() != proposed[place];
            if place == at && differs {
                prop_assert_eq!(was.prompt.before(), is.prompt.before(), "the cursor, from {:?}", draft);
            }
            prop_assert!(differs || is.proposed != proposed[place].is_empty() || place == at);
        }
        prop_assert_eq!(again.at, at, "the field with the cursor, from {:?}", draft);
        prop_assert_eq!(again.written().0, draft);
    }

    #[test]
    fn what_another_program_wrote_is_never_dropped(draft in text(), cursor in any::<usize>()) {
        let mut form = opened(&vec![String::new(); FIELDS.len()]);
        form.restore(&draft, cursor);
        let (once, _) = form.written();
        let mut again = opened(&vec![String::new(); FIELDS.len()]);
        again.restore(&once, cursor);
        prop_assert_eq!(again.written().0, once.clone(), "it has settled");
        // Each word of it is still there, though not always in the same field.
        for word in draft.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            prop_assert!(once.contains(word), "{:?} is not in {:?}", word, once);
        }
    }
}
