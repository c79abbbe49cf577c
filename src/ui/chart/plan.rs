//! The plan of care in a chart: problems, goals and interventions as a tree, and beside or under it everything about the line
//! in hand.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::Screen;
use crate::domain::board::Assessed;
use crate::domain::chart::Chart;
use crate::domain::codes::Discipline;
use crate::domain::ids::{InterventionId, Stored};
use crate::domain::plan::content::Content;
use crate::domain::plan::difference::differences;
use crate::domain::plan::document::of_chart;
use crate::domain::plan::required::{is_there, missing};
use crate::domain::plan::template::PlanContent;
use crate::domain::plan::tree::{Extent, Node, tree};
use crate::domain::plan::{
    Delivery, Direction, GoalStatus, Intervention, PlanProblem, PlanProblemStatus, Signal, TrackedGoal,
};
use crate::domain::rank::Tier;
use crate::ui::care_plan::section::where_to_say;
use crate::ui::list::List;
use crate::ui::{App, draw, panes};

/// The lines of the tree, then the sections.
pub(super) fn rows_of(chart: &Chart, extent: Extent, content: &PlanContent) -> Vec<Node> {
    let tree = tree(&chart.facts.goals, &chart.plan, extent).into_iter().map(|(_, node)| node);
    let shown = content.sections.iter().filter(|section| section.is_written() || !is_there(chart, section));
    tree.chain(shown.map(|section| Node::Section(section.key.clone()))).collect()
}

/// The lines with the cursor on the first goal, which is what is asked about most.
pub(super) fn list(chart: &Chart, content: &PlanContent) -> List<Node> {
    let mut rows = List::default();
    rows.replace(rows_of(chart, Extent::Open, content));
    let first = rows.rows().iter().find(|node| matches!(node, Node::Goal(_))).cloned();
    if let Some(first) = first {
        rows.select(&first);
    }
    rows
}

pub(in crate::ui) fn problem_of<'a>(chart: &'a Chart, node: &Node) -> Option<&'a Stored<PlanProblem>> {
    match node {
        Node::Problem(id) => chart.plan.problems.iter().find(|problem| problem.id == *id),
        Node::Named(_) | Node::Goal(_) | Node::Intervention(_) | Node::Section(_) => None,
    }
}

pub(in crate::ui) fn step_of(chart: &Chart, id: InterventionId) -> Option<&Stored<Intervention>> {
    chart.plan.interventions.iter().find(|step| step.id == id)
}

fn signal_of<'a>(patient: &'a Assessed, tracked: &TrackedGoal) -> Option<&'a Signal> {
    patient.signals.iter().find(|(goal, _)| *goal == tracked.goal.id).map(|(_, signal)| signal)
}

fn way(direction: &Direction) -> &str {
    match direction {
        Direction::Toward => "toward",
        Direction::NoChange => "no change",
        Direction::Away => "AWAY",
        Direction::Met => "met",
        Direction::Other(word) => word,
    }
}

/// A line of the tree: its mark, its words, how it stands, and what was last found.
struct Cells {
    mark: &'static str,
    text: String,
    stands: String,
    /// The first wording that has room is shown.
    last: Vec<String>,
}

fn cells(app: &App, screen: &Screen, node: &Node) -> Cells {
    let blank = Cells { mark: "", text: String::new(), stands: String::new(), last: Vec::new() };
    match node {
        Node::Problem(_) => problem_of(&screen.chart, node).map_or(blank, problem_cells),
        Node::Named(name) if name.is_empty() => Cells { text: "(no problem named)".to_owned(), ..blank },
        Node::Named(name) => Cells { text: name.clone(), ..blank },
        Node::Goal(id) => screen.chart.goal(*id).map_or(blank, |tracked| goal_cells(&screen.assessed, tracked)),
        Node::Intervention(id) => step_of(&screen.chart, *id).map_or(blank, |step| step_cells(&screen.chart, step)),
        Node::Section(key) => section_cells(app, &screen.chart, key),
    }
}

