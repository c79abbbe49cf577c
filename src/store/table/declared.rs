//! The tables: which field of a value stands in which column.

use super::{Bound, Column, Readable, Reading, Row, Taken, Withdrawn, tables};
use crate::domain::allergy::Allergy;
use crate::domain::episode::Episode;
use crate::domain::ids::UserId;
use crate::domain::medication::Medication;
use crate::domain::medication::list::MedicineList;
use crate::domain::patient::Contact;
use crate::domain::plan::{CarePlan, Delivery, Goal, Intervention, PlanProblem, Progress, Section};
use crate::domain::problem::Problem;
use crate::domain::record::{Coverage, Encounter};
use crate::domain::task::Task;
use crate::domain::visit::Visit;

tables! {
    Episode in "episode" (read, take, withdraw) {
        state: "state" given;
        referred_at: "referred_at" given;
        soc: "soc" given;
        ended: "ended" given;
        end_reason: "end_reason" given;
        case_manager: "case_manager" given;
        practitioner: "practitioner" given;
        practitioner_phone: "practitioner_phone" given;
        frequencies: "frequencies" given;
        "state = 'declined', end_reason = 'withdrawn by its source'" withdrawn;
    }
    Visit in "visit" (read, take, withdraw) {
        episode: "episode_id" given;
        clinician: "user_id" given;
        discipline: "discipline" given;
        kind: "kind" given;
        starts: "starts" given;
        ends: "ends" given;
        purpose: "purpose" given;
        state: "status" given, "started" given, "finished" given, "reason" given, "practitioner_told" given;
        "status = 'cancelled'" withdrawn;
    }
    Encounter in "encounter" (take, withdraw) {
        class: "class" given;
        what: "what" unless "''";
        status: "status" given;
        starts: "starts" given;
        ends: "ends" given;
        provider: "provider" kept;
        "status = 'entered-in-error'" withdrawn;
    }
    Problem in "problem" (read, take, withdraw) {
        text: "text" unless "'', '(problem not named)'";
        code: "code" kept;
        status: "status" given;
        onset: "onset" kept;
        ended: "ended" given;
        "status = 'entered_in_error'" withdrawn;
    }
    Allergy in "allergy" (read, take, withdraw) {
        substance: "substance" unless "'', '(substance not named)', '(allergy sent without a name: ask)'";
        none_known: "none_known" given;
        status: "status" given;
        reaction: "reaction" kept;
        code: "code" kept;
        none_of: "none_of" given;
        details: "details" kept;
        "status = 'entered_in_error'" withdrawn;
    }
    Medication in "medication" (read, edit, withdraw) {
        drug: "drug";
        sig: "sig";
        route: "route";
        as_needed: "as_needed";
        status: "status";
        started: "started";
        stopped: "stopped";
        indication: "indication";
        ordered_by: "ordered_by";
        code: "code";
        source: "source";
        typed: "typed";
        told_by: "told_by";
        reason: "reason";
        "status = 'entered_in_error'" withdrawn;
    }
    MedicineList in "medicine_list" (read, edit, take, withdraw) {
        source: "source" given;
        told_by: "told_by" given;
        on: "on_date" given;
        lines: "lines" given;
        status: "status" given;
        "status = 'entered_in_error'" withdrawn;
    }
    Coverage in "coverage" (take, withdraw) {
        payer: "payer" unless "'', 'payer not named'";
        kind: "kind" unless "''";
        member: "member" kept;
        active: "active" given;
        order: "priority" given;
        from: "from_on" given;
        to: "to_on" given;
        "active = 0" withdrawn;
    }
    Contact in "contact" (take, withdraw) {
        name: "name" given;
        relation: "relation" unless "''";
        kind: "kind" given;
        phone: "phone" kept;
        "counts = 1" always;
        "counts = 0" withdrawn;
    }
    CarePlan in "care_plan" (read, take, withdraw) {
        title: "title" given;
        status: "status" given;
        from: "from_on" given;
        to: "to_on" given;
        "status = 'entered_in_error'" withdrawn;
    }
    PlanProblem in "plan_problem" (read, edit, take) {
        name: "name" given;
        words: "words" given;
        code: "code" given;
        status: "status" given;
        ratings: "knowledge" given, "behavior" given, "condition" given;
        position: "position" given;
        outcome: "outcome";
    }
    Goal in "goal" (read, edit, take, withdraw) {
        plan: "plan_id" given;
        problem: "problem" unless "''";
        text: "text" unless "'', '(goal not stated)'";
        measure: "measure" kept;
        target: "target" kept;
        unit: "unit" kept;
        started: "started" given;
        target_date: "target_date" given;
        status: "status" given;
        outcome: "outcome";
        problem_id: "problem_id" given;
        baseline: "baseline" given;
        agreed: "agreed" given;
        position: "position";
        "status = 'entered_in_error'" withdrawn;
    }
    Progress in "progress" (edit, take) {
        goal: "goal_id" given;
        date: "on_date" given;
        direction: "direction" given;
        evidence: "evidence" given;
        counts: "counts";
    }
    Intervention in "intervention" (read, edit, take, withdraw) {
        plan: "plan_id" given;
        goal: "goal_id" given;
        text: "text" unless "'', '(request not named)'";
        discipline: "discipline" kept;
        frequency: "frequency" kept;
        active: "active" given;
        problem_id: "problem_id" given;
        category: "category" given;
        needs_order: "needs_order" given;
        order: "order_id";
        started: "started" given;
        stopped: "stopped";
        position: "position";
        outcome: "outcome";
        frequency_since: "frequency_since";
        counts: "counts";
        "counts = 1" always;
        "counts = 0, active = 0" withdrawn;
    }
    Delivery in "delivery" (read, edit) {
        intervention: "intervention_id";
        date: "on_date";
        result: "result";
        detail: "detail";
        counts: "counts";
    }
    Section in "plan_section" (read, edit, take) {
        key: "key" given;
        text: "text" given;
    }
    Task in "task" (read, edit) {
        kind: "kind";
        text: "text";
        due: "due";
        owner: "owner";
        about: "about";
        status: "status";
        outcome: "outcome";
    }
}
