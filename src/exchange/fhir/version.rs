//! What a resource is and which version of FHIR wrote it.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::types::{Meta, Text};

/// What is read of every resource, whatever its type. The raw fields tell the versions apart by their shape.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Header<'a> {
    #[serde(rename = "resourceType")]
    pub(super) kind: Option<Text>,
    pub(super) id: Option<Text>,
    pub(super) meta: Meta,
    #[serde(borrow)]
    context: Option<&'a RawValue>,
    #[serde(borrow)]
    clinical_status: Option<&'a RawValue>,
    #[serde(borrow)]
    class: Option<&'a RawValue>,
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    category: Option<&'a RawValue>,
    #[serde(borrow)]
    patient: Option<&'a RawValue>,
    #[serde(borrow)]
    medication: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct NameShape<'a> {
    #[serde(default, borrow)]
    family: Option<&'a RawValue>,
}

/// What the JSON value of a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text,
    List,
    Object,
    Other,
}

fn shape(raw: Option<&RawValue>) -> Option<Shape> {
    Some(match raw?.get().bytes().next() {
        Some(b'"') => Shape::Text,
        Some(b'[') => Shape::List,
        Some(b'{') => Shape::Object,
        _ => Shape::Other,
    })
}

/// Types that FHIR had before R4 and renamed or dropped.
const STU3: &str = "BodySite DataElement DeviceComponent EligibilityRequest EligibilityResponse ExpansionProfile \
    ImagingManifest ProcedureRequest ProcessRequest ProcessResponse ReferralRequest Sequence ServiceDefinition";
const DSTU2: &str =
    "Conformance DeviceUseRequest DiagnosticOrder ImagingObjectSelection MedicationOrder Order OrderResponse";

/// Every resource type of R4. Source: hl7.org/fhir/R4/resourcelist.html.
const R4: &str = "Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse AuditEvent \
    Basic Binary BiologicallyDerivedProduct BodyStructure Bundle CapabilityStatement CarePlan CareTeam CatalogEntry \
    ChargeItem ChargeItemDefinition Claim ClaimResponse ClinicalImpression CodeSystem Communication \
    CommunicationRequest CompartmentDefinition Composition ConceptMap Condition Consent Contract Coverage \
    CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device DeviceDefinition DeviceMetric \
    DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference EffectEvidenceSynthesis \
    Encounter Endpoint EnrollmentRequest EnrollmentResponse EpisodeOfCare EventDefinition Evidence EvidenceVariable \
    ExampleScenario ExplanationOfBenefit FamilyMemberHistory Flag Goal GraphDefinition Group GuidanceResponse \
    HealthcareService ImagingStudy Immunization ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide \
    InsurancePlan Invoice Library Linkage List Location Measure MeasureReport Media Medication \
    MedicationAdministration MedicationDispense MedicationKnowledge MedicationRequest MedicationStatement \
    MedicinalProduct MedicinalProductAuthorization MedicinalProductContraindication MedicinalProductIndication \
    MedicinalProductIngredient MedicinalProductInteraction MedicinalProductManufactured MedicinalProductPackaged \
    MedicinalProductPharmaceutical MedicinalProductUndesirableEffect MessageDefinition MessageHeader MolecularSequence \
    NamingSystem NutritionOrder Observation ObservationDefinition OperationDefinition OperationOutcome Organization \
    OrganizationAffiliation Parameters Patient PaymentNotice PaymentReconciliation Person PlanDefinition Practitioner \
    PractitionerRole Procedure Provenance Questionnaire QuestionnaireResponse RelatedPerson RequestGroup \
    ResearchDefinition ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment RiskEvidenceSynthesis \
    Schedule SearchParameter ServiceRequest Slot Specimen SpecimenDefinition StructureDefinition StructureMap \
    Subscription Substance SubstanceNucleicAcid SubstancePolymer SubstanceProtein SubstanceReferenceInformation \
    SubstanceSourceMaterial SubstanceSpecification SupplyDelivery SupplyRequest Task TerminologyCapabilities TestReport \
    TestScript ValueSet VerificationResult VisionPrescription";

fn among(list: &str, kind: &str) -> bool {
    list.split_ascii_whitespace().any(|name| name == kind)
}

/// Whether R4 has a resource type of this name.
pub(super) fn is_r4(kind: &str) -> bool {
    among(R4, kind)
}

/// The version that wrote this resource, when it is surely not R4.
pub(super) fn other_version(kind: &str, header: &Header<'_>) -> Option<&'static str> {
    if among(DSTU2, kind) {
        return Some("DSTU2");
    }
    if among(STU3, kind) {
        return Some("STU3");
    }
    for (mark, version) in [("/DSTU2/", "DSTU2"), ("/STU3/", "STU3")] {
        if header.meta.profile.iter().any(|profile| profile.contains(mark)) {
            return Some(version);
        }
    }
    match kind {
        "Patient" | "Practitioner" | "RelatedPerson" => by_name(kind, header),
        "Encounter" => match shape(header.class)? {
            Shape::Text => Some("DSTU2"),
            Shape::List => Some("R5"),
            Shape::Object | Shape::Other => None,
        },
        "Condition" if header.patient.is_some() => Some("DSTU2"),
        "Condition" | "AllergyIntolerance" if shape(header.clinical_status) == Some(Shape::Text) => Some("STU3"),
        "Observation" if shape(header.category) == Some(Shape::Object) => Some("DSTU2"),
        "Observation" | "Condition" | "CarePlan" | "Procedure" | "DiagnosticReport" | "MedicationRequest"
            if header.context.is_some() =>
        {
            Some("STU3")
        }
        "MedicationRequest" | "MedicationStatement" if shape(header.medication) == Some(Shape::Object) => Some("R5"),
        _ => None,
    }
}

/// DSTU2 wrote a practitioner's name as one object, and every family name as a list.
fn by_name(kind: &str, header: &Header<'_>) -> Option<&'static str> {
    let raw = header.name?;
    if shape(Some(raw)) == Some(Shape::Object) && kind != "Patient" {
        return Some("DSTU2");
    }
    let names: Vec<NameShape<'_>> = serde_json::from_str(raw.get()).ok()?;
    names.iter().any(|name| shape(name.family) == Some(Shape::List)).then_some("DSTU2")
}