fn section_cells(app: &App, chart: &Chart, key: &str) -> Cells {
    let kind = (app.knowledge.plans)().section(key);
    let name = kind.map_or(key, |kind| kind.name.as_str());
    let missing = kind.is_some_and(|kind| kind.item.is_some() && !is_there(chart, kind));
    let said = chart.plan.section(key).map(|section| section.text.lines().next().unwrap_or_default().to_owned());
    Cells {
        mark: if missing { "~" } else { "" },
        text: format!("Text: {name}"),
        stands: if missing { "missing" } else { "" }.to_owned(),
        last: said.into_iter().collect(),
    }
}

fn problem_cells(problem: &Stored<PlanProblem>) -> Cells {
    let rated = [["knowledge ", "know ", "K"], ["behavior ", "do ", "B"], ["status ", "status ", "S"]];
    let ratings = [problem.ratings.knowledge, problem.ratings.behavior, problem.ratings.condition];
    let apart = [", ", ", ", " "];
    let wording = |at: usize| {
        let rated =
            rated.iter().zip(ratings).filter_map(|(words, rating)| Some(format!("{}{}", words.get(at)?, rating?)));
        rated.collect::<Vec<_>>().join(apart.get(at).copied().unwrap_or_default())
    };
    let last = (0..apart.len()).map(wording).filter(|words| !words.is_empty()).map(|words| format!("{words} of 5"));
    let stands = match problem.status {
        PlanProblemStatus::Active => String::new(),
        PlanProblemStatus::Monitoring
        | PlanProblemStatus::Resolved
        | PlanProblemStatus::EnteredInError
        | PlanProblemStatus::Other(_) => problem.status.label().to_owned(),
    };
    Cells { mark: "", text: problem.name.clone(), stands, last: last.collect() }
}

fn goal_cells(patient: &Assessed, tracked: &TrackedGoal) -> Cells {
    let goal = &tracked.goal;
    let aim = goal.aim();
    let aim = if aim.is_empty() || says_number(&goal.text, &aim) { String::new() } else { format!(", {aim}") };
    let by = goal.target_date.map(|date| format!("by {}", date.format("%d %b")));
    let stands = match &goal.status {
        GoalStatus::Open => by.unwrap_or_default(),
        GoalStatus::Met | GoalStatus::Dropped | GoalStatus::EnteredInError | GoalStatus::Other(_) => {
            goal.status.label().to_owned()
        }
    };
    let last = tracked.checks.last().map_or_else(
        || vec!["no check yet".to_owned()],
        |check| {
            let found = format!("{} {}", way(&check.direction), check.evidence);
            vec![format!("{found} {}", check.date.format("%d %b")), found]
        },
    );
    let mark = signal_of(patient, tracked).map_or("", |signal| Tier::mark(signal.kind.tier()));
    Cells { mark, text: format!("Goal: {}{aim}", goal.text), stands, last }
}

/// Whether the words of a goal say the number that it aims at: "under 140/90" needs no "<140/90" behind it.
fn says_number(words: &str, aim: &str) -> bool {
    let of = |word: &'_ str| word.trim_matches(|c: char| !c.is_ascii_digit()).to_owned();
    let numbers = |text: &str| text.split(' ').map(of).filter(|number| !number.is_empty()).collect::<Vec<_>>();
    let (said, aimed) = (numbers(words), numbers(aim));
    words.contains(aim) || (!aimed.is_empty() && aimed.iter().all(|number| said.contains(number)))
}

fn step_cells(chart: &Chart, step: &Stored<Intervention>) -> Cells {
    let who = step.discipline.as_ref().map(Discipline::label);
    let parts = [who, step.frequency.as_deref()];
    let stands = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let last = if !step.active {
        "stopped".to_owned()
    } else if chart.lacks_order(step) {
        "NO ORDER".to_owned()
    } else {
        let newest = results_of(chart, step.id).last();
        newest.map(|done| format!("{} {}", done.result.label(), done.date.format("%d %b"))).unwrap_or_default()
    };
    Cells { mark: if chart.lacks_order(step) { "~" } else { "" }, text: step.text.clone(), stands, last: vec![last] }
}

/// What became of an intervention, oldest first.
pub(in crate::ui) fn results_of(
    chart: &Chart,
    id: InterventionId,
) -> impl DoubleEndedIterator<Item = &Stored<Delivery>> {
    chart.plan.deliveries.iter().filter(move |done| done.intervention == id)
}

