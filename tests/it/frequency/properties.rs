//! What holds for every order, every text and every schedule.

use caseload::domain::codes::Discipline;
use caseload::domain::frequency::{
    DateRange, Dated, FrequencyOrder, InForce, Ledger, Outcome, Prn, Reason, Regular, Term, Unit, Visits, WeekFinding,
    WeekStart, ledger, visits_in_payment_period, weeks, weeks_touched, would_be_unordered,
};
use chrono::{Days, NaiveDate, Weekday};
use proptest::prelude::*;

use crate::runs::runs;

fn regular() -> impl Strategy<Value = Term> {
    let unit = prop::sample::select(vec![Unit::Day, Unit::Week, Unit::Month]);
    let every = prop_oneof![3 => Just(1_u32), 1 => 2_u32..5, 1 => 0_u32..400];
    (0_u32..4, 0_u32..4, every, unit, prop::option::weighted(0.9, prop_oneof![9 => 1_u32..15, 1 => 0_u32..400]))
        .prop_filter_map("no such term", |(low, more, every, unit, lasting)| {
            Regular::new(Visits::new(low, low + more).ok()?, every, unit, lasting).ok().map(Term::Regular)
        })
}

/// Text of reasons: what nurses write, what looks like an order, and anything.
fn reason_text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "catheter", "blockage", "x", "2", "w", "for", "and", "then", "prn", "PT", "visits", "daily", "every", "week",
        "3w1", "2PRN", "101.5", "8/10", ",", ";", "-", ":", "if", "falls", "up", "to", "no", "BM", "\u{200b}", "é",
        ".", "q",
    ]);
    let joined = prop::collection::vec((words, prop::sample::select(vec![" ", "", "  ", "\n"])), 0..7)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(word, gap)| [word, gap]).collect());
    prop_oneof![4 => joined, 1 => "\\PC{0,40}", 1 => any::<String>()]
}

fn prn() -> impl Strategy<Value = Term> {
    let reason =
        prop::option::weighted(0.8, reason_text().prop_filter_map("no reason", |text| Reason::new(&text).ok()));
    (prop::option::weighted(0.8, 1_u32..100), reason)
        .prop_filter_map("no such term", |(maximum, reason)| Prn::new(maximum, reason).ok().map(Term::Prn))
}

fn orders() -> impl Strategy<Value = FrequencyOrder> {
    let disciplines: Vec<Option<Discipline>> = Discipline::ALL.iter().cloned().map(Some).chain([None]).collect();
    let terms = prop::collection::vec(prop_oneof![3 => regular(), 1 => prn()], 1..6);
    (prop::sample::select(disciplines), terms)
        .prop_filter_map("no such order", |(discipline, terms)| FrequencyOrder::new(discipline, terms).ok())
}

/// Pieces of notation in any order, so that many of them nearly are an order.
fn notation() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "SN",
        "pt",
        "aide",
        "3",
        "1",
        "2",
        "0",
        "99",
        "4294967296",
        "w",
        "wk",
        "week",
        "weeks",
        "m",
        "d",
        "days",
        "x",
        "/",
        "-",
        "to",
        "q",
        "every",
        "other",
        "EOD",
        "QM",
        "daily",
        "weekly",
        "biweekly",
        "PRN",
        "as needed",
        "for",
        "visits",
        "times",
        "catheter blockage",
        "max",
        "up to",
        ",",
        ";",
        "+",
        "&",
        "and",
        "then",
        "3w1",
        "2PRN",
        "1-2w4",
        "1q2w",
        ":",
        ".",
        "\n",
        "é",
        "once",
        "twice",
        "per",
    ]);
    prop::collection::vec((pieces, prop::bool::weighted(0.6)), 0..12).prop_map(|pieces| {
        pieces.into_iter().flat_map(|(piece, blank)| [piece, if blank { " " } else { "" }]).collect()
    })
}

fn days() -> impl Strategy<Value = NaiveDate> {
    (0_u64..4000).prop_map(|days| NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + Days::new(days))
}

fn week_starts() -> impl Strategy<Value = WeekStart> {
    (0_u8..7).prop_map(|day| WeekStart(Weekday::try_from(day).unwrap()))
}

