//! `counts`: what is in the database, by the names of the interface.

use serde_json::{Map, Value, json};

use super::{Common, Outcome, Output, agency, say, say_json};
use crate::clock::Clock;
use crate::store::Store;

/// Prints the counts.
pub(super) fn run(common: &Common, output: Output) -> Outcome {
    let config = agency::config(common)?;
    let path = agency::database(common, &config)?;
    let store = Store::open(&path, &agency::session_name(Clock::system()))?;
    let (counts, vitals) = (store.counts()?, store.vitals_by_code()?);
    if output.json {
        let mut tree = Map::new();
        for (name, count) in &counts {
            match name.split_once('.') {
                Some((group, name)) => {
                    if let Value::Object(group) = tree.entry(group).or_insert_with(|| json!({})) {
                        group.insert(name.to_owned(), json!(count));
                    }
                }
                None => {
                    tree.insert(name.clone(), json!(count));
                }
            }
        }
        tree.insert("vitals".to_owned(), json!(vitals));
        say_json(&Value::Object(tree))?;
    } else {
        let rows = counts.iter().map(|(name, count)| format!("{name:<28}{count:>12}"));
        let vitals = vitals.iter().map(|(code, count)| format!("vitals {code:<21}{count:>12}"));
        say(&(rows.chain(vitals).collect::<Vec<_>>().join("\n") + "\n"))?;
    }
    Ok(0)
}