/// Widths of words, standing and last finding.
fn columns(width: usize) -> (usize, usize, usize) {
    let rest = width.saturating_sub(3);
    let (stands, last) = (rest / 6 + 2, rest * 3 / 10);
    (rest.saturating_sub(stands + last), stands, last)
}

fn row(app: &App, screen: &Screen, node: &Node, depth: usize, width: usize) -> String {
    let (text, stands, last) = columns(width);
    let cells = cells(app, screen, node);
    let words = format!("{}{}", "  ".repeat(depth), cells.text);
    let cell = |text: &str, width: usize| format!("{} ", draw::fit_kept(text, width.saturating_sub(1)));
    let last = draw::fit_first(&cells.last, last.saturating_sub(1));
    format!("{:<3}{}{}{last}", cells.mark, cell(&words, text), cell(&cells.stands, stands))
}

/// Draws the tree and the line in hand: beside it where there is room, else under it.
pub(super) fn draw_all(app: &App, screen: &Screen, buffer: &mut Buffer, area: Rect) {
    let heading = heading(app, screen, usize::from(area.width)).into_iter();
    let width = usize::from(area.width);
    let reads = app.key_for("plan.versions");
    let heading =
        heading.chain(elsewhere(&screen.chart, &reads).flat_map(|said| draw::wrap_kept(&format!(" {said}"), width)));
    let area = heading.fold(area, |area, line| draw::row(buffer, area, &draw::lit(&line, app.theme)));
    let (left, right) = if app.is_wide() {
        let width = area.width * 3 / 5;
        let right = Rect { x: area.x + width + 1, width: area.width.saturating_sub(width + 1), ..area };
        (Rect { width, ..area }, right)
    } else {
        let list = draw::top(area, (area.height / 2).max(area.height.saturating_sub(9)));
        (list, draw::below(area, list.height))
    };
    draw_tree(app, screen, buffer, left);
    let node = screen.plan.selected();
    let title = node.map_or_else(|| "plan of care".to_owned(), |node| cells(app, screen, node).text);
    let rest = draw::rule(buffer, right, &title, app.theme);
    let inner = usize::from(rest.width).saturating_sub(2);
    let lines = node.map(|node| about(app, screen, node)).unwrap_or_default();
    let lines = lines.iter().flat_map(|line| draw::wrap_kept(line, inner));
    draw::text(
        buffer,
        rest,
        lines.map(|line| draw::lit(&format!(" {line}"), app.theme)).collect(),
        &app.key_for("why"),
    );
}

/// What the line in hand says, and everything about it; nothing where the plan is not shown.
pub(in crate::ui) fn explained(app: &App) -> Option<Vec<String>> {
    let screen = app.chart.as_ref()?;
    let node = screen.node()?;
    let says = format!("# {}", cells(app, screen, node).text);
    Some(std::iter::once(says).chain(about(app, screen, node)).collect())
}

fn draw_tree(app: &App, screen: &Screen, buffer: &mut Buffer, area: Rect) {
    let depths = tree(&screen.chart.facts.goals, &screen.chart.plan, screen.extent);
    let mut scrolled = screen.plan.clone();
    scrolled.scroll(usize::from(area.height));
    for (y, (place, node, selected)) in (area.y..area.bottom()).zip(scrolled.visible(usize::from(area.height))) {
        let depth = depths.get(place).map_or(0, |(depth, _)| *depth);
        let text = row(app, screen, node, depth, usize::from(area.width).saturating_sub(2));
        panes::draw_row(buffer, Rect { y, height: 1, ..area }, &draw::lit(&text, app.theme), selected);
    }
    draw::edges(buffer, area, scrolled.top(), scrolled.rows().len());
    if screen.plan.rows().is_empty() {
        draw::row(
            buffer,
            area,
            &Line::raw(format!(
                "  Nothing is planned yet. {} adds a problem with its goals and interventions.",
                app.key_for("plan.add")
            )),
        );
    }
}

