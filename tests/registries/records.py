"""Documents of registries, written by us: small, whole, and changed at one place by a test."""

import copy
import json
from typing import Any

Json = dict[str, Any]

CTGOV: Json = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT01234567",
            "nctIdAliases": ["NCT00000001"],
            "orgStudyIdInfo": {"id": "ABC-101"},
            "secondaryIdInfos": [
                {"id": "2023-507820-22", "type": "OTHER", "domain": "EU CT Number"},
                {"id": "2023", "type": "NIH"},
                {"id": "2031240089", "type": "REGISTRY", "domain": "JRCT"},
            ],
            "organization": {"fullName": "A Company", "class": "INDUSTRY"},
            "briefTitle": "ABC-101 in lupus",
            "officialTitle": "A phase 1/2 study of ABC-101 in systemic lupus erythematosus",
            "acronym": "LUPUS-1",
        },
        "statusModule": {
            "overallStatus": "RECRUITING",
            "startDateStruct": {"date": "2024-05", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2026-01-31", "type": "ESTIMATED"},
            "completionDateStruct": {"date": "2027"},
            "studyFirstPostDateStruct": {"date": "2024-01-02", "type": "ACTUAL"},
            "lastUpdatePostDateStruct": {"date": "2026-03-04", "type": "ESTIMATED"},
        },
        "sponsorCollaboratorsModule": {
            "leadSponsor": {"name": "A Company", "class": "INDUSTRY"},
            "collaborators": [{"name": "A Hospital", "class": "OTHER"}],
        },
        "descriptionModule": {"briefSummary": "Safety.", "detailedDescription": "Ages \\>= 18."},
        "conditionsModule": {"conditions": ["Lupus"], "keywords": ["CAR-T"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE1", "PHASE2"],
            "designInfo": {
                "allocation": "NA",
                "interventionModel": "SINGLE_GROUP",
                "primaryPurpose": "TREATMENT",
                "maskingInfo": {"masking": "NONE"},
            },
            "enrollmentInfo": {"count": 12, "type": "ESTIMATED"},
        },
        "armsInterventionsModule": {
            "armGroups": [{"label": "All", "type": "EXPERIMENTAL", "interventionNames": ["Biological: ABC-101"]}],
            "interventions": [{"type": "BIOLOGICAL", "name": "ABC-101", "otherNames": ["abc cells"]}],
        },
        "outcomesModule": {"primaryOutcomes": [{"measure": "Toxicity", "timeFrame": "28 days"}]},
        "eligibilityModule": {
            "eligibilityCriteria": "Inclusion:\n\n* SLEDAI \\>= 6",
            "sex": "ALL",
            "minimumAge": "18 Years",
            "stdAges": ["ADULT", "OLDER_ADULT"],
        },
        "contactsLocationsModule": {
            "centralContacts": [{"name": "A Nurse", "role": "CONTACT", "phone": "123", "phoneExt": "4"}],
            "locations": [
                {
                    "facility": "A Hospital",
                    "status": "NOT_YET_RECRUITING",
                    "city": "Oslo",
                    "zip": "0372",
                    "country": "Norway",
                    "geoPoint": {"lat": 59.91273, "lon": 10.74609},
                },
                {"facility": "Research Site", "city": "Ankara", "country": "Turkey (Türkiye)"},
            ],
        },
        "referencesModule": {"references": [{"pmid": "12345678", "type": "DERIVED", "citation": "A. 2025."}]},
    },
    "derivedSection": {
        "miscInfoModule": {"versionHolder": "2026-08-22"},
        "conditionBrowseModule": {
            "meshes": [{"id": "D008180", "term": "Lupus Erythematosus, Systemic"}],
            "ancestors": [{"id": "D009369", "term": "Neoplasms"}],
        },
    },
    "hasResults": False,
}