/// A schedule: an order in force somewhere in a period, visits around it, and a day to look from.
#[derive(Debug, Clone)]
struct Schedule {
    order: FrequencyOrder,
    period: DateRange,
    from: NaiveDate,
    until: Option<NaiveDate>,
    paused: Vec<DateRange>,
    week_start: WeekStart,
    visits: Vec<Dated>,
    today: NaiveDate,
}

impl Schedule {
    fn in_force(&self) -> InForce<'_> {
        let Self { order, period, from, until, paused, week_start, .. } = self;
        InForce {
            order,
            from: *from,
            until: *until,
            paused,
            period: *period,
            week_start: *week_start,
            known: DateRange::ALWAYS,
        }
    }

    fn ledger(&self) -> Ledger {
        ledger(&self.in_force(), &self.visits, self.today)
    }
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let outcome = prop::sample::select(vec![Outcome::Done, Outcome::Placed, Outcome::Missed]);
    let visits = prop::collection::vec((0_u64..80, outcome), 0..30);
    let shape =
        (0_u64..20, prop::option::weighted(0.2, 0_u64..80), prop::option::weighted(0.2, (0_u64..60, 0_u64..20)));
    (orders(), days(), week_starts(), visits, 0_u64..80, shape).prop_map(
        |(order, soc, week_start, visits, today, (from, until, pause))| {
            let day = |days: u64| soc + Days::new(days);
            Schedule {
                order,
                period: DateRange { from: soc, to: day(59) },
                from: day(from.saturating_sub(10)),
                until: until.map(day),
                paused: pause
                    .map(|(at, length)| DateRange { from: day(at), to: day(at + length) })
                    .into_iter()
                    .collect(),
                week_start,
                visits: visits.into_iter().map(|(at, outcome)| (day(at), outcome)).collect(),
                today: day(today),
            }
        },
    )
}