/// `Plan v2 signed 20 Aug, 3 changes not signed: 2 problems, 3 goals (1 asks), 6 interventions (1 NO ORDER)`. Where that has no
/// room, what is missing comes first, and the rest goes on below.
fn heading(app: &App, screen: &Screen, width: usize) -> Vec<String> {
    let chart = &screen.chart;
    let count = |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
    let missing = missing(chart, (app.knowledge.plans)()).len();
    if depthless(screen) {
        let none = format!(
            " Plan {}. Nothing is planned yet: {} adds a problem with its goals.",
            standing(app, screen),
            app.key_for("plan.add")
        );
        return draw::wrap_kept(&none, width);
    }
    let problems = screen.plan.rows().iter().filter(|node| matches!(node, Node::Problem(_) | Node::Named(_))).count();
    let active = chart.plan.interventions.iter().filter(|step| step.active);
    let lacking = active.clone().filter(|step| chart.lacks_order(step)).count();
    let asks = screen.assessed.signals.len();
    let noted = |count: usize, what: &str| if count == 0 { String::new() } else { format!(" ({count} {what})") };
    let (signed, ask) = (standing(app, screen), if asks == 1 { "asks" } else { "ask" });
    let (problems, goals) = (count(problems, "problem"), count(chart.facts.goals.len(), "goal"));
    let steps = count(active.count(), "intervention");
    let texts = if missing == 0 { String::new() } else { format!(", {} missing", count(missing, "text")) };
    let (asking, without) = (noted(asks, ask), noted(lacking, "NO ORDER"));
    let whole = format!(" Plan {signed}: {problems}, {goals}{asking}, {steps}{without}{texts}");
    if whole.width() <= width {
        return vec![whole];
    }
    let lacks = if lacking == 0 { String::new() } else { format!("{lacking} NO ORDER, ") };
    draw::wrap_kept(&format!(" Plan {signed}: {lacks}{goals}{asking}{texts}, {steps}, {problems}"), width)
}

/// `3 sections and 2 signed versions are in chart #00017 QUILL Nell: V reads them`, with the keys that do.
pub(super) fn elsewhere<'a>(chart: &'a Chart, keys: &'a str) -> impl Iterator<Item = String> + 'a {
    chart.elsewhere.iter().filter_map(move |other| {
        let what = other.counted()?;
        let (be, them) = if what.starts_with("1 ") && !what.contains(" and ") { ("is", "it") } else { ("are", "them") };
        Some(format!("{what} {be} in chart #{} {}: {keys} reads {them}", other.number, other.name.listed()))
    })
}

/// Whether the tree has no line yet.
fn depthless(screen: &Screen) -> bool {
    !screen.plan.rows().iter().any(|node| !matches!(node, Node::Section(_)))
}

/// The same with how much of it others do not know: `v1 signed 10 Mar, 2 changes not signed, TELL 2`.
fn standing(app: &App, screen: &Screen) -> String {
    let signed = signed(app, screen);
    match screen.untold(app).count() {
        0 => signed,
        untold => format!("{signed}, TELL {untold}"),
    }
}

/// Which version is signed, and how far the plan has moved on since.
fn signed(app: &App, screen: &Screen) -> String {
    let newest = screen.chart.plan.all_signed().next().map(|signed| signed.version.number);
    let retracted = newest.filter(|number| screen.chart.plan.is_retracted(*number));
    let Some(signed) = screen.chart.plan.signed() else {
        return retracted.map_or("never signed".to_owned(), |number| format!("v{number} RETRACTED"));
    };
    let on = signed.at.with_timezone(&app.board.zone).format("%d %b");
    let changed = screen.unsigned.get_or_init(|| {
        let now = Content::of(&screen.chart, app.today());
        Content::read(&signed.version.content).map(|then| differences(&then, &now).len())
    });
    let changes = match changed {
        _ if !signed.intact => format!("NOT WHAT WAS SIGNED, see {}", app.key_for("plan.versions")),
        None => "of a newer program".to_owned(),
        Some(0) => "unchanged since".to_owned(),
        Some(1) => "1 change not signed".to_owned(),
        Some(many) => format!("{many} changes not signed"),
    };
    let retracted = retracted.map(|number| format!("v{number} RETRACTED, ")).unwrap_or_default();
    format!("{retracted}v{} signed {on}, {changes}", signed.version.number)
}

