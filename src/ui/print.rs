//! The plan of care on paper: on the screen, or as a file for the record or the patient.

use super::menu::{Item, Menu};
use super::overlay::Overlay;
use super::{App, Msg};
use crate::domain::entry::home_evaluation::HomePage;
use crate::domain::refusal::Refusal;

/// What is printed, and where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Printing {
    /// The plan, to read here.
    OnScreen,
    /// The plan, into a file.
    Record,
    /// The patient's copy, into a file.
    PatientCopy,
    /// A signed version word for word, into a file.
    Signed(u32),
    /// A page about home safety, into a file.
    Home(HomePage),
}

/// `P`: asks what, and says where it goes.
pub(super) fn choices(app: &App) -> Result<Msg, Refusal> {
    let id = app.open_chart().ok_or_else(|| {
        let [prints, opens] = app.keys_for(["print", "open"]);
        Refusal::new(format!("{prints} prints the plan of an open chart; {opens} opens one."))
    })?;
    let who = app.patient_in_hand().map(|patient| patient.who.clone()).unwrap_or_default();
    let item = |label: &str, means: &str, what| Item {
        label: label.to_owned(),
        means: vec![means.to_owned()],
        does: Msg::Print(id, what),
        retract: None,
    };
    let mut items = vec![
        item("read it here", "the plan in the fields of the CMS-485", Printing::OnScreen),
        item("PDF for the record and the practitioner", "letter paper, with lines for signatures", Printing::Record),
        item("PDF for the patient", "large type, plain words", Printing::PatientCopy),
    ];
    let signed = app.chart.as_ref().and_then(|screen| screen.chart.plan.signed());
    items.extend(signed.map(|signed| {
        let number = signed.version.number;
        let label = format!("PDF of version {number}, word for word as it was signed");
        let older = format!("nothing of today's chart; {} prints older versions", app.key_for("plan.versions"));
        item(&label, &older, Printing::Signed(number))
    }));
    if app.chart.as_ref().is_some_and(|screen| !screen.chart.entries.is_empty()) {
        let asks = "only with the patient's recorded permission to share";
        items.extend([
            item(
                "PDF of home safety for the record",
                "evaluations, hazards and what became of them",
                Printing::Home(HomePage::Chart),
            ),
            item("PDF of home safety for the family", asks, Printing::Home(HomePage::Family)),
            item("PDF of a letter to the landlord", asks, Printing::Home(HomePage::Landlord)),
        ]);
    }
    let intro = vec![
        "A file is written on the computer that caseload runs on, into the home folder of the account it runs under, named by \
         record number and day. Only that account can fetch it, and it stays until somebody deletes it. Over SSH that is the \
         server: ask who runs it, or read the plan here."
            .to_owned(),
        "Every print is on record.".to_owned(),
    ];
    Ok(Msg::Overlay(Overlay::Menu(Menu::new(format!("print the plan of care: {who}"), intro, items))))
}