CTIS: Json = {
    "ctNumber": "2024-512345-10-00",
    "ctStatus": "Authorised",
    "startDateEU": "17/01/2025",
    "decisionDate": "2024-12-01T10:00:00.5",
    "publishDate": "2026-02-03T18:45:21.525511428",
    "ctPublicStatusCode": 4,
    "authorizedApplication": {
        "authorizedPartI": {
            "trialDetails": {
                "clinicalTrialIdentifiers": {
                    "fullTitle": "A phase 1/2 study of XYZ in myositis",
                    "publicTitle": "XYZ in muscle inflammation",
                    "shortTitle": "MYO-1",
                    "secondaryIdentifyingNumbers": {"nctNumber": {"number": "NCT07654321"}},
                },
                "trialInformation": {
                    "trialCategory": {"trialPhase": "7"},
                    "medicalCondition": {
                        "partIMedicalConditions": [{"medicalCondition": "Myositis"}],
                        "meddraConditionTerms": [{"termName": "Dermatomyositis"}],
                    },
                    "eligibilityCriteria": {
                        "principalInclusionCriteria": [
                            {"number": 2, "principalInclusionCriteria": "Refractory"},
                            {"number": 1, "principalInclusionCriteria": "Adult"},
                        ],
                        "principalExclusionCriteria": [{"number": 1, "principalExclusionCriteria": "Cancer"}],
                    },
                    "endPoint": {
                        "primaryEndPoints": [{"endPoint": "Safety"}],
                        "secondaryEndPoints": [{"endPoint": "Response"}],
                    },
                    "trialDuration": {"estimatedGlobalEndDate": "2028-06-30"},
                    "populationOfTrialSubjects": {
                        "ageRanges": [{"ageRangeCategoryCode": "3"}, {"ageRangeCategoryCode": 4}],
                        "ageRangeSecondaryIds": [{"ageRangeCategoryCode": "4", "ctAgeRangeCode": "6"}],
                        "isFemaleSubjects": True,
                        "isMaleSubjects": True,
                    },
                },
                "protocolInformation": {
                    "studyDesign": {
                        "periodDetails": [{"blindingMethodCode": "2", "armDetails": [{"title": "Low dose"}]}]
                    }
                },
                "pubmedCode": ["38381673"],
            },
            "products": [
                {
                    "productName": "XYZ cells",
                    "mpRoleInTrial": "1",
                    "productDictionaryInfo": {"sponsorProductCode": "XYZ-1", "activeSubstanceName": "XYZ CELLS"},
                }
            ],
            "sponsors": [
                {"primary": False, "organisation": {"name": "A Foundation"}},
                {
                    "primary": True,
                    "isCommercial": False,
                    "commercial": "Non-Commercial",
                    "organisation": {"name": "A University Hospital"},
                    "publicContacts": [{"type": "Public", "functionalName": "Trials Office", "telephone": "55"}],
                },
            ],
            "rowSubjectCount": 8,
            "rowCountriesInfo": [{"name": "United States"}],
        },
        "authorizedPartsII": [
            {
                "mscInfo": {"countryName": "Norway", "trialStatus": "Authorised"},
                "recruitmentSubjectCount": 4,
                "trialSites": [
                    {
                        "organisationAddressInfo": {
                            "organisation": {"name": "Oslo universitetssykehus"},
                            "address": {"city": "Oslo", "postcode": "0372", "countryName": "Norway"},
                        },
                        "departmentName": "Revmatologi",
                        "personInfo": {"firstName": "Kari", "lastName": "Nordmann"},
                    }
                ],
            }
        ],
        "memberStatesConcerned": [
            {"mscName": "Norway", "mscPublicStatusCode": 2},
            {"mscName": "Germany", "mscPublicStatusCode": "4"},
        ],
        "eudraCt": {"isTransitioned": True, "eudraCtCode": "2019-003842-34"},
    },
    "events": {"trialEvents": []},
    "results": {"summaryResults": []},
}

ICTRP = {
    "TrialID": "ChiCTR2100012345",
    "Last_Refreshed_on": "24 August 2026",
    "Public_title": "  CAR-T in\n lupus   ",
    "Scientific_title": "CAR-T in systemic lupus erythematosus",
    "Primary_sponsor": "A Hospital",
    "Secondary_Sponsor": "A Company;A University",
    "Date_registration": "01/02/2024",
    "Date_registration3": "20240201",
    "Source_Register": "ChiCTR",
    "Recruitment_Status": "Not Recruiting",
    "Inclusion_agemin": "18",
    "Inclusion_agemax": "6 Months",
    "Inclusion_gender": "Both",
    "Date_enrollement": "February 15, 2024",
    "Target_size": "Experimental group:30;Control group:10;",
    "Study_type": "Interventional study",
    "Phase": "Phase 1/Phase 2",
    "Countries": "China;Norway;Beijing;china",
    "Contact_Firstname": "A",
    "Contact_Lastname": "Doctor",
    "Inclusion_Criteria": "Inclusion criteria: adult<br>refractory",
    "Exclusion_Criteria": "Exclusion criteria: cancer",
    "Condition": "Lupus;Nephritis",
    "Intervention": "Drug: ABC cells;Experimental group:CAR-T;",
    "Primary_outcome": "Safety;",
    "Secondary_ID": "NCT07654321;PROT-7",
}


def ctgov(**at: Any) -> bytes:
    """The record of ClinicalTrials.gov with other values at these places: `statusModule__overallStatus="NEW"`."""
    return _bytes(changed(CTGOV, {f"protocolSection__{path}": value for path, value in at.items()}))


def ctis(**at: Any) -> bytes:
    """The record of CTIS with other values at these places."""
    return _bytes(changed(CTIS, at))


def ictrp(**at: str) -> bytes:
    """The trial of ICTRP with other texts in these fields, as a row."""
    return _bytes(ICTRP | at)


def ictrp_xml(*trials: dict[str, str], root: str = "Trials_downloaded_from_ICTRP") -> bytes:
    """An export with these trials."""
    fields = ("".join(f"<{name}>{_escaped(text)}</{name}>" for name, text in trial.items()) for trial in trials)
    inside = "".join(f"<Trial>{one}</Trial>\n" for one in fields)
    return f"<?xml version='1.0' encoding='UTF-8' ?><{root}>\n{inside}</{root}>".encode()


def changed(document: Json, at: dict[str, Any]) -> Json:
    """A copy with other values at these paths; a key of None is taken out, a number is a place in a list."""
    copied = copy.deepcopy(document)
    for path, value in at.items():
        *keys, last = (int(key) if key.isdigit() else key for key in path.split("__"))
        place: Any = copied
        for key in keys:
            place = place[key] if isinstance(key, int) else place.setdefault(key, {})
        if value is None:
            del place[last]
        else:
            place[last] = value
    return copied


def _bytes(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
