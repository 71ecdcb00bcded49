"""Addresses of the register; those in `urlpatterns` stand under /nb/, /nn/ and /en/."""

from django.urls import path

from trials.views import (
    after_infusion,
    changes,
    evidence,
    home,
    indications,
    numbers,
    pages,
    products,
    reports,
    sites,
    sponsors,
    studies,
    study,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("studies/", studies.study_list, name="study_list"),
    path("studies/<slug:slug>/", study.study_detail, name="study_detail"),
    path("studies/<slug:slug>/referral/", study.referral, name="study_referral"),
    path("studies/<slug:slug>/referral.txt", study.referral_text, name="study_referral_text"),
    path("indications/", indications.indication_list, name="indication_list"),
    path("indications/<slug:slug>/", indications.indication_detail, name="indication_detail"),
    path("sites/", sites.site_list, name="site_list"),
    path("sites/<slug:slug>/", sites.site_detail, name="site_detail"),
    path("sponsors/", sponsors.sponsor_list, name="sponsor_list"),
    path("sponsors/<slug:slug>/", sponsors.sponsor_detail, name="sponsor_detail"),
    path("products/", products.product_list, name="product_list"),
    path("products/<slug:slug>/", products.product_detail, name="product_detail"),
    path("changes/", changes.change_list, name="change_list"),
    path("changes.atom", changes.change_feed, name="change_feed"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("after-infusion/", after_infusion.after_infusion, name="after_infusion"),
    path("report/", reports.report, name="report"),
    path("report/received/<slug:receipt>/", reports.report_received, name="report_received"),
    path("glossary/", pages.glossary, name="glossary"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
]

without_language = [
    path("", home.root, name="root"),
    path("id/<path:number>", numbers.by_number, name="by_number"),
]
