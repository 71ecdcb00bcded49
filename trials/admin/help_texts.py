"""What to write in each field of the admin, for whoever never saw it: what it means, where it stands, an example."""

from django.db.models import Field
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Texts that several models share.
_SLUG = _("The last part of the page's address, in small letters and hyphens. Others may have saved it: leave it.")
_STATUS_SOURCE = _("Which of the sources below says so. A source that is new here can be chosen once it is saved.")
_CRITERION_SOURCE = _("Which of the study's own sources says so. A new one can be chosen once it is saved.")
_AS_WRITTEN = _("The registry's own word or code, copied as it stands. Example: Authorised, recruiting.")
_NORWEGIAN = _("In bokmål. Shown to readers of bokmål, and to others where their language is empty.")
_NYNORSK = _("In nynorsk. Leave it empty if there is none: bokmål is shown then.")
_ENGLISH = _("In English.")
_COUNTRY = _("The country's name or its two-letter code. Example: Norway, or NO.")
_ALIASES = _("Other names and codes that it is known and searched by, one a line.")
_NUMBER_TREATED = _("As the publication states it. Leave it empty if it is not stated: empty is not zero.")
_CONTACT: dict[str, str | Promise] = {
    "role": _("What the contact is for."),
    "name": _("A role mailbox or a function before a person's name. Example: Clinical trials unit."),
    "phone": _("With country code. Example: +47 22 00 00 00."),
    "email": _("A shared mailbox before a personal one."),
    "is_public": _("Only if the contact agreed, or the registry has published it. Otherwise it is for us alone."),
    "checked_at": _("When somebody last made sure that it is right."),
}

