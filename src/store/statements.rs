//! Every statement by its name: one file each in `sql/`, named for the question it answers; those that put the columns of
//! a row in their places are made in [`super::table`].

/// All statements with their names, for the tests that prepare each and read its query plan.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().chain(super::table::MADE.iter().copied().flatten()).copied()
}

macro_rules! statements {
    ($($name:ident = $file:literal;)+) => {
        $(pub(super) const $name: &str = include_str!(concat!("sql/", $file, ".sql"));)+

        /// The files, each with its name.
        pub const FILES: &[(&str, &str)] = &[$(($file, $name),)+];
    };
}

statements! {
    AGENCY = "agency";
    AGENCY_ADD = "agency_add";
    ANSWER_ADD = "answer_add";
    ANSWER_AMEND = "answer_amend";
    AUDIT_ADD = "audit_add";
    AUDIT_LAST = "audit_last";
    AUDIT_ROWS = "audit_rows";
    AUDIT_SEALS = "audit_seals";
    AUDIT_SEAL_ADD = "audit_seal_add";
    AUDIT_SEAL_OF = "audit_seal_of";
    AUDIT_TO_SEAL = "audit_to_seal";
    AUDIT_VIEWED = "audit_viewed";
    CASELOAD_PATIENTS = "caseload_patients";
    CHART_CARE_PLANS = "chart_care_plans";
    CHART_CLOSED_GOALS = "chart_closed_goals";
    CHART_CONTACTS = "chart_contacts";
    CHART_DELIVERIES = "chart_deliveries";
    CHART_ENTRIES = "chart_entries";
    CHART_IDENTIFIERS = "chart_identifiers";
    CHART_INTERVENTIONS = "chart_interventions";
    CHART_LISTS = "chart_lists";
    CHART_NOTES = "chart_notes";
    CHART_OTHERS = "chart_others";
    CHART_PATIENT = "chart_patient";
    CHART_PAYERS = "chart_payers";
    CHART_PHONES = "chart_phones";
    CHART_PLAN_PROBLEMS = "chart_plan_problems";
    CHART_PLAN_SECTIONS = "chart_plan_sections";
    CHART_PLAN_TELLING = "chart_plan_telling";
    CHART_PLAN_VERSIONS = "chart_plan_versions";
    CHART_SINCE = "chart_since";
    CHART_TEAM = "chart_team";
    COUNTS = "counts";
    COUNTS_VITALS = "counts_vitals";
    DOCTOR_CHANGES = "doctor_changes";
    DOCTOR_VERSIONS = "doctor_versions";
    DRAFTS_COUNT = "drafts_count";
    DRAFTS_OF_USER = "drafts_of_user";
    DRAFT_ASIDE = "draft_aside";
    DRAFT_OF = "draft_of";
    DRAFT_PUT_AWAY = "draft_put_away";
    DRAFT_SAVE = "draft_save";
    DRAFT_TAKEN = "draft_taken";
    DRAFT_USED = "draft_used";
    ENTRY_ADD = "entry_add";
    ENTRY_AMEND = "entry_amend";
    ENTRY_OF = "entry_of";
    EPISODE_EXISTS = "episode_exists";
    EPISODE_REFERRAL_ENDED = "episode_referral_ended";
    EVENT_CORRECT = "event_correct";
    EVENT_COUNT = "event_count";
    EVENT_KIND = "event_kind";
    EVENT_RECORD = "event_record";
    FACTS_ALLERGIES = "facts_allergies";
    FACTS_ANSWERS = "facts_answers";
    FACTS_ENTRIES = "facts_entries";
    FACTS_EPISODES = "facts_episodes";
    FACTS_EVENTS = "facts_events";
    FACTS_GOALS = "facts_goals";
    FACTS_MEDICATIONS = "facts_medications";
    FACTS_PROBLEMS = "facts_problems";
    FACTS_TASKS = "facts_tasks";
    FACTS_VISITS = "facts_visits";
    FACTS_VITALS = "facts_vitals";
    LOOKED_SET = "looked_set";
    MEDICINE_USE_ADD = "medicine_use_add";
    MEDICINE_USE_AMEND = "medicine_use_amend";
    NEWCOMER_ADD = "newcomer_add";
    NEWCOMER_IS = "newcomer_is";
    NEWCOMER_SETTLED = "newcomer_settled";
    NOTE_ADD = "note_add";
    NOTE_AMEND = "note_amend";
    OPERATION_ADD = "operation_add";
    OPERATION_AGAIN = "operation_again";
    OPERATION_KNOWN = "operation_known";
    OPERATION_LIVE = "operation_live";
    OPERATION_TO_REDO = "operation_to_redo";
    OPERATION_TO_UNDO = "operation_to_undo";
    PAIRS = "pairs";
    PAIRS_OF = "pairs_of";
    PAIR_ADD = "pair_add";
    PAIR_AMEND = "pair_amend";
    PAIR_FOUND = "pair_found";
    PAIR_MORE = "pair_more";
    PAIR_OF = "pair_of";
    PAIR_SIDES = "pair_sides";
    PAIRS_WAITING = "pairs_waiting";
    PARKED_ADD = "parked_add";
    PARKED_FOR = "parked_for";
    PARKED_KNOWN = "parked_known";
    PARKED_MOVED = "parked_moved";
    PARKED_TAKEN = "parked_taken";
    PATIENTS_BEGINNING = "patients_beginning";
    PATIENTS_BORN = "patients_born";
    PATIENTS_NUMBERED = "patients_numbered";
    PATIENT_CONTACT_ADD = "patient_contact_add";
    PATIENT_CONTACT_CLEAR = "patient_contact_clear";
    PATIENT_DEATH = "patient_death";
    PATIENT_IDENTIFIER_ADD = "patient_identifier_add";
    PATIENT_IDENTIFIER_CLEAR = "patient_identifier_clear";
    PATIENT_NUMBER_NEXT = "patient_number_next";
    PATIENT_NUMBER_OF = "patient_number_of";
    PATIENT_NUMBER_TAKEN = "patient_number_taken";
    PATIENT_PHONE_ADD = "patient_phone_add";
    PATIENT_PHONE_CLEAR = "patient_phone_clear";
    PATIENT_TERM_ADD = "patient_term_add";
    PATIENT_TERM_CLEAR = "patient_term_clear";
    PATIENT_WHO = "patient_who";
    PLAN_TELLING_ADD = "plan_telling_add";
    PLAN_TELLING_AMEND = "plan_telling_amend";
    PLAN_VERSION_ADD = "plan_version_add";
    PRACTITIONER_WHO = "practitioner_who";
    SCHEMA_OBJECTS = "schema_objects";
    SCHEMA_OURS = "schema_ours";
    SEARCH_FOUND = "search_found";
    SOURCE_ALIAS_OF = "source_alias_of";
    SOURCE_ALIAS_SET = "source_alias_set";
    SOURCE_DATED = "source_dated";
    SOURCE_GONE_OF = "source_gone_of";
    SOURCE_GONE_SET = "source_gone_set";
    SOURCE_NAME_OF = "source_name_of";
    SOURCE_NAME_SET = "source_name_set";
    SOURCE_OF = "source_of";
    SOURCE_PARTS = "source_parts";
    SOURCE_PAST_ADD = "source_past_add";
    SOURCE_PAST_OF = "source_past_of";
    SOURCE_PLAN_OF = "source_plan_of";
    SOURCE_PLAN_SET = "source_plan_set";
    SOURCE_SET = "source_set";
    SOURCE_WITHDRAWN = "source_withdrawn";
    TAKE_CARE_TEAM = "take_care_team";
    TAKE_EVENT = "take_event";
    TAKE_MEDICATION = "take_medication";
    TAKE_MEDICINE_USE = "take_medicine_use";
    TAKE_NOTE = "take_note";
    TAKE_OBSERVATION = "take_observation";
    TAKE_PATIENT = "take_patient";
    TAKE_PRACTITIONER = "take_practitioner";
    TAKE_USER = "take_user";
    TAKE_VERSION = "take_version";
    USERS = "users";
    USER_MAY = "user_may";
    VISIT_CHANGE = "visit_change";
    VISIT_PLACE = "visit_place";
    VISIT_WHOSE = "visit_whose";
    WITHDRAW_CARE_TEAM = "withdraw_care_team";
    WITHDRAW_EVENT = "withdraw_event";
    WITHDRAW_NOTE = "withdraw_note";
    WITHDRAW_OBSERVATION = "withdraw_observation";
}
