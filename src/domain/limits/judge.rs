//! Single readings: of each measure and method the newest, and what it replaced.

use chrono::Datelike;

use super::{Finding, FindingKind, Limit, Limits, Measured, is_flagged, told};
use crate::domain::ids::Stored;
use crate::domain::measure::{self, Measure, Method, Number, Reading};
use crate::domain::observation::{Observation, ObservationStatus};
use crate::domain::rank::Tier;
use crate::domain::when::Instant;

/// One reading of the open episode.
struct Taken<'a> {
    entry: &'a Stored<Observation>,
    known: Option<(&'static Measure, &'static Method)>,
    at: Option<Instant>,
    reading: Reading,
}

impl Taken<'_> {
    /// What a newer reading of replaces it.
    fn series(&self) -> (&str, &str) {
        match self.known {
            Some((measure, method)) => (measure.key, method.name),
            None => (&self.entry.code, ""),
        }
    }

    fn label(&self) -> &str {
        self.known.map_or(self.entry.name.as_str(), |(measure, _)| measure.label)
    }
}

/// What is found about a reading, before two numbers of one blood pressure are put together.
struct Found<'a> {
    taken: &'a Taken<'a>,
    kind: FindingKind,
    tier: Tier,
    limit: Option<&'static Limit>,
    /// Why it is not judged; what it says now where it was replaced; for what day it is dated ahead.
    more: String,
}

/// What the two numbers of a blood pressure are told with.
struct Paired<'a> {
    all: &'a [Taken<'a>],
    limit_of: &'a dyn Fn(&str) -> Option<&'static Limit>,
}

/// Findings of single readings.
pub(super) fn findings(limits: &Limits, measured: &Measured<'_>) -> Vec<Finding> {
    let all = taken(limits, measured, |at| at.is_none_or(|at| at >= measured.since && at <= measured.now));
    let mut found: Vec<Found<'_>> = Vec::new();
    let mut from = 0;
    while let Some(first) = all.get(from) {
        let series = all.iter().skip(from).take_while(|taken| taken.series() == first.series());
        let series: Vec<&Taken<'_>> = series.collect();
        from += series.len();
        found.extend(of_series(&series, limits, measured));
    }
    let limit_of = |key: &str| limits.limits.iter().find(|limit| limit.measure == key && measured.has(limit.whom));
    let mut findings = together(&found, &Paired { all: &all, limit_of: &limit_of }, measured);
    let ahead = taken(limits, measured, |at| at.is_some_and(|at| at > measured.now));
    let dangerous: Vec<Found<'_>> = ahead.iter().filter_map(|taken| dated_ahead(taken, &limit_of, measured)).collect();
    findings.extend(together(&dangerous, &Paired { all: &ahead, limit_of: &limit_of }, measured));
    findings
}

/// A reading of a time to come is more likely one with a wrong date than none: a dangerous one is told at once. It replaces
/// nothing, and any other waits for its day.
fn dated_ahead<'a>(
    taken: &'a Taken<'a>,
    limit_of: &dyn Fn(&str) -> Option<&'static Limit>,
    measured: &Measured<'_>,
) -> Option<Found<'a>> {
    let limit = taken.known.and_then(|(measure, _)| limit_of(measure.key));
    let found =
        judged(taken, limit).filter(|found| found.kind == FindingKind::OutOfLimits && found.tier == Tier::Harm)?;
    let [day, today] = [taken.at?, measured.now].map(|at| at.with_timezone(&measured.zone));
    // A wrong year is a likely slip.
    let day = day.format(if day.year() == today.year() { "%a %d %b" } else { "%a %d %b %Y" });
    Some(Found { more: format!(" (dated ahead: {day})"), ..found })
}