HELP_TEXTS: dict[str, dict[str, str | Promise]] = {
    "study": {
        "no_identifier_reason": _("Only for a study without any number above. It cannot be published without either."),
        "acronym": _("The study's short name, as its sponsor writes it. Leave it empty if there is none."),
        "public_title": _("The title as the registry shows it to the public (“Brief title” at ClinicalTrials.gov)."),
        "scientific_title": _("The long title as the registry has it (“Official title” at ClinicalTrials.gov)."),
        "study_type": _("As the registry states it. A study that only follows earlier participants is a follow-up."),
        "phase": _("As the registry states it. Two phases in one study, such as 1 and 2, are one choice here."),
        "allocation": _("“Allocation” in the registry. Leave it empty if the registry does not say."),
        "masking": _("“Masking” in the registry: who does not know which treatment is given."),
        "has_control_group": _("Whether some participants get another treatment to compare with, or none."),
        "follow_up_of": _(
            "Only for a long-term follow-up: the study whose participants it follows. Type a number, acronym or title."
        ),
        "recruitment_status": _(
            "The status of the study as a whole, as its source states it. Each site has its own status below."
        ),
        "status_as_of": _(
            "The date that the source gives for the status. As exact as known: 2026, 2026-08 or 2026-08-22."
        ),
        "status_source": _STATUS_SOURCE,
        "status_as_written": _AS_WRITTEN,
        "why_stopped": _("The registry's own words on why the study was stopped, paused or withdrawn."),
        "primary_sponsor": _(
            "Who is responsible for the study (“Sponsor” in the registry). Type a part of the name or of another name."
        ),
        "collaborators": _("Other organisations that the registry names beside the sponsor."),
        "products": _("What is given. Type a name or a code in any writing: KYV-101, kyv101."),
        "own_targets": _("Only where no product above says it: what the treatment is directed at. Example: CD19."),
        "indications": _(
            "The diseases that the study is open for, as narrow as its source states them. "
            "Type the Norwegian or English name, a synonym or an ICD-10 code."
        ),
        "classification": _(
            "Whether a person has read a source and stands behind diseases, products and kind of treatment here."
        ),
        "minimum_age_months": _(
            "In years or months. Examples: 18 years, 6 months. Leave it empty if the registry sets no lower limit."
        ),
        "maximum_age_months": _(
            "In years or months. Examples: 65 years, 6 months. Leave it empty if the registry sets no upper limit."
        ),
        "sex": _("As the registry states it."),
        "criteria_text": _("The registry's own text, copied as it stands. Nothing about a patient may stand here."),
        "sample_size": _("The number of participants, as the registry states it (“Enrollment”)."),
        "sample_size_type": _("Whether the number is planned or was reached, as the registry states it."),
        "start_date": _("“Study start” in the registry. As exact as known: 2026, 2026-08 or 2026-08-22."),
        "primary_completion_date": _("“Primary completion” in the registry, planned or reached."),
        "completion_date": _("“Study completion” in the registry, planned or reached."),
        "last_registry_update": _("“Last update posted” in the registry."),
        "summary_nb": _("One line, ours, that says what the study is. No promise, and no advice. In bokmål."),
        "summary_nn": _NYNORSK,
        "summary_en": _ENGLISH,
        "caution_nb": _("What a reader must know before using the facts, such as sources that disagree. In bokmål."),
        "caution_nn": _NYNORSK,
        "caution_en": _ENGLISH,
        "slug": _(
            "The last part of the page's address, in small letters and hyphens. Example: nct01234567. "
            "It stays as it is once the study has been published."
        ),
    },
    "studyidentifier": {
        "scheme": _("Which registry gave the number."),
        "value": _("The number in any writing; it is saved as its registry writes it. Example: NCT01234567."),
    },
    "studymodality": {
        "modality": _("Only where no product says it: what kind of treatment the study itself states."),
    },
    "studycountry": {
        "country": _COUNTRY,
        "status": _("Only where the registry gives a status for this country, as CTIS does."),
        "status_as_written": _AS_WRITTEN,
        "status_source": _STATUS_SOURCE,
        "decision_date": _("The date of the country's decision, as CTIS states it."),
    },
    "studysite": {
        "study": _("Type a number in any writing, an acronym or a word of the title."),
        "site": _("The hospital. Type a part of its name, its city or its country."),
        "status": _("Whether the study recruits at this hospital, from the hospital itself or from a registry."),
        "status_as_of": _("The date that the source gives for this status. As exact as known: 2026-08 or 2026-08-22."),
        "status_source": _("Which of the study's own sources says so."),
        "expected_open_date": _("When the hospital expects to open, if it has said so. It lies in the future."),
        "pause_reason": _("Why recruiting is paused here, in a few words. Needed when the status is “Suspended”."),
        "principal_investigator": _(
            "The doctor responsible for the study at this hospital, as the registry names them."
        ),
        "takes_external_referrals": _("Ask the hospital. “Unknown” until it has answered."),
        "takes_foreign_referrals": _("Ask the hospital. “Unknown” until it has answered."),
        "is_travel_covered": _("Whether the study pays the participants' travel. “Unknown” until it has answered."),
        "reply_days": _("Within how many days the hospital has promised to answer a referral."),
        "note_nb": _("What a referring doctor should know about this hospital. Nothing about a patient. In bokmål."),
        "note_nn": _NYNORSK,
        "note_en": _ENGLISH,
        "verified_at": _("When the hospital confirmed what stands here. Fill in all three, or none."),
        "verified_by": _("Who of us entered the confirmation. Type a part of the name."),
        "verification_method": _("How the hospital confirmed it."),
        "verified_role": _("Who at the hospital confirmed it. Leave it empty if it is not known."),
        "who_may_refer_nb": _("Which doctors may refer, as the hospital says it. In bokmål."),
        "who_may_refer_nn": _NYNORSK,
        "who_may_refer_en": _ENGLISH,
        "attach_nb": _("What the hospital wants with a referral, one a line. Nothing about a patient. In bokmål."),
        "attach_nn": _NYNORSK,
        "attach_en": _ENGLISH,
    },
    "contact": _CONTACT,
    "studycontact": _CONTACT,
    "eligibilitycriterion": {
        "kind": _("Whether it must be met (inclusion) or must not (exclusion)."),
        "theme": _("Under which heading a referring doctor looks for it."),
        "text_nb": _("What the source says, in one short line of your own. In bokmål. Nothing about a patient."),
        "text_nn": _NYNORSK,
        "text_en": _ENGLISH,
        "quote": _("The source's own sentence, copied as it stands and in its own language."),
        "source": _CRITERION_SOURCE,
    },
    "washoutrule": {
        "drug_class": _("Each drug class stands on one row for each point it is counted to."),
        "minimum_days": _("In days, as the source says. Write 28 for four weeks."),
        "anchor": _("The point that the source counts back from."),
        "quote": _("The source's own sentence, copied as it stands and in its own language."),
        "source": _CRITERION_SOURCE,
    },
    "washoutguidance": {
        "drug_class": _("What is to be stopped. Shown for studies that state nothing of their own about it."),
        "minimum_days": _("In days, as the publication says. Write 28 for four weeks."),
        "anchor": _("The point that the publication counts back from."),
        "quote": _("The publication's own sentence, copied as it stands and in its own language."),
        "citation": _("Authors, title, journal and year, as one cites it."),
        "url": _("The publication's whole address, copied from the browser. It begins with https://."),
        "read_date": _("When you read it."),
    },
    "source": {
        "label": _("What the source is called. Example: ClinicalTrials.gov NCT01234567."),
        "url": _("The page's whole address, copied from the browser. It begins with https://."),
        "kind": _("What sort of source it is. “Second-hand” is a page that repeats what a registry says."),
        "as_of": _("The date that the source itself gives. As exact as known: 2026, 2026-08 or 2026-08-22."),
        "read_date": _("When we read it. Needed only where the source carries no date of its own."),
    },
    "indication": {
        "name_nb": _("The name as a Norwegian hospital writes it, in bokmål."),
        "name_nn": _NYNORSK,
        "name_en": _("The name as a registry writes it, in English."),
        "synonyms_nb": _("Other Norwegian names and abbreviations that doctors search by, one a line."),
        "synonyms_en": _("Other English names and abbreviations, one a line."),
        "parent": _("The wider disease it belongs to; whoever searches for that one finds this one too."),
        "group": _("Under which heading it stands on the front page and in the list of diseases."),
        "is_rheumatic": _("Whether rheumatologists treat it; those stand first in lists."),
        "icd10": _("Codes of ICD-10, one a line. Example: M32.1."),
        "mesh": _("The code in MeSH, if there is one. Example: D008180."),
        "snomed": _("The code in SNOMED CT, if there is one."),
        "orpha": _("The ORPHA number for a rare disease, if there is one."),
        "slug": _SLUG,
    },
    "target": {
        "name": _("The short name that the field uses. Example: CD19."),
        "description_nb": _NORWEGIAN,
        "description_nn": _NYNORSK,
        "description_en": _ENGLISH,
        "slug": _SLUG,
    },
    "product": {
        "name": _("The generic name or the code that the sponsor uses most. Example: KYV-101."),
        "aliases": _ALIASES,
        "modality": _("What kind of treatment it is, as the sponsor or the registry states it."),
        "targets": _("What it is directed at. Example: CD19; two targets for a product that has two."),
        "developer": _("Who makes it. Type a part of the name."),
        "slug": _SLUG,
    },
    "sponsor": {
        "name": _("The organisation's name as the registry writes it."),
        "aliases": _ALIASES,
        "sponsor_type": _("A company, or researchers and hospitals."),
        "country": _("Where the organisation has its seat."),
        "slug": _SLUG,
    },
    "site": {
        "name_nb": _("The hospital's Norwegian name; for hospitals abroad only where Norwegians use one."),
        "name_en": _("The hospital's name as registries write it."),
        "is_undisclosed": _("Only if the registry names the city but not the hospital."),
        "city": _("The city in English, as registries write it. Norwegian readers see Copenhagen as København."),
        "country": _("The country that the hospital is in."),
        "health_region": _("For Norwegian hospitals only: the regional health authority it belongs to."),
        "aliases": _ALIASES,
        "latitude": _("In degrees, north positive. Example: 59.949. Both latitude and longitude, or neither."),
        "longitude": _("In degrees, east positive. Example: 10.713."),
        "coordinates_from": _("Where the two numbers come from."),
        "slug": _SLUG,
    },
    "publication": {
        "title": _("As it stands in the publication."),
        "is_title_ours": _("Only if the publication's own title was not seen, and the title above is our description."),
        "authors_short": _("The first author, and “et al.” for more. Example: Hansen A, et al."),
        "journal": _("The journal, or the congress where it was presented."),
        "year": _("The year it was published. Example: 2025."),
        "doi": _("The DOI alone, without https://doi.org/. Example: 10.1056/NEJMoa2308917."),
        "pmid": _("The number in PubMed. Example: 38381673."),
        "indications": _("The diseases of those who were treated."),
        "studies": _("The studies here that it reports. Type a number, an acronym or a word of the title."),
        "product_target_note": _("In the publication's own words. Example: autologous CD19 CAR-T."),
        "n_treated": _NUMBER_TREATED,
        "follow_up_nb": _("How long those treated were followed, as stated. In bokmål."),
        "follow_up_nn": _NYNORSK,
        "follow_up_en": _ENGLISH,
        "findings_nb": _("One sentence with what the publication itself reports. No promise. In bokmål."),
        "findings_nn": _NYNORSK,
        "findings_en": _ENGLISH,
        "slug": _SLUG,
    },
    "outcome": {
        "measure_nb": _("What was measured, in bokmål."),
        "measure_en": _("What was measured, in the publication's own words."),
        "time_point": _("When it was measured. Example: 6 months."),
        "numerator": _("How many had the outcome. Empty is not zero."),
        "denominator": _("How many were assessed: never fewer than had the outcome."),
    },
    "safetyresult": {
        "event": _("Each side effect stands on one row."),
        "n_treated": _NUMBER_TREATED,
        "any_grade": _("How many had it in any grade. Zero only if the publication says so."),
        "grade_1": _("How many had it in this grade as their worst. Zero only if the publication says so."),
        "grade_2": _("How many had it in this grade as their worst. Zero only if the publication says so."),
        "grade_3": _("How many had it in this grade as their worst. Zero only if the publication says so."),
        "grade_4": _("How many had it in this grade as their worst. Zero only if the publication says so."),
        "grade_5": _("How many had it in this grade as their worst. Zero only if the publication says so."),
        "grade_3_or_more": _("Only where the publication does not part the grades: grades 3, 4 and 5 together."),
    },
    "glossaryterm": {
        "term_nb": _("The word as it is used in bokmål."),
        "term_nn": _NYNORSK,
        "term_en": _("The word as it is used in English."),
        "definition_nb": _("What it means, in one or two plain sentences. In bokmål."),
        "definition_nn": _NYNORSK,
        "definition_en": _ENGLISH,
        "slug": _SLUG,
    },
}


def help_text(field: Field) -> str | Promise:
    """The help of a model's field; empty when there is none."""
    return HELP_TEXTS.get(field.model._meta.model_name or "", {}).get(field.name, "")
