//! An agency's own numbers: stricter is taken, looser is refused by name, and every due date says what was changed.

use caseload::domain::deadline::overrides::{Length, Override, Refused, apply};
use caseload::domain::deadline::rule::{Lead, Rule, Setting};
use caseload::domain::deadline::{Case, Deadline, Due, clock};
use caseload::domain::event::Event;
use caseload::domain::when::Moment;
use caseload::knowledge::rules::{federal_holidays, rules};
use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;

fn change(rule: &str) -> Override {
    Override { rule: rule.to_owned(), ..Override::default() }
}

fn due(rule: &str, due: Length) -> Override {
    Override { due: Some(due), ..change(rule) }
}

fn setting(rule: &str, setting: Setting) -> Override {
    Override { setting: Some(setting), ..change(rule) }
}

fn refused(change: Override) -> String {
    apply(rules(), &[change]).map(|_| ()).unwrap_err().to_string()
}

fn taken(change: Override) -> Result<Rule, Refused> {
    let id = change.rule.clone();
    let table = apply(rules(), &[change])?;
    assert_eq!(table.len(), rules().len());
    let changed = |(new, old): &(Rule, &Rule)| new != *old;
    let others: Vec<&str> = table.iter().cloned().zip(rules()).filter(changed).map(|(new, _)| new.id).collect();
    assert!(others.iter().all(|other| *other == id), "{others:?}");
    Ok(table.into_iter().find(|rule| rule.id == id).unwrap())
}

fn says(change: Override) -> &'static str {
    taken(change).unwrap().overridden.unwrap_or_default()
}