/// The readings of these times, each series together, the newest first; those without a time stand last.
fn taken<'a>(limits: &Limits, measured: &Measured<'a>, counts: impl Fn(Option<Instant>) -> bool) -> Vec<Taken<'a>> {
    let limited = |key: &str| limits.limits.iter().any(|limit| limit.measure == key);
    let all = measured.vitals.iter().chain(measured.results);
    let mut taken: Vec<Taken<'a>> = all
        .filter(|entry| entry.status == ObservationStatus::Valid)
        .filter(|entry| counts(entry.at))
        .filter_map(|entry| {
            let known = measure::of(&entry.value).filter(|(measure, _)| limited(measure.key));
            let reading = match known {
                Some((measure, _)) => measure::read(&entry.value, measure),
                None => flagged_value(entry)?,
            };
            Some(Taken { entry, known, at: entry.at, reading })
        })
        .filter(|taken| taken.reading != Reading::Nothing)
        .collect();
    taken.sort_by(|a, b| (a.series(), b.at, b.entry.id).cmp(&(b.series(), a.at, a.entry.id)));
    taken.dedup_by_key(|taken| taken.entry.id);
    taken
}

/// A result that no limit here is about, as its sender wrote it; it is judged by the sender's own mark.
fn flagged_value(entry: &Stored<Observation>) -> Option<Reading> {
    // Components of a panel have their own rows, and a panel itself has no value.
    let unit = entry.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let says = match (entry.value.value, &entry.text) {
        (Some(value), _) => format!("{value}{unit}"),
        (None, Some(text)) => text.clone(),
        (None, None) => return None,
    };
    let value = entry.value.value.unwrap_or(f64::NAN);
    Some(Reading::Number(Number { low: value, high: value, says, supposed: None }))
}

fn of_series<'a>(series: &[&'a Taken<'a>], limits: &Limits, measured: &Measured<'_>) -> Vec<Found<'a>> {
    let Some((newest, older)) = series.split_first() else { return Vec::new() };
    let row = |key: &str| limits.limits.iter().find(|limit| limit.measure == key && measured.has(limit.whom));
    let limit = newest.known.and_then(|(measure, _)| row(measure.key));
    let mut found: Vec<Found<'_>> = judged(newest, limit).into_iter().collect();
    // Dangerous, and replaced before anybody answered: said until somebody has.
    let newest_is_harm = found.first().is_some_and(|found| found.tier == Tier::Harm);
    let missed = older.iter().filter(|taken| taken.at.is_some()).find_map(|taken| {
        let old = judged(taken, limit)?;
        let open = old.kind == FindingKind::OutOfLimits && old.tier == Tier::Harm && !newest_is_harm;
        (open && !measured.is_answered(&cause(taken))).then_some(old)
    });
    found.extend(missed.map(|old| Found {
        kind: FindingKind::NotReported,
        tier: Tier::Clock,
        more: said(&newest.reading),
        ..old
    }));
    found
}

fn said(reading: &Reading) -> String {
    match reading {
        Reading::Number(number) => number.says.clone(),
        Reading::Unread { says, .. } => says.clone(),
        Reading::Nothing => String::new(),
    }
}

/// What a reading is by its limits; nothing where it lies inside.
fn judged<'a>(taken: &'a Taken<'a>, limit: Option<&'static Limit>) -> Option<Found<'a>> {
    let flagged = is_flagged(&taken.entry.value);
    let unjudged =
        |why: String, tier: Tier| Some(Found { taken, kind: FindingKind::NotJudged, tier, limit, more: why });
    let number = match &taken.reading {
        Reading::Nothing => return None,
        Reading::Unread { .. } if flagged => None,
        // A number that cannot be read may be the one that matters.
        Reading::Unread { says, why } => {
            let has_digit = says.chars().any(|c| c.is_ascii_digit());
            return unjudged(why.clone(), if has_digit { Tier::Slipping } else { Tier::Look });
        }
        Reading::Number(number) => Some(number),
    };
    let out = limit.zip(number).filter(|(limit, number)| limit.tell.leaves_out(number));
    if let Some((limit, number)) = out {
        if taken.at.is_none() {
            return unjudged("it has no time, so nobody knows whether it is of now".to_owned(), Tier::Slipping);
        }
        let tier = if flagged || limit.urgent.may_leave_out(number) { Tier::Harm } else { Tier::Slipping };
        return Some(Found { taken, kind: FindingKind::OutOfLimits, tier, limit: Some(limit), more: String::new() });
    }
    if flagged {
        return Some(Found {
            taken,
            kind: FindingKind::OutOfLimits,
            tier: Tier::Harm,
            limit: None,
            more: String::new(),
        });
    }
    let (limit, number) = limit.zip(number)?;
    if number.exact().is_none() && limit.tell.may_leave_out(number) {
        return unjudged(format!("it may be inside or outside, {}", limit.says), Tier::Slipping);
    }
    None
}

