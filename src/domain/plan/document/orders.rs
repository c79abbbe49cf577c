//! Field 21: what is ordered: visits with frequency and duration, interventions, treatments, orders by telephone.

use super::{DocumentField, Draft, NOT_RECORDED, field};
use crate::domain::codes::Discipline;
use crate::domain::event::Event;
use crate::domain::frequency::{FrequencyOrder, Ordered, Written};
use crate::domain::ids::Stored;
use crate::domain::plan::Intervention;

/// Disciplines in the order a plan names them; visits nobody is named for come last.
pub(super) fn discipline_name(discipline: &Discipline) -> &str {
    match discipline {
        Discipline::SkilledNursing => "Skilled nursing (SN)",
        Discipline::PhysicalTherapy => "Physical therapy (PT)",
        Discipline::OccupationalTherapy => "Occupational therapy (OT)",
        Discipline::SpeechTherapy => "Speech-language pathology (SLP)",
        Discipline::SocialWork => "Medical social services (MSW)",
        Discipline::Aide => "Home health aide (HHA)",
        Discipline::Other(word) => word,
    }
}

impl Draft<'_> {
    pub(super) fn orders(&self) -> DocumentField {
        let visits = self.visits();
        let interventions = self.interventions();
        let treatments = self.section_lines(&["treatments"]);
        let tasks = self.tasks();
        let verbal = self.verbal_orders();
        let missing = [&visits, &interventions, &treatments, &tasks, &verbal].iter().all(|part| part.is_empty());
        let mut lines = headed("Visits ordered:", visits, true);
        lines.extend(headed("Interventions:", interventions, true));
        lines.extend(headed("Treatments:", treatments, false));
        lines.extend(headed("Recurring tasks ordered:", tasks, false));
        lines.extend(headed("Verbal orders in this period:", verbal, false));
        let mut orders = field("21", "Orders for discipline and treatments: amount, frequency, duration", lines);
        orders.missing = missing;
        orders
    }

    fn visits(&self) -> Vec<String> {
        let facts = &self.source.chart.facts;
        let day = self.source.given.now.date().max(self.period.map_or(chrono::NaiveDate::MIN, |period| period.from));
        if let Some(course) = self.source.given.course_on(facts, day) {
            return course.orders.iter().map(|(one, _)| ordered(one)).collect();
        }
        let written = facts.episode.iter().flat_map(|episode| &episode.frequencies);
        written
            .map(|text| text.parse::<FrequencyOrder>().map_or_else(|_| text.clone(), |order| in_words(&order, None)))
            .collect()
    }

    /// Interventions that are still to be done, by discipline.
    fn interventions(&self) -> Vec<String> {
        let all = || self.source.chart.plan.interventions.iter().filter(|one| one.active);
        let mut disciplines: Vec<Option<&Discipline>> = all().map(|one| one.discipline.as_ref()).collect();
        disciplines.sort();
        disciplines.dedup();
        // Nobody's come last.
        disciplines.sort_by_key(Option::is_none);
        let mut lines = Vec::new();
        for discipline in disciplines {
            lines.push(format!("{}:", discipline.map_or("Discipline not recorded", discipline_name)));
            let theirs = all().filter(|one| one.discipline.as_ref() == discipline);
            lines.extend(theirs.map(|one| format!("  {}", self.intervention(one))));
        }
        lines
    }

    fn intervention(&self, one: &Intervention) -> String {
        // What is done so often only since a day was not done so from the first.
        let since = one.frequency_since.filter(|day| one.started.is_none_or(|started| started < *day));
        let since = since.map(|day| format!(" since {day}")).unwrap_or_default();
        let often = format!("{}{since}", one.frequency.as_deref().unwrap_or("frequency not recorded"));
        let days = match (one.started, one.stopped) {
            (Some(from), Some(to)) if !since.is_empty() => format!("; begun {from}, to {to}"),
            (Some(from), None) if !since.is_empty() => format!("; begun {from}"),
            (Some(from), Some(to)) => format!(", {from} to {to}"),
            (Some(from), None) => format!(", from {from}"),
            (None, Some(to)) => format!(", to {to}"),
            (None, None) => String::new(),
        };
        let category = one.category.as_ref().map(|category| format!(" ({})", category.label())).unwrap_or_default();
        let order = match one.order {
            Some(id) => self
                .events()
                .find(|event| event.id == id)
                .map_or("; its order does not count any more".to_owned(), |event| format!("; {}", ordered_by(event))),
            None if one.needs_order => "; NO ORDER".to_owned(),
            None => String::new(),
        };
        format!("{}{category}: {often}{days}{order}", one.text)
    }

    /// Recurring tasks that are ordered and not stopped.
    fn tasks(&self) -> Vec<String> {
        let stopped = |wanted: Option<&str>| {
            self.events().any(|event| matches!(&event.value, Event::TaskStopped { id, .. } if id.as_deref() == wanted))
        };
        let task = |event: &Stored<Event>| {
            let Event::TaskOrdered { date, what, every_days, id, .. } = &event.value else { return None };
            (!stopped(id.as_deref())).then(|| format!("{what}: every {every_days} days, from {date}"))
        };
        self.events().filter_map(task).collect()
    }

    /// Orders taken by telephone in the period, each with its signature.
    fn verbal_orders(&self) -> Vec<String> {
        let from = self.period.map(|period| period.from);
        let in_period = self.events().filter(|event| from.is_none_or(|from| event.day() >= from));
        let orders = in_period.filter(|event| matches!(event.value, Event::OrderVerbal { .. }));
        orders.map(|event| format!("{}; {}", ordered_by(event), self.signed(event.id()))).collect()
    }

    /// Whether the order of that name was signed. Of orders without a name nobody can tell which one was.
    fn signed(&self, wanted: Option<&str>) -> String {
        let of = |event: &Stored<Event>| {
            let Event::OrderSigned { date, id } = &event.value else { return None };
            (id.as_deref() == wanted).then_some(*date)
        };
        match self.events().rev().find_map(of) {
            Some(date) if wanted.is_some() => format!("signed {date}"),
            Some(date) => format!("an order without a name was signed {date}"),
            None => "not signed".to_owned(),
        }
    }
}