fn run(table: &[Rule], facts: &[Event], at: &str) -> Vec<Deadline> {
    let case = Case {
        zone: Tz::America__Chicago,
        covers: &[],
        born: None,
        disciplines: &[],
        holidays: federal_holidays(),
        week_starts: Weekday::Sun,
        scheduled: Vec::new(),
        visits_from: None,
        events: facts.iter().collect(),
    };
    clock(&case, table, Moment::parse(at).unwrap().earliest())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_federal_rule_is_made_stricter_never_looser() {
    let days = Length::Days;
    assert_eq!(says(due("oasis-submit", days(7))), "7 calendar days instead of 30 calendar days");
    assert_eq!(says(due("soc-initial-visit", Length::Hours(24))), "24 hours instead of 48 hours");
    assert_eq!(says(due("oasis-recert", days(58))), "day 58 instead of day 60");
    assert_eq!(says(due("oasis-roc", days(1))), "1 calendar day instead of 2 calendar days");
    assert_eq!(says(due("discharge-summary", days(3))), "3 business days instead of 5 business days");
    assert_eq!(says(due("aide-observe-annual", Length::Months(6))), "6 months instead of 12 months");
    assert_eq!(says(due("drr-midnight", days(0))), "the same day instead of the end of the next day");
    assert_eq!(
        says(due("nomnc", days(3))),
        "3 calendar days before instead of 2 calendar days before",
        "earlier before is stricter"
    );
    for (rule, length, now, wanted) in [
        ("oasis-submit", days(31), "30 calendar days", "31 calendar days"),
        ("soc-initial-visit", Length::Hours(72), "48 hours", "72 hours"),
        ("oasis-recert", days(61), "day 60", "day 61"),
        ("discharge-summary", days(6), "5 business days", "6 business days"),
        ("aide-inservice", Length::Months(13), "12 months", "13 months"),
        ("drr-midnight", days(2), "the end of the next day", "2 calendar days"),
        ("nomnc", days(1), "2 calendar days before", "1 calendar day before"),
        ("rights-notice", days(1), "0 calendar days", "1 calendar day"),
    ] {
        let said =
            format!("`{rule}`: a federal rule may be made stricter, never looser; {wanted} is looser than {now}");
        assert_eq!(refused(due(rule, length)), said);
    }
}

#[test]
fn a_federal_rule_that_is_on_stays_on() {
    for word in [Setting::Advisory, Setting::Off] {
        let said = refused(setting("aide-sup-14", word));
        let why = "a federal rule that is on may be made stricter, never looser; it cannot be advisory or off";
        assert_eq!(said, format!("`aide-sup-14`: {why}"));
    }
    assert_eq!(says(setting("advance-directive", Setting::On)), "on instead of advisory");
    assert_eq!(says(setting("advance-directive", Setting::Off)), "off instead of advisory", "nobody has confirmed it");
    assert_eq!(taken(setting("aide-sup-14", Setting::On)).unwrap().overridden, None, "it is on already");
}

#[test]
fn what_agency_and_state_settle_is_changed_both_ways() {
    assert_eq!(says(due("verbal-order-sign", Length::Days(14))), "14 calendar days instead of 30 calendar days");
    assert_eq!(says(due("verbal-order-sign", Length::Days(45))), "45 calendar days instead of 30 calendar days");
    assert_eq!(says(due("missed-visit", Length::Hours(48))), "48 hours instead of 24 hours");
    assert_eq!(says(setting("lpn-supervision", Setting::On)), "on instead of off");
    assert_eq!(says(setting("missed-visit", Setting::Off)), "off instead of advisory");
    assert_eq!(says(due("homebound-recheck", Length::Days(3))), "3 calendar days instead of the same day");
}

#[test]
fn a_lead_is_free_and_a_reason_stands_beside_the_change() {
    let lead =
        Override { lead: Some(Lead::Days(10)), reason: Some("weekend\nstaff".to_owned()), ..change("oasis-recert") };
    assert_eq!(says(lead), "due soon 10 days ahead instead of 3 days (weekend staff)");
    let all = Override {
        lead: Some(Lead::Hours(1)),
        setting: Some(Setting::On),
        ..due("verbal-order-sign", Length::Days(9))
    };
    assert_eq!(
        says(all),
        "9 calendar days instead of 30 calendar days; on instead of advisory; due soon 1 hour ahead instead of 16 days"
    );
}

#[test]
fn what_means_nothing_is_refused_by_name() {
    assert_eq!(refused(change("oasis")), "`oasis`: there is no such rule; `caseload rules` lists them");
    assert_eq!(refused(setting("pdgm-period", Setting::Off)), "`pdgm-period`: an agency cannot change this rule");
    let units = [
        ("soc-initial-visit", Length::Months(1), "hours"),
        ("oasis-submit", Length::Hours(24), "days"),
        ("aide-inservice", Length::Days(300), "months"),
    ];
    for (rule, length, unit) in units {
        assert_eq!(refused(due(rule, length)), format!("`{rule}`: it counts in {unit}; write `due_{unit}`"));
    }
    assert_eq!(
        refused(due("oasis-recert", Length::Days(50))),
        "`oasis-recert`: day 50 is not between 56 and 60, where its window lies"
    );
    assert!(refused(due("discharge-planning", Length::Days(61))).contains("not between 31 and 60"));
    assert!(refused(due("auth-expiry", Length::Days(22))).contains("not between 0 and 21"));
}

#[test]
fn a_duty_of_the_agency_is_dated_in_its_settings() {
    let reviewed = |rule: &str| Override { reviewed: Some(day("2026-02-28")), ..change(rule) };
    let rule = taken(reviewed("acceptance-policy")).unwrap();
    assert_eq!((rule.due_again(), rule.overridden), (Some(day("2027-02-28")), None));
    assert_eq!(taken(change("public-services-info")).unwrap().due_again(), None, "nobody dated it");
    assert!(refused(reviewed("oasis-recert")).contains("`reviewed` dates a duty of the agency itself"));
}

#[test]
fn a_due_date_says_what_the_agency_changed() {
    let facts = [
        Event::Assessment { rfa: "01".to_owned(), m0090: day("2026-03-06"), by: None },
        Event::Soc { date: day("2026-03-04") },
    ];
    let table =
        apply(rules(), &[Override { reason: Some("claims".to_owned()), ..due("oasis-submit", Length::Days(7)) }]);
    let found = run(&table.unwrap(), &facts, "2026-03-10T08:00");
    let submit = found.iter().find(|deadline| deadline.rule == "oasis-submit").unwrap();
    assert_eq!(submit.due.map(Due::day), Some(day("2026-03-13")));
    assert!(
        submit.why.contains(&"agency: 7 calendar days instead of 30 calendar days (claims)".to_owned()),
        "{:?}",
        submit.why
    );

    let referral =
        [Event::Referral { at: Moment::parse("2026-03-02T15:20").unwrap(), capacity_by: None, capacity_on: None }];
    let table = apply(rules(), &[due("soc-initial-visit", Length::Hours(24))]).unwrap();
    let visit = run(&table, &referral, "2026-03-02T16:00").into_iter().find(|d| d.rule == "soc-initial-visit").unwrap();
    assert!(visit.why.contains(&"plus 24 hours = Tue 2026-03-03 15:20".to_owned()), "{:?}", visit.why);

    let off = apply(rules(), &[setting("missed-visit", Setting::Off)]).unwrap();
    let missed = [Event::VisitMissed {
        date: day("2026-03-06"),
        discipline: caseload::domain::codes::Discipline::SkilledNursing,
    }];
    let has = |table: &[Rule]| run(table, &missed, "2026-03-07T08:00").iter().any(|d| d.rule == "missed-visit");
    assert!(has(rules()) && !has(&off));
}

#[test]
fn every_rule_takes_its_own_numbers_as_no_change() {
    for rule in rules().iter().filter(|rule| rule.override_allowed) {
        let same = Override { setting: Some(rule.setting.clone()), lead: Some(rule.lead), ..change(rule.id) };
        assert_eq!(apply(rules(), &[same]).unwrap(), rules(), "{}", rule.id);
    }
}
