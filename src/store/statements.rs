//! Every statement by its name: one file each in `sql/`, named for the question it answers.

macro_rules! statements {
    ($($name:ident = $file:literal;)+) => {
        $(pub(super) const $name: &str = include_str!(concat!("sql/", $file, ".sql"));)+

        /// All statements with their names, for the tests that prepare each and read its query plan.
        pub const ALL: &[(&str, &str)] = &[$(($file, $name),)+];
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
    CHART_CONTACTS = "chart_contacts";
    CHART_IDENTIFIERS = "chart_identifiers";
    CHART_LISTS = "chart_lists";
    CHART_NOTES = "chart_notes";
    CHART_PATIENT = "chart_patient";
    CHART_PAYERS = "chart_payers";
    CHART_PHONES = "chart_phones";
    CHART_SINCE = "chart_since";
    CHART_TEAM = "chart_team";
    COUNTS = "counts";
    COUNTS_VITALS = "counts_vitals";
    DRAFTS_COUNT = "drafts_count";
    DRAFT_OF = "draft_of";
    DRAFT_PUT_AWAY = "draft_put_away";
    DRAFT_SAVE = "draft_save";
    EPISODE_EXISTS = "episode_exists";
    EPISODE_REFERRAL_ENDED = "episode_referral_ended";
    EVENT_CORRECT = "event_correct";
    EVENT_COUNT = "event_count";
    EVENT_RECORD = "event_record";
    FACTS_ALLERGIES = "facts_allergies";
    FACTS_ANSWERS = "facts_answers";
    FACTS_EPISODES = "facts_episodes";
    FACTS_EVENTS = "facts_events";
    FACTS_GOALS = "facts_goals";
    FACTS_MEDICATIONS = "facts_medications";
    FACTS_PROBLEMS = "facts_problems";
    FACTS_TASKS = "facts_tasks";
    FACTS_VISITS = "facts_visits";
    FACTS_VITALS = "facts_vitals";
    LOOKED_SET = "looked_set";
    MEDICATION_ADD = "medication_add";
    MEDICATION_AMEND = "medication_amend";
    MEDICINE_LIST_ADD = "medicine_list_add";
    MEDICINE_LIST_AMEND = "medicine_list_amend";
    NOTE_ADD = "note_add";
    NOTE_AMEND = "note_amend";
    OPERATION_ADD = "operation_add";
    OPERATION_AGAIN = "operation_again";
    OPERATION_KNOWN = "operation_known";
    OPERATION_LIVE = "operation_live";
    OPERATION_TO_REDO = "operation_to_redo";
    OPERATION_TO_UNDO = "operation_to_undo";
    PARKED_ADD = "parked_add";
    PARKED_FOR = "parked_for";
    PARKED_KNOWN = "parked_known";
    PARKED_TAKEN = "parked_taken";
    PATIENT_CONTACT_ADD = "patient_contact_add";
    PATIENT_CONTACT_CLEAR = "patient_contact_clear";
    PATIENT_IDENTIFIER_ADD = "patient_identifier_add";
    PATIENT_IDENTIFIER_CLEAR = "patient_identifier_clear";
    PATIENT_NUMBER_NEXT = "patient_number_next";
    PATIENT_NUMBER_OF = "patient_number_of";
    PATIENT_NUMBER_TAKEN = "patient_number_taken";
    PATIENT_PHONE_ADD = "patient_phone_add";
    PATIENT_PHONE_CLEAR = "patient_phone_clear";
    PATIENT_TERM_ADD = "patient_term_add";
    PATIENT_TERM_CLEAR = "patient_term_clear";
    SEARCH_FOUND = "search_found";
    SOURCE_ALIAS_OF = "source_alias_of";
    SOURCE_ALIAS_SET = "source_alias_set";
    SOURCE_OF = "source_of";
    SOURCE_SET = "source_set";
    TAKE_ALLERGY = "take_allergy";
    TAKE_CARE_PLAN = "take_care_plan";
    TAKE_CARE_TEAM = "take_care_team";
    TAKE_CONTACT = "take_contact";
    TAKE_COVERAGE = "take_coverage";
    TAKE_ENCOUNTER = "take_encounter";
    TAKE_EPISODE = "take_episode";
    TAKE_EVENT = "take_event";
    TAKE_GOAL = "take_goal";
    TAKE_INTERVENTION = "take_intervention";
    TAKE_MEDICATION = "take_medication";
    TAKE_MEDICINE_LIST = "take_medicine_list";
    TAKE_NOTE = "take_note";
    TAKE_OBSERVATION = "take_observation";
    TAKE_PATIENT = "take_patient";
    TAKE_PRACTITIONER = "take_practitioner";
    TAKE_PROBLEM = "take_problem";
    TAKE_PROGRESS = "take_progress";
    TAKE_USER = "take_user";
    TAKE_VERSION = "take_version";
    TAKE_VISIT = "take_visit";
    TASK_ADD = "task_add";
    TASK_AMEND = "task_amend";
    USERS = "users";
    VISIT_CHANGE = "visit_change";
    VISIT_PLACE = "visit_place";
}