/// Everything about a line.
fn about(app: &App, screen: &Screen, node: &Node) -> Vec<String> {
    let chart = &screen.chart;
    match node {
        Node::Problem(_) => problem_of(chart, node).map(|problem| about_problem(app, problem)).unwrap_or_default(),
        Node::Named(name) if name.is_empty() => {
            let names = app.key_for("plan.change");
            vec![format!(
                "These goals and interventions hang on no problem. {names} names it and makes it one of the plan."
            )]
        }
        Node::Named(_) => {
            let makes = app.key_for("plan.change");
            vec![format!(
                "The goals below name this problem in words. {makes} makes it one of the plan, and they hang on it."
            )]
        }
        Node::Goal(id) => chart.goal(*id).map(|tracked| about_goal(app, &screen.assessed, tracked)).unwrap_or_default(),
        Node::Intervention(id) => step_of(chart, *id).map(|step| about_step(app, chart, step)).unwrap_or_default(),
        Node::Section(key) => about_section(app, chart, key),
    }
}

/// Which field it is, what belongs there, and what it says.
fn about_section(app: &App, chart: &Chart, key: &str) -> Vec<String> {
    let Some(kind) = (app.knowledge.plans)().section(key) else { return Vec::new() };
    let field = kind.locator.as_ref().map(|locator| format!("field {locator}"));
    let item = kind.item.as_ref().map(|item| format!("42 CFR 484.60(a)(2){item}"));
    let source = [field, item].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let mut lines = vec![draw::labelled("FIELD", &source), draw::labelled("HOLDS", &kind.hint)];
    lines.retain(|line| line.len() > draw::LABEL);
    lines.extend(kind.from.map(|from| draw::labelled("MISSING", &where_to_say(app, from))));
    lines.extend(of_chart(chart, key).iter().map(|says| draw::labelled("CHART", says)));
    if let Some(section) = chart.plan.section(key) {
        lines.extend(section.text.lines().map(str::to_owned));
    }
    lines
}

fn about_problem(app: &App, problem: &PlanProblem) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(problem.words.iter().map(|words| draw::labelled("WORDS", &format!("\"{words}\""))));
    lines.extend(problem.code.iter().map(|code| draw::labelled("CODE", code)));
    let rated = [
        ("KNOWS", problem.ratings.knowledge),
        ("DOES", problem.ratings.behavior),
        ("STATUS", problem.ratings.condition),
    ];
    lines.extend(
        rated.iter().filter_map(|(label, rating)| {
            rating.map(|rating| draw::labelled(label, &format!("{rating} of 5 (Omaha)")))
        }),
    );
    lines.extend(problem.outcome.iter().map(|why| draw::labelled("LAST", why)));
    if lines.is_empty() {
        lines.push(format!(
            "Not rated yet; {} writes the patient's words, the diagnosis and the ratings.",
            app.key_for("plan.change")
        ));
    }
    lines
}

/// What a goal asks, what it aims at, and its checks, newest first.
fn about_goal(app: &App, patient: &Assessed, tracked: &TrackedGoal) -> Vec<String> {
    let goal = &tracked.goal;
    let mut lines = Vec::new();
    if let Some(signal) = signal_of(patient, tracked) {
        lines.push(draw::labelled("ASKS", &format!("{}: {}", signal.text, signal.choice_hint)));
        let awaited = crate::ui::plans::awaited(app, patient, goal.id, signal);
        lines.extend(awaited.map(|answer| draw::labelled("ANSWERED", &answer)));
    }
    if goal.problem_id.is_none() && !goal.problem.is_empty() {
        lines.push(draw::labelled("PROBLEM", &goal.problem));
    }
    let measure = goal.measure.as_ref().map(|measure| format!("{measure} ")).unwrap_or_default();
    let by = goal.target_date.map(|date| format!(" by {}", date.format("%a %d %b %Y"))).unwrap_or_default();
    lines.push(draw::labelled("TARGET", &format!("{measure}{}{by}", goal.aim())));
    lines.extend(goal.baseline.iter().map(|start| draw::labelled("START", start)));
    lines.extend(
        goal.agreed.map(|yes| {
            draw::labelled("AGREED", if yes { "with the patient" } else { "NO: the patient does not agree" })
        }),
    );
    lines.extend(goal.outcome.iter().map(|why| draw::labelled("LAST", why)));
    lines.extend(tracked.checks.iter().rev().take(8).map(|check| {
        let says = format!("{:<10}{}", way(&check.direction), check.evidence);
        draw::labelled(&check.date.format("%d %b").to_string(), &says)
    }));
    lines
}