proptest! {
    #![proptest_config(runs(2000))]

    #[test]
    fn a_printed_order_reads_back(order in orders()) {
        let printed = order.to_string();
        prop_assert_eq!(&printed.parse::<FrequencyOrder>().map_err(|e| TestCaseError::fail(format!("{printed}: {e}")))?, &order);
        prop_assert!(!order.words().is_empty());
        for never in ["qod", "qd"] {
            prop_assert!(order.prn().any(|prn| prn.reason().is_some()) || !printed.to_lowercase().contains(never));
        }
    }

    #[test]
    fn what_is_read_once_is_read_again(text in notation()) {
        reads_or_refuses(&text)?;
    }

    #[test]
    fn no_text_is_too_strange(text in prop_oneof![any::<String>(), "\\PC{0,120}", reason_text().prop_map(|reason| format!("SN 2PRN for {reason}"))]) {
        reads_or_refuses(&text)?;
    }

    #[test]
    fn weeks_follow_one_another(start in days(), week_start in week_starts()) {
        let found: Vec<_> = weeks(start, week_start).take(12).collect();
        prop_assert_eq!(found[0].days.from, start);
        for (before, after) in found.iter().zip(&found[1..]) {
            prop_assert_eq!(before.number + 1, after.number);
            prop_assert_eq!(before.days.to.succ_opt(), Some(after.days.from));
            prop_assert_eq!(after.days.length(), 7);
            prop_assert_eq!(week_start.week_of(after.days.to), after.days);
        }
        let period = DateRange { from: start, to: start + Days::new(59) };
        let touched: Vec<_> = weeks_touched(period, week_start).collect();
        prop_assert!((9..=10).contains(&touched.len()));
        prop_assert_eq!(touched.iter().map(|week| week.days.length()).sum::<u32>(), 60);
    }

    #[test]
    fn a_ledger_counts_every_visit_of_its_days_once(schedule in schedules()) {
        let found = schedule.ledger();
        let until = schedule.until.unwrap_or(NaiveDate::MAX).min(schedule.period.to);
        let inside = |wanted: Outcome| schedule.visits.iter().filter(|(day, outcome)| {
            schedule.from.max(schedule.period.from) <= *day && *day <= until && *outcome == wanted
        }).count();
        prop_assert_eq!(found.weeks.iter().map(|week| week.done as usize).sum::<usize>(), inside(Outcome::Done));
        prop_assert_eq!(found.weeks.iter().map(|week| week.missed as usize).sum::<usize>(), inside(Outcome::Missed));
        let covered: u32 = schedule.order.prn().map(Prn::covers).sum();
        prop_assert_eq!(found.weeks.iter().map(|week| week.prn).sum::<u32>() + found.prn_left.unwrap(), covered);
        for week in &found.weeks {
            prop_assert!(week.ordered.low() <= week.ordered.high());
            prop_assert_eq!(week.lines().len(), week.findings.len());
            for finding in &week.findings {
                match finding {
                    WeekFinding::Short { .. } => prop_assert!(week.days.contains(schedule.today)),
                    WeekFinding::Missed { .. } => prop_assert!(week.days.to < schedule.today),
                    WeekFinding::Unordered(more) => prop_assert!(more.by + week.prn + week.ordered.high() == week.placed),
                }
            }
        }
    }

    #[test]
    fn what_would_be_unordered_is_unordered(schedule in schedules(), at in 0_u64..70) {
        let day = schedule.period.from + Days::new(at);
        let asked = would_be_unordered(&schedule.in_force(), &schedule.visits, day, schedule.today);
        let beyond = |ledger: Ledger| ledger.weeks.iter().flat_map(|week| &week.findings).map(|finding| match finding {
            WeekFinding::Unordered(more) => more.by,
            WeekFinding::Short { .. } | WeekFinding::Missed { .. } => 0,
        }).sum::<u32>();
        let before = beyond(schedule.ledger());
        let mut with = schedule.clone();
        with.visits.push((day, Outcome::Done));
        let after = with.ledger();
        if after.weeks.iter().any(|week| week.days.contains(day)) {
            prop_assert_eq!(asked.map_or(0, |more| more.by), beyond(after).saturating_sub(before));
            prop_assert!(asked.is_none_or(|more| more.by == 1));
        } else {
            prop_assert!(asked.is_some());
        }
    }

    #[test]
    fn moving_a_visit_within_its_week_changes_nothing(schedule in schedules(), weekly in prop::collection::vec(0_u32..4, 1..10)) {
        let order = FrequencyOrder::weekly(Discipline::SkilledNursing, &weekly).unwrap();
        let whole = Schedule { order, from: schedule.period.from, until: None, ..schedule };
        let mut moved = whole.clone();
        for visit in &mut moved.visits {
            let week = whole.week_start.week_of(visit.0).overlap(whole.period);
            visit.0 = week.filter(|week| week.contains(visit.0)).map_or(visit.0, |week| week.from);
        }
        prop_assert_eq!(whole.ledger(), moved.ledger());
    }

    #[test]
    fn dates_at_the_end_of_the_calendar_do_no_harm(order in orders(), week_start in week_starts()) {
        let period = DateRange { from: NaiveDate::MAX - Days::new(20), to: NaiveDate::MAX };
        let in_force = InForce { week_start, ..InForce::from_start(&order, period) };
        let visits = [(NaiveDate::MAX, Outcome::Done)];
        prop_assert!(ledger(&in_force, &visits, NaiveDate::MAX).weeks.len() >= 3);
        prop_assert_eq!(visits_in_payment_period(period.from, &visits, [None, None])[0].done, 1);
        let first = DateRange { from: NaiveDate::MIN, to: NaiveDate::MIN };
        prop_assert_eq!(weeks_touched(first, week_start).count(), 1);
    }
}

/// A text is refused in words that can be shown, or read as an order that prints and reads the same again.
fn reads_or_refuses(text: &str) -> Result<(), TestCaseError> {
    match text.parse::<FrequencyOrder>() {
        Ok(read) => {
            let printed = read.to_string();
            let again = printed.parse::<FrequencyOrder>();
            prop_assert_eq!(again.as_ref().map(ToString::to_string), Ok(printed), "{:?}", text);
            prop_assert_eq!(again, Ok(read));
        }
        Err(refused) => {
            let said = refused.to_string();
            prop_assert!(!said.chars().any(char::is_control) && said.chars().count() < 250, "{}", said);
            prop_assert!(refused.at >= 1 && refused.at <= text.chars().count().max(1));
        }
    }
    Ok(())
}
