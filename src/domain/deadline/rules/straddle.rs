//! A stay over the end of a certification period: whether care resumes or starts anew. Sources: OASIS Q&A of October 2022;
//! claims guidance on stays over day 60.

use chrono::NaiveDate;

use crate::domain::deadline::course::{Course, Payer, Stay};
use crate::domain::deadline::question::Question;
use crate::domain::deadline::visit::may_assess;
use crate::domain::deadline::words;
use crate::domain::episode::{Certification, certification};
use crate::domain::event::Event;
use crate::domain::when::Moment;

/// The answer that care starts anew.
const NEW_SOC: &str = "new_soc";
/// The answer that care goes on.
const RESUME: &str = "resume";

/// The newest qualifying stay that crossed day 60 or ended on it, and what follows from it.
pub(super) struct Straddle {
    /// The period the stay began in.
    pub(super) before: Certification,
    /// Back home.
    pub(super) home: Moment,
    pub(super) verdict: Verdict,
}

/// How care goes on.
pub(super) enum Verdict {
    /// With a new start of care; why.
    StartsAnew(String),
    /// With the resumption; why.
    Resumes(String),
    /// Somebody has to decide.
    Open(Question),
}

/// `None` when no stay crossed the end of a period, or what followed is recorded.
pub(super) fn straddle(course: &Course<'_>) -> Option<Straddle> {
    let soc = course.soc?;
    let stay = course.stays.iter().rev().find(|stay| stay.qualifying && stay.home.is_some())?;
    let (from, home) = (stay.from?, stay.home?);
    let (before, back) = (certification(soc, from.date())?, certification(soc, home.date())?);
    let crossed = back.number > before.number;
    if !crossed && back.day != 60 {
        return None;
    }
    // On day 60 a resumption assessment of that very day falls into the period, and nothing is open.
    let same_day = |event: &&Event| matches!(event, Event::Assessment { rfa, m0090, by } if rfa == "03" && *m0090 == home.date() && by.as_deref().is_none_or(may_assess));
    if !crossed && course.events.iter().copied().any(|event| same_day(&event)) {
        return None;
    }
    let verdict = verdict(course, stay, &before, home.date(), crossed);
    Some(Straddle { before, home, verdict })
}

fn verdict(course: &Course<'_>, stay: &Stay, before: &Certification, home: NaiveDate, crossed: bool) -> Verdict {
    let recertified = course.events.iter().any(|event| {
        let Event::Assessment { rfa, m0090, by } = event else { return false };
        let day = course.soc.and_then(|soc| certification(soc, *m0090));
        rfa == "04"
            && by.as_deref().is_none_or(may_assess)
            && day.is_some_and(|day| day.number == before.number && day.day >= 56)
    });
    let next_day = before.to.succ_opt().unwrap_or(before.to);
    let from = stay.from.map_or(home, Moment::date);
    let new_soc = (NEW_SOC, "New start of care (RFA 01): new admission, notice, face-to-face and plan of care");
    let question = if !crossed {
        Question::new(
            format!("home-day-60:{home}"),
            format!("Home on {}, day 60: does the resumption still fall into this period?", words::day(home)),
            &[(RESUME, "Resumption dated that same day; it serves as the recertification too"), new_soc],
        )
    } else if recertified && home <= next_day {
        Question::new(
            format!("recertified-straddle:{from}"),
            format!("Recertified before the stay, home {}: does care go on?", words::day(home)),
            &[(RESUME, "Care goes on, if the case-mix group is unchanged: resumption (RFA 03)"), new_soc],
        )
    } else if course.payer_on(home) == Some(Payer::MedicareFfs) {
        let why = format!(
            "the stay crosses day 60 = {}: under original Medicare care starts anew (RFA 01); no discharge OASIS",
            words::day(before.to)
        );
        return Verdict::StartsAnew(why);
    } else {
        Question::new(
            format!("straddle:{from}"),
            format!(
                "The stay crosses day 60 = {}: does this payer ask for a new start of care?",
                words::day(before.to)
            ),
            &[(RESUME, "The payer goes on with the resumption (RFA 03)"), new_soc],
        )
    };
    match question.answered(course) {
        Some((NEW_SOC, on)) => Verdict::StartsAnew(format!("decided {}: new start of care", words::day(on))),
        Some((_, on)) => Verdict::Resumes(format!("decided {}: care goes on with the resumption", words::day(on))),
        None => Verdict::Open(question),
    }
}

/// The number of the newest period that asks for something: no later one than the stay began in, when care started anew.
pub(super) fn last_period(course: &Course<'_>, current: u64) -> u64 {
    match straddle(course) {
        Some(Straddle { verdict: Verdict::StartsAnew(_), before, .. }) => current.min(before.number),
        Some(Straddle { verdict: Verdict::Resumes(_) | Verdict::Open(_), .. }) | None => current,
    }
}

/// Whether another payer goes on with the same admission; `None` while nothing is to be asked.
pub(super) fn payer_change(course: &Course<'_>) -> Option<Question> {
    let (_, question) = payer_question(course)?;
    question.answered(course).is_none().then_some(question)
}

/// The day from which another payer asks for a new start of care, with the day that was decided.
pub(super) fn payer_starts_anew(course: &Course<'_>) -> Option<(NaiveDate, NaiveDate)> {
    let (from, question) = payer_question(course)?;
    question.answered(course).filter(|(answer, _)| *answer == NEW_SOC).map(|(_, decided)| (from, decided))
}

/// What the newest change of payer in the admission asks.
fn payer_question(course: &Course<'_>) -> Option<(NaiveDate, Question)> {
    let (date, payer) = course.events.iter().rev().find_map(|event| {
        let Event::PayerChange { date, payer } = event else { return None };
        Some((*date, payer.as_str()))
    })?;
    let payer = Payer::from_word(payer);
    let question = Question::new(
        format!("payer-change:{date}"),
        format!("{} pays from {}: does it ask for a new start of care?", payer.label(), words::day(date)),
        &[("continue", "The admission goes on"), (NEW_SOC, "New start of care and admission")],
    );
    course.soc.is_some_and(|soc| soc < date).then_some((date, question))
}
