//! The vocabularies of facts.

use crate::domain::codes::codes;

codes! {
    /// How an aide's services were supervised.
    SupervisionMode {
        /// On site.
        InPerson = "in_person", "in person";
        /// By two-way audio and video.
        Virtual = "virtual", "virtual";
    }
}

codes! {
    /// How a practitioner met the patient for a face-to-face encounter.
    EncounterMode {
        /// In one room.
        InPerson = "in_person", "in person";
        /// By live picture and sound.
        Video = "video", "live video";
        /// By sound alone, which is no encounter.
        Audio = "audio", "sound only";
    }
}

codes! {
    /// Where the patient was during a face-to-face encounter.
    EncounterPlace {
        /// At home.
        Home = "home", "at home";
        /// In an office, clinic or facility.
        Clinic = "clinic", "office, clinic or facility";
    }
}

codes! {
    /// Why care, or the care that is covered, ends.
    EndReason {
        /// The goals are met, or nothing more is gained.
        GoalsMet = "goals_met", "goals met or no further gain";
        /// The patient ends it.
        PatientChoice = "patient_choice", "the patient's choice";
        /// To a hospital, a nursing facility or hospice.
        ToFacility = "to_facility", "to a higher level of care";
        /// To another agency in the middle of it.
        OtherAgency = "other_agency", "to another agency";
        /// The agency stops for reasons of its own.
        Business = "business", "the agency's own reasons";
        /// No longer homebound.
        NotHomebound = "not_homebound", "no longer homebound";
    }
}
