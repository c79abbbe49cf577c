//! `charts`: charts that may be one person's, side by side, and what somebody decides about them.

use std::fmt::Write as _;

use chrono_tz::Tz;
use clap::Args;
use serde_json::{Value, json};

use super::{Common, Desk, Failure, Outcome, Output, Viewpoint, say, say_json};
use crate::clock::Clock;
use crate::domain::change::{Bundle, Change};
use crate::domain::pair::{Decision, SideOfPair, ToDecide, beside};
use crate::store::{Act, NotSaved};

/// What is decided.
#[derive(Debug, Args)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "clap has a flag for each, and takes one of them")]
struct Chosen {
    /// They are one person: one chart goes on and shows what stands in both.
    #[arg(long, requires = "pair")]
    same: bool,
    /// They are two people.
    #[arg(long, requires = "pair")]
    different: bool,
    /// Put it off.
    #[arg(long, requires = "pair")]
    later: bool,
    /// Take back what was decided: it is to be decided again.
    #[arg(long, requires = "pair")]
    open: bool,
}

/// Which pair, and what is decided.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The chart numbers of the two. Without them the list is shown.
    #[arg(num_args = 2, value_names = ["NUMBER", "NUMBER"])]
    pair: Vec<String>,
    #[command(flatten)]
    chosen: Chosen,
    /// The chart number that goes on. Default: as the source says, else the older chart.
    #[arg(long, value_name = "NUMBER", requires = "same", conflicts_with_all = ["different", "later", "open"])]
    keep: Option<String>,
    /// List what was decided, too.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    pub(super) viewpoint: Viewpoint,
    #[command(flatten)]
    output: Output,
}

impl Chosen {
    fn decision(&self) -> Option<Decision> {
        let chosen = [
            (self.same, Decision::Same),
            (self.different, Decision::Different),
            (self.later, Decision::Later),
            (self.open, Decision::Open),
        ];
        chosen.into_iter().find_map(|(is, decision)| is.then_some(decision))
    }
}

/// Lists the pairs, or decides about one.
pub(super) fn run(common: &Common, arguments: &Arguments) -> Outcome {
    let mut desk = Desk::open(common, &arguments.viewpoint)?;
    desk.may_see_charts()?;
    let act = Act::new("list", Clock::system().now()).by(desk.user_id);
    desk.office.store().note(&act)?;
    let decision = arguments.chosen.decision();
    let mut pairs = desk.office.store().pairs(arguments.all || !arguments.pair.is_empty())?;
    if let [one, other] = arguments.pair.as_slice() {
        let is_it = |pair: &ToDecide| pair.sides.iter().all(|side| [one, other].contains(&&side.number));
        pairs.retain(|pair| is_it(pair) && one != other);
        let Some(pair) = pairs.first() else {
            let sentence = format!("Charts {one} and {other} are not on the list; `caseload charts --all` shows it.");
            return Err(Failure::request(sentence));
        };
        if let Some(decision) = decision {
            decide(&mut desk, arguments, pair, decision)?;
            let (one, other) = (one.clone(), other.clone());
            pairs = desk.office.store().pairs(true)?;
            pairs.retain(|pair| pair.sides.iter().all(|side| [&one, &other].contains(&&side.number)));
        }
    }
    if arguments.output.json {
        say_json(&json!({ "charts": pairs.iter().map(as_json).collect::<Vec<_>>() }))?;
    } else if pairs.is_empty() {
        say("No charts are to be decided.\n")?;
    } else {
        say(&pairs.iter().map(|pair| in_words(pair, desk.zone)).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(0)
}

fn decide(desk: &mut Desk, arguments: &Arguments, pair: &ToDecide, decision: Decision) -> Result<(), Failure> {
    let keeps = arguments.keep.as_ref().map(|number| {
        let side = pair.sides.iter().find(|side| side.number == *number);
        side.map(|side| side.id).ok_or_else(|| Failure::request(format!("Chart {number} is none of the two.")))
    });
    let edit = pair.decide(decision, keeps.transpose()?).map_err(|refusal| Failure::request(refusal.to_string()))?;
    let change = Change::Pair(Box::new(edit));
    let bundle = Bundle { says: change.says(), parts: vec![change] };
    let saved = desk.office.decide(&bundle, Clock::system().now());
    match saved {
        Ok(_) => Ok(()),
        Err(NotSaved::Refused(refusal)) => Err(Failure::forbidden(refusal.to_string())),
        Err(error) => Err(Failure::request(error.to_string())),
    }
}

/// One side of a pair as JSON.
fn side(side: &SideOfPair) -> Value {
    json!({
        "patient": side.id,
        "number": side.number,
        "name": side.name.full(),
        "born": side.born,
        "sex": side.sex,
        "phone": side.phone,
        "address": side.address,
        "identifiers": side.identifiers,
        "sources": side.sources,
        "care": side.care.as_ref().map(|(state, soc)| json!({ "state": state, "soc": soc })),
        "last_visit": side.visited,
        "counts": side.counts,
    })
}

/// A pair as JSON.
pub(super) fn as_json(pair: &ToDecide) -> Value {
    let [one, other] = &pair.sides;
    json!({
        "decision": pair.pair.value.decision,
        "because": pair.pair.value.because,
        "why": pair.why(),
        "keeps": pair.pair.value.keeps,
        "decided_by": pair.decided_by,
        "sides": [side(one), side(other)],
    })
}

/// A pair as two columns.
fn in_words(pair: &ToDecide, zone: Tz) -> String {
    let [one, other] = &pair.sides;
    let mut out = format!("{} and {}: {}\n", one.number, other.number, pair.pair.value.decision.label());
    let _ = writeln!(out, "    {}", pair.why());
    for line in beside(&pair.sides, zone) {
        let [one, other] = &line.cells;
        let row = format!("    {:<11} {:<8} {one:<36}  {other}", line.about, line.agreement.word());
        let _ = writeln!(out, "{}", row.trim_end());
    }
    if let Some(keeps) = pair.pair.value.keeps.filter(|_| pair.pair.value.decision == Decision::Same) {
        let kept = pair.side(keeps).map(|(side, _)| side.number.as_str()).unwrap_or_default();
        let _ = writeln!(out, "    goes on as  {kept}");
    }
    if let Some(who) = &pair.decided_by {
        let _ = writeln!(out, "    decided by  {who}");
    }
    if pair.waits() {
        let _ = writeln!(out, "    caseload charts {} {} --same | --different | --later", one.number, other.number);
    }
    out
}
