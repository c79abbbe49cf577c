//! The parts of FHIR R4 that we read, written by hand. Unknown fields are tolerated; a key given twice is an error.

use std::fmt;
use std::ops::Deref;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::fields::Fields;

/// The longest single text that is read, in bytes. Nothing a clinician writes comes near it.
pub(super) const LONGEST_TEXT: usize = 1 << 20;

/// A primitive: text, or a number or boolean as text (converters from XML write `"110"` for `110`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Text(pub(super) String);

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, number or boolean")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
        if text.len() > LONGEST_TEXT {
            return Err(E::custom(format!("a text of {} bytes is longer than the {LONGEST_TEXT} allowed", text.len())));
        }
        Ok(Text(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Text, E> {
        Ok(Text(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Text, E> {
        Ok(Text(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Text, E> {
        Ok(Text(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Text, E> {
        Ok(Text(value.to_string()))
    }
}

/// A repeated element. `null`, alone or between the others, stands for nothing.
#[derive(Debug, Clone)]
pub(super) struct Many<T>(Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for Many<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Option::<Vec<Option<T>>>::deserialize(deserializer)?;
        Ok(Self(items.unwrap_or_default().into_iter().flatten().collect()))
    }
}

/// Whether a boolean is there and true.
pub(super) fn holds(flag: Option<&Text>) -> bool {
    flag.is_some_and(|flag| &**flag == "true")
}

/// What is contained in another resource, by its id.
#[derive(serde::Deserialize)]
pub(super) struct Contained {
    id: Option<Text>,
}

impl Contained {
    /// The contained resource with this id, read as `T`.
    pub(super) fn find<T: for<'a> Deserialize<'a>>(all: &[Box<RawValue>], id: &str) -> Option<T> {
        let is_it = |raw: &RawValue| {
            serde_json::from_str::<Self>(raw.get()).is_ok_and(|contained| contained.id.as_deref() == Some(id))
        };
        serde_json::from_str(all.iter().find(|raw| is_it(raw))?.get()).ok()
    }
}

/// Declares the structures: every field may be missing, `null` is the same as nothing, and a list is not taken for an
/// object, as derived code would.
macro_rules! fhir {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attr:meta])* $field:ident : $kind:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Default, serde::Deserialize)]
            #[serde(default, rename_all = "camelCase", remote = "Self")]
            pub(super) struct $name { $($(#[$attr])* pub(super) $field: $kind,)* }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    struct Object;
                    impl<'de> Visitor<'de> for Object {
                        type Value = $name;
                        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                            f.write_str("an object")
                        }
                        fn visit_unit<E: Error>(self) -> Result<$name, E> {
                            Ok($name::default())
                        }
                        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<$name, A::Error> {
                            $name::deserialize(MapAccessDeserializer::new(map))
                        }
                    }
                    deserializer.deserialize_any(Object)
                }
            }
        )*
    };
}

fhir! {
    /// A code in one system.
    Coding { system: Option<Text>, code: Option<Text>, display: Option<Text>, }
    /// A concept: the same thing in several systems, and in words.
    Concept { coding: Many<Coding>, text: Option<Text>, }
    /// A business identifier.
    Identifier {
        #[serde(rename = "use")] usage: Option<Text>,
        #[serde(rename = "type")] kind: Concept,
        system: Option<Text>,
        value: Option<Text>,
    }
    /// A pointer to another resource.
    Reference {
        #[serde(rename = "reference")] address: Option<Text>,
        #[serde(rename = "type")] kind: Option<Text>,
        identifier: Option<Box<Identifier>>,
        display: Option<Text>,
    }
    /// From and to.
    Period { start: Option<Text>, end: Option<Text>, }
    /// A measured amount.
    Quantity { value: Option<Text>, comparator: Option<Text>, unit: Option<Text>, code: Option<Text>, }
    /// Low and high.
    Range { low: Option<Quantity>, high: Option<Quantity>, }
    /// One amount per another.
    Ratio { numerator: Option<Quantity>, denominator: Option<Quantity>, }
    /// A name of a person.
    HumanName {
        #[serde(rename = "use")] usage: Option<Text>,
        text: Option<Text>,
        family: Option<Text>,
        given: Many<Text>,
        prefix: Many<Text>,
        suffix: Many<Text>,
        period: Period,
    }
    /// A telephone number or the like.
    Telecom {
        #[serde(rename = "use")] usage: Option<Text>,
        system: Option<Text>,
        value: Option<Text>,
        rank: Option<Text>,
        period: Period,
    }
    /// A postal address.
    Address {
        #[serde(rename = "use")] usage: Option<Text>,
        #[serde(rename = "type")] kind: Option<Text>,
        period: Period,
        text: Option<Text>,
        line: Many<Text>,
        city: Option<Text>,
        state: Option<Text>,
        postal_code: Option<Text>,
    }
    /// The extensions we look at.
    Extension { url: Option<Text>, value_boolean: Option<Text>, value_coding: Option<Coding>, }
    /// A language and whether it is preferred.
    Communication { language: Concept, preferred: Option<Text>, }
    /// A family or emergency contact inside a patient.
    PatientContact { relationship: Many<Concept>, name: Option<HumanName>, telecom: Many<Telecom>, period: Period, }
    /// When and by whom a resource was last touched.
    Meta {
        profile: Many<Text>,
        last_updated: Option<Text>,
        version_id: Option<Text>,
        source: Option<Text>,
        tag: Many<Coding>,
    }
    /// What was asked for by an entry of a Bundle.
    EntryRequest { method: Option<Text>, url: Option<Text>, }
    /// What came of it.
    EntryResponse { last_modified: Option<Text>, etag: Option<Text>, }
    /// Where more is.
    Link { relation: Option<Text>, url: Option<Text>, }
    /// What a Bundle says of itself.
    BundleHead {
        #[serde(rename = "type")] kind: Option<Text>,
        total: Option<Text>,
        link: Many<Link>,
        timestamp: Option<Text>,
        #[serde(skip)] entries: u64,
    }
    /// That another record of a patient is there.
    PatientLink { other: Reference, #[serde(rename = "type")] kind: Option<Text>, }

    /// Patient.
    Patient {
        meta: Meta,
        extension: Many<Extension>,
        identifier: Many<Identifier>,
        active: Option<Text>,
        name: Many<HumanName>,
        telecom: Many<Telecom>,
        gender: Option<Text>,
        birth_date: Option<Text>,
        deceased_boolean: Option<Text>,
        deceased_date_time: Option<Text>,
        address: Many<Address>,
        contact: Many<PatientContact>,
        communication: Many<Communication>,
        link: Many<PatientLink>,
    }
    /// `RelatedPerson`.
    RelatedPerson {
        active: Option<Text>,
        period: Period,
        patient: Reference,
        relationship: Many<Concept>,
        name: Many<HumanName>,
        telecom: Many<Telecom>,
    }
    /// Practitioner.
    Practitioner {
        identifier: Many<Identifier>,
        name: Many<HumanName>,
        telecom: Many<Telecom>,
    }
    /// `PractitionerRole`.
    PractitionerRole { identifier: Many<Identifier>, practitioner: Reference, telecom: Many<Telecom>, }
    /// Organization.
    Organization { identifier: Many<Identifier>, name: Option<Text>, telecom: Many<Telecom>, }
    /// What a drug is made of.
    Ingredient {
        #[serde(rename = "itemCodeableConcept")] concept: Concept,
        #[serde(rename = "itemReference")] reference: Reference,
        strength: Option<Ratio>,
    }
    /// Medication.
    MedicationItem {
        contained: Many<Box<RawValue>>,
        code: Concept,
        form: Concept,
        ingredient: Many<Ingredient>,
    }
    /// Words that somebody put beside an entry.
    Note { text: Option<Text>, }
    /// Coverage.
    Coverage {
        contained: Many<Box<RawValue>>,
        identifier: Many<Identifier>,
        status: Option<Text>,
        #[serde(rename = "type")] kind: Concept,
        subscriber_id: Option<Text>,
        beneficiary: Reference,
        order: Option<Text>,
        period: Period,
        payor: Many<Reference>,
    }
    /// `EpisodeOfCare`.
    EpisodeOfCare {
        status: Option<Text>,
        #[serde(rename = "type")] kind: Many<Concept>,
        patient: Reference,
        managing_organization: Reference,
        period: Period,
        care_manager: Reference,
    }
    /// Who took part in an encounter.
    EncounterParticipant { individual: Reference, }
    /// Encounter.
    Encounter {
        status: Option<Text>,
        class: Coding,
        #[serde(rename = "type")] kind: Many<Concept>,
        service_type: Concept,
        subject: Reference,
        episode_of_care: Many<Reference>,
        participant: Many<EncounterParticipant>,
        period: Period,
        reason_code: Many<Concept>,
        service_provider: Reference,
        part_of: Reference,
    }
    /// Who takes part in an appointment.
    AppointmentParticipant { actor: Reference, }
    /// Appointment.
    Appointment {
        status: Option<Text>,
        service_type: Many<Concept>,
        specialty: Many<Concept>,
        #[serde(rename = "appointmentType")]
        purpose: Concept,
        reason_code: Many<Concept>,
        description: Option<Text>,
        start: Option<Text>,
        end: Option<Text>,
        minutes_duration: Option<Text>,
        participant: Many<AppointmentParticipant>,
    }
    /// `MedicationRequest` and `MedicationStatement`, which differ in few fields.
    Medication {
        contained: Many<Box<RawValue>>,
        status: Option<Text>,
        intent: Option<Text>,
        do_not_perform: Option<Text>,
        #[serde(rename = "medicationCodeableConcept")] drug: Concept,
        #[serde(rename = "medicationReference")] drug_reference: Reference,
        subject: Reference,
        authored_on: Option<Text>,
        effective_date_time: Option<Text>,
        effective_period: Period,
        requester: Reference,
        reason_code: Many<Concept>,
        reason_reference: Many<Reference>,
        dosage_instruction: Many<Fields>,
        dosage: Many<Fields>,
        note: Many<Note>,
        based_on: Many<Reference>,
        derived_from: Many<Reference>,
        part_of: Many<Reference>,
        prior_prescription: Reference,
    }
    /// What is contained in another resource, by its name.
    Resource { resource_type: Option<Text>, id: Option<Text>, }
    /// One thing on a list.
    Listing { deleted: Option<Text>, item: Reference, }
    /// List.
    List {
        contained: Many<Box<RawValue>>,
        status: Option<Text>,
        title: Option<Text>,
        code: Concept,
        subject: Reference,
        date: Option<Text>,
        source: Reference,
        entry: Many<Listing>,
    }
    /// What an allergy did.
    Reaction {
        substance: Concept,
        manifestation: Many<Concept>,
        description: Option<Text>,
        onset: Option<Text>,
        severity: Option<Text>,
        exposure_route: Concept,
        note: Many<Note>,
    }
    /// `AllergyIntolerance`.
    AllergyIntolerance {
        clinical_status: Concept,
        verification_status: Concept,
        #[serde(rename = "type")] kind: Option<Text>,
        category: Many<Text>,
        criticality: Option<Text>,
        code: Concept,
        patient: Reference,
        note: Many<Note>,
        reaction: Many<Reaction>,
    }
    /// Condition.
    Condition {
        clinical_status: Concept,
        verification_status: Concept,
        code: Concept,
        subject: Reference,
        onset_date_time: Option<Text>,
        onset_period: Period,
        abatement_date_time: Option<Text>,
        abatement_period: Period,
    }
    /// An activity written into a plan.
    ActivityDetail {
        code: Concept,
        description: Option<Text>,
        status: Option<Text>,
        do_not_perform: Option<Text>,
        goal: Many<Reference>,
        scheduled_timing: Option<Fields>,
        scheduled_string: Option<Text>,
    }
    /// An activity of a plan.
    Activity { reference: Reference, detail: Option<ActivityDetail>, }
    /// What a resource says in words for people.
    Narrative { div: Option<Text>, }
    /// `CarePlan`.
    CarePlan {
        text: Narrative,
        created: Option<Text>,
        contained: Many<Box<RawValue>>,
        status: Option<Text>,
        title: Option<Text>,
        description: Option<Text>,
        category: Many<Concept>,
        subject: Reference,
        period: Period,
        goal: Many<Reference>,
        activity: Many<Activity>,
    }
    /// What a goal aims at.
    Target {
        measure: Concept,
        detail_quantity: Option<Quantity>,
        detail_range: Option<Range>,
        detail_codeable_concept: Option<Concept>,
        detail_string: Option<Text>,
        detail_boolean: Option<Text>,
        detail_integer: Option<Text>,
        detail_ratio: Option<Ratio>,
        due_date: Option<Text>,
    }
    /// Goal.
    Goal {
        lifecycle_status: Option<Text>,
        achievement_status: Concept,
        description: Concept,
        subject: Reference,
        start_date: Option<Text>,
        target: Many<Target>,
        addresses: Many<Reference>,
    }
    /// Who belongs to a care team.
    TeamParticipant { role: Many<Concept>, member: Reference, }
    /// `CareTeam`.
    CareTeam { status: Option<Text>, subject: Reference, participant: Many<TeamParticipant>, }
    /// The diet of a `NutritionOrder`.
    OralDiet { #[serde(rename = "type")] kind: Many<Concept>, instruction: Option<Text>, }
    /// `ServiceRequest`, `NutritionOrder` and `DeviceRequest`: what is asked for.
    Request {
        status: Option<Text>,
        do_not_perform: Option<Text>,
        code: Concept,
        code_codeable_concept: Concept,
        subject: Option<Reference>,
        patient: Option<Reference>,
        occurrence_timing: Option<Fields>,
        quantity_quantity: Option<Quantity>,
        quantity_ratio: Option<Ratio>,
        oral_diet: OralDiet,
        exclude_food_modifier: Many<Concept>,
    }
    /// The value of an Observation or of one of its components, read in a second pass over the same text.
    Value {
        #[serde(rename = "valueQuantity")] quantity: Option<Quantity>,
        #[serde(rename = "valueCodeableConcept")] concept: Option<Concept>,
        #[serde(rename = "valueString")] string: Option<Text>,
        #[serde(rename = "valueBoolean")] boolean: Option<Text>,
        #[serde(rename = "valueInteger")] integer: Option<Text>,
        #[serde(rename = "valueRange")] range: Option<Range>,
        #[serde(rename = "valueRatio")] ratio: Option<Ratio>,
        #[serde(rename = "valueTime")] time: Option<Text>,
        #[serde(rename = "valueDateTime")] date_time: Option<Text>,
        #[serde(rename = "valueSampledData")] sampled: Option<Box<RawValue>>,
    }
    /// One of the things measured together; its value is read as a [`Value`] of its own.
    Component { code: Concept, data_absent_reason: Concept, interpretation: Many<Concept>, }
    /// The times of something that was done several times.
    Moments { event: Many<Text>, }
    /// Observation.
    Observation {
        status: Option<Text>,
        category: Many<Concept>,
        code: Concept,
        subject: Reference,
        effective_date_time: Option<Text>,
        effective_period: Period,
        effective_instant: Option<Text>,
        effective_timing: Moments,
        issued: Option<Text>,
        interpretation: Many<Concept>,
        data_absent_reason: Concept,
        method: Concept,
        body_site: Concept,
        device: Reference,
        has_member: Many<Reference>,
        component: Many<Box<RawValue>>,
    }
}