/// What an answer keeps: the series and when it was measured. Both numbers of one blood pressure have one.
fn cause(taken: &Taken<'_>) -> String {
    let (key, method) = taken.series();
    let of = match key {
        "systolic" | "diastolic" => "BP",
        key => key,
    };
    match taken.at {
        Some(at) => format!("limit:{of}/{method}:{}", at.timestamp_millis()),
        None => format!("limit:{of}/{method}:row {}", taken.entry.id),
    }
}

/// The other number of the same blood pressure.
fn partner<'a>(taken: &Taken<'_>, all: &'a [Taken<'a>]) -> Option<&'a Taken<'a>> {
    let (key, method) = taken.series();
    let other = match key {
        "systolic" => "diastolic",
        "diastolic" => "systolic",
        _ => return None,
    };
    all.iter().find(|it| it.series() == (other, method) && it.at == taken.at && taken.at.is_some())
}

/// The findings in words; two of one blood pressure are one.
fn together(found: &[Found<'_>], paired: &Paired<'_>, measured: &Measured<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for one in found {
        let (cause, pair) = (cause(one.taken), partner(one.taken, paired.all));
        let other = found
            .iter()
            .find(|other| pair.is_some_and(|pair| std::ptr::eq(pair, other.taken)) && other.kind == one.kind);
        if let Some(other) = other
            && one.kind != FindingKind::NotJudged
            && one.taken.series().0 == "diastolic"
            && other.tier <= one.tier
        {
            // Told with the systolic number, which presses as much or more.
            continue;
        }
        if findings.iter().any(|told| told.cause == cause && told.kind == one.kind && other.is_some()) {
            continue;
        }
        findings.push(in_words(one, other, pair, cause, paired, measured));
    }
    findings
}

fn in_words(
    one: &Found<'_>,
    other: Option<&Found<'_>>,
    pair: Option<&Taken<'_>>,
    cause: String,
    paired: &Paired<'_>,
    measured: &Measured<'_>,
) -> Finding {
    let (taken, all) = (one.taken, paired.all);
    let at = taken.at.unwrap_or(measured.now);
    let value = &taken.entry.value;
    let (name, says, limits_say) = named(one, pair, paired);
    let day = at.with_timezone(&measured.zone).format("%a %d %b");
    let text = match one.kind {
        FindingKind::NotJudged => format!("{name} not judged: {}", said(&taken.reading)),
        FindingKind::NotReported => format!("{name} {says} of {day} not reported, now {}", now_says(one, pair, all)),
        FindingKind::OutOfLimits if limits_say.is_empty() => {
            format!("{name} {says}{}, marked critical by its sender", one.more)
        }
        FindingKind::OutOfLimits => format!("{name} {says}{}, {limits_say}", one.more),
    };
    let mut facts = vec![fact(taken, &name, &says, measured)];
    if one.kind == FindingKind::NotJudged {
        facts = vec![
            format!("{name} \"{}\" {}", said(&taken.reading), when(taken, measured)),
            format!("not judged: {}", one.more),
        ];
    }
    for found in [Some(one), other].into_iter().flatten().filter(|found| found.kind != FindingKind::NotJudged) {
        facts.extend(what_to_do(found, pair.is_some()));
    }
    if let Reading::Number(number) = &taken.reading {
        facts.extend(number.supposed.clone());
    }
    facts.extend(value.how.iter().map(|how| format!("as sent: {how}")));
    if taken.known.is_some_and(|(_, method)| !method.low.is_empty()) {
        facts.extend(value.text.clone());
    }
    facts.extend(by_another_method(taken, all, measured));
    let source = one.limit.map_or_else(
        || "the mark of its sender".to_owned(),
        |limit| {
            format!("vital-sign limits, the agency's defaults (not signed off yet); {} ({})", limit.source, limit.sure)
        },
    );
    Finding {
        kind: one.kind,
        measure: taken.series().0.to_owned(),
        code: value.code.clone(),
        text,
        facts,
        tier: other.map_or(one.tier, |other| other.tier.min(one.tier)),
        at: at.min(measured.now),
        cause,
        source,
    }
}

/// Name, value and limits as a row has them: of a blood pressure both numbers, where both were measured.
fn named(one: &Found<'_>, pair: Option<&Taken<'_>>, paired: &Paired<'_>) -> (String, String, String) {
    let taken = one.taken;
    let limits = one.limit.map(|limit| limit.says).unwrap_or_default();
    let sensor = taken.known.is_some_and(|(_, method)| !method.low.is_empty());
    let Some(pair) = pair.filter(|_| one.kind != FindingKind::NotJudged) else {
        let name = if sensor { format!("{} sensor lowest", taken.label()) } else { taken.label().to_owned() };
        return (name, said(&taken.reading), limits.to_owned());
    };
    let (high, low) = if taken.series().0 == "systolic" { (taken, pair) } else { (pair, taken) };
    let bare = |taken: &Taken<'_>| said(&taken.reading).trim_end_matches(" mmHg").to_owned();
    let says =
        |key: &str| (paired.limit_of)(key).map(|limit| limit.says.trim_start_matches("limits ")).unwrap_or_default();
    let limits = format!("limits {}/{}", says("systolic"), says("diastolic"));
    ("BP".to_owned(), format!("{}/{}", bare(high), bare(low)), limits)
}

/// The newest value of the series, with its other number.
fn now_says(one: &Found<'_>, pair: Option<&Taken<'_>>, all: &[Taken<'_>]) -> String {
    let newest = all.iter().find(|taken| taken.series() == one.taken.series());
    let other = newest.and_then(|newest| partner(newest, all)).filter(|_| pair.is_some());
    match (newest, other) {
        (Some(newest), Some(other)) => {
            let (high, low) = if newest.series().0 == "systolic" { (newest, other) } else { (other, newest) };
            let bare = |taken: &Taken<'_>| said(&taken.reading).trim_end_matches(" mmHg").to_owned();
            format!("{}/{}", bare(high), bare(low))
        }
        _ => one.more.clone(),
    }
}

fn when(taken: &Taken<'_>, measured: &Measured<'_>) -> String {
    taken.at.map_or("at a time that was not sent".to_owned(), |at| format!("on {}", told(at, measured.zone)))
}

fn fact(taken: &Taken<'_>, name: &str, says: &str, measured: &Measured<'_>) -> String {
    let method = taken.known.filter(|(measure, method)| measure.methods.first() != Some(method));
    let method = method.map(|(_, method)| format!(", {}", method.name)).unwrap_or_default();
    format!("{name} {says} {}{method}", when(taken, measured))
}

fn what_to_do(found: &Found<'_>, of_a_pair: bool) -> Option<String> {
    let limit = found.limit?;
    let Reading::Number(number) = &found.taken.reading else { return None };
    let what = if limit.emergency.may_leave_out(number) && limit.emergency != limit.urgent {
        limit.emergency_do
    } else if limit.urgent.may_leave_out(number) {
        limit.urgent_do
    } else {
        "tell the practitioner"
    };
    let which = if of_a_pair { format!("{}: ", found.taken.label().trim_start_matches("BP ")) } else { String::new() };
    Some(format!("{which}{}: {what}; the agency's default, not an order for this patient", limit.says))
}

/// A newer reading by another method does not replace it, but whoever calls should know.
fn by_another_method(taken: &Taken<'_>, all: &[Taken<'_>], measured: &Measured<'_>) -> Option<String> {
    let (measure, method) = taken.known?;
    let same = |it: &&Taken<'_>| {
        it.known.is_some_and(|(other, how)| other.key == measure.key && how.name != method.name) && it.at > taken.at
    };
    let newer = all.iter().filter(same).max_by_key(|it| it.at)?;
    let how = newer.known.map(|(_, method)| method.name).unwrap_or_default();
    Some(format!("since then {} {} {}, {how}", measure.label, said(&newer.reading), when(newer, measured)))
}