/// How an intervention is done, by which order, and what became of it, newest first.
fn about_step(app: &App, chart: &Chart, step: &Stored<Intervention>) -> Vec<String> {
    let mut lines = Vec::new();
    let who = step.discipline.as_ref().map_or("nobody named", Discipline::label);
    let since = step.frequency_since.map(|day| format!(" since {}", day.format("%d %b %Y"))).unwrap_or_default();
    let how = format!("{}{since}", step.frequency.as_deref().unwrap_or("how often: not said"));
    let what = step.category.as_ref().map(|category| format!(", {}", category.label())).unwrap_or_default();
    lines.push(draw::labelled("WHO", &format!("{who}, {how}{what}")));
    let order = match step.order {
        Some(order) => {
            chart.facts.events.iter().find(|event| event.id == order).map(|event| event.said(app.local())).or_else(
                || Some(format!("an order that does not count any more; {} links another", app.key_for("plan.order"))),
            )
        }
        None if step.needs_order => Some(format!("NO ORDER: {} links it to its order", app.key_for("plan.order"))),
        None => None,
    };
    lines.extend(order.map(|order| draw::labelled("ORDER", &order)));
    let day = |day: chrono::NaiveDate| day.format("%d %b %Y").to_string();
    lines.extend(step.started.map(|from| draw::labelled("FROM", &day(from))));
    lines.extend(step.stopped.map(|to| draw::labelled("TO", &day(to))));
    lines.extend(step.outcome.iter().map(|why| draw::labelled("LAST", why)));
    lines.extend(results_of(chart, step.id).rev().take(8).map(|done| {
        draw::labelled(&done.date.format("%d %b").to_string(), &format!("{:<12}{}", done.result.label(), done.detail))
    }));
    lines
}

impl Screen {
    /// Whether the plan has the keys.
    pub(in crate::ui) fn shows_plan(&self) -> bool {
        self.section == super::Section::Plan
    }

    /// The line of the plan under the cursor, where there is one.
    pub(in crate::ui) fn node(&self) -> Option<&Node> {
        self.plan.selected().filter(|_| self.shows_plan())
    }

    /// The goal under the cursor, where there is one.
    pub(in crate::ui) fn goal(&self) -> Option<&TrackedGoal> {
        match self.node()? {
            Node::Goal(id) => self.chart.goal(*id),
            Node::Problem(_) | Node::Named(_) | Node::Intervention(_) | Node::Section(_) => None,
        }
    }

    /// The intervention under the cursor, where there is one.
    pub(in crate::ui) fn step(&self) -> Option<&Stored<Intervention>> {
        match self.node()? {
            Node::Intervention(id) => step_of(&self.chart, *id),
            Node::Problem(_) | Node::Named(_) | Node::Goal(_) | Node::Section(_) => None,
        }
    }

    pub(in crate::ui) fn extent(&self) -> Extent {
        self.extent
    }

    /// Puts the cursor on a line of the plan, where it is shown.
    pub(in crate::ui) fn go_to(&mut self, node: &Node) {
        self.plan.select(node);
    }

    /// The cursor goes on to the next intervention; after the last one it stays.
    pub(in crate::ui) fn go_to_next_step(&mut self) {
        let here = self.plan.position().map_or(0, |here| here + 1);
        let next = self.plan.rows().iter().skip(here).find(|node| matches!(node, Node::Intervention(_))).cloned();
        if let Some(next) = next {
            self.plan.select(&next);
        }
    }

    /// Shows what is closed too, or only what is open.
    pub(in crate::ui) fn show_all(&mut self, content: &PlanContent) {
        self.extent = match self.extent {
            Extent::Open => Extent::All,
            Extent::All => Extent::Open,
        };
        self.plan.replace(rows_of(&self.chart, self.extent, content));
    }
}
