//! Who pays for a patient's care, in which order, from when until when.

use chrono::NaiveDate;

use super::deadline::Payer;

/// A coverage that is in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Cover {
    /// Who pays; `None` where the kind of payer cannot be told.
    pub payer: Option<Payer>,
    /// 1 pays first, 2 second; `None` where the source gives no order.
    pub order: Option<u32>,
    /// The first day it pays, when known.
    pub from: Option<NaiveDate>,
    /// The last day it pays, when known.
    pub to: Option<NaiveDate>,
}

impl Cover {
    /// One payer for all days.
    pub fn always(payer: Payer) -> Self {
        Self { payer: Some(payer), order: None, from: None, to: None }
    }

    fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// Who pays first on that day: of the coverages in force the one with the lowest order, also where its kind is not known,
/// for then the second does not decide. Without any order the first whose kind is known.
pub fn payer_on(covers: &[Cover], day: NaiveDate) -> Option<Payer> {
    let mut in_force = covers.iter().filter(|cover| cover.holds_on(day));
    let first = in_force.clone().filter(|cover| cover.order.is_some()).min_by_key(|cover| cover.order);
    match first {
        Some(first) => first.payer.clone(),
        None => in_force.find_map(|cover| cover.payer.clone()),
    }
}

/// A payer as a chart names it.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedPayer {
    /// As written.
    pub name: String,
    /// In which order and when.
    pub cover: Cover,
}

impl NamedPayer {
    /// "Medicare (first)", "Medicaid (second, through 2026-03-31)".
    pub fn words(&self) -> String {
        let order = self.cover.order.map(|order| match order {
            1 => "first".to_owned(),
            2 => "second".to_owned(),
            3 => "third".to_owned(),
            more => format!("number {more}"),
        });
        let from = self.cover.from.map(|from| format!("from {from}"));
        let to = self.cover.to.map(|to| format!("through {to}"));
        let said: Vec<String> = [order, from, to].into_iter().flatten().collect();
        if said.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, said.join(", ")) }
    }
}