/// `verbal order 2026-03-10 09:00, warfarin 5 mg tablet`.
fn ordered_by(event: &Stored<Event>) -> String {
    let when = event.moment().to_string().replace('T', " ");
    let which = event.id().map(|id| format!(", {id}")).unwrap_or_default();
    format!("{} {when}{which}", event.label())
}

/// `SN 2w4 1w5: 2 a week for 4 weeks, then ...; in force 2026-03-02 to 2026-04-30`.
fn ordered(one: &Ordered) -> String {
    let days = match one.written {
        Written::FrequencyOrder => format!("; in force {} to {}", one.days.from, one.days.to),
        Written::Episode => "; date of the order not recorded".to_owned(),
    };
    match &one.order {
        Ok(order) => format!("{}{days}", in_words(order, one.discipline.as_ref())),
        Err(why) => format!("{} (cannot be read: {why}){days}", one.said()),
    }
}

fn in_words(order: &FrequencyOrder, whose: Option<&Discipline>) -> String {
    let written = order.to_string();
    let terms = match order.discipline() {
        Some(discipline) => written.strip_prefix(discipline.word()).unwrap_or(&written).trim_start(),
        None => &written,
    };
    let whose = order.discipline().or(whose).map_or("discipline not recorded", discipline_name);
    format!("{whose} {terms}: {}", order.words())
}

/// Lines under a heading; a part that a plan must have says when there is none.
fn headed(heading: &str, lines: Vec<String>, is_needed: bool) -> Vec<String> {
    if lines.is_empty() {
        return if is_needed { vec![format!("{heading} {NOT_RECORDED}")] } else { Vec::new() };
    }
    let lines = lines.into_iter().map(|line| format!("  {line}"));
    std::iter::once(heading.to_owned()).chain(lines).collect()
}
