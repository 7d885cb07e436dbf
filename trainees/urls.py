"""Addresses of people's journey, and of the dashboards above it."""

from django.urls import path

from trainees.applying.views import documents, endorsements, form_pages
from trainees.insight.views import dashboards
from trainees.joining.views import deferrals, offers, onboardings
from trainees.online.views import online
from trainees.portal.views import applications, consents, one_page, workplaces
from trainees.records.views import corrections, erasures, my_data, organisations
from trainees.reviewing.views import reviews
from trainees.screening.views import returns

app_name = "trainees"

urlpatterns = [
    path("start/", workplaces.workplace, name="workplace"),
    path("calls/<str:code>/apply/", form_pages.application_edit, name="application_edit"),
    # Before the steps: no step is called "all".
    path("calls/<str:code>/apply/all/", one_page.application_one_page, name="application_one_page"),
    path(
        "calls/<str:code>/apply/<slug:step>/",
        form_pages.application_step,
        name="application_step",
    ),
    path("applications/", applications.application_list, name="application_list"),
    path("applications/<int:pk>/", applications.application_detail, name="application_detail"),
    path(
        "applications/<int:pk>/submit/", applications.application_submit, name="application_submit"
    ),
    path(
        "applications/<int:pk>/received/",
        applications.application_received,
        name="application_received",
    ),
    path(
        "applications/<int:pk>/withdraw/",
        applications.application_withdraw,
        name="application_withdraw",
    ),
    path(
        "applications/<int:pk>/before-you-come/",
        onboardings.onboarding_detail,
        name="onboarding_detail",
    ),
    path(
        "applications/<int:pk>/before-you-come/<slug:step>/",
        onboardings.onboarding_step,
        name="onboarding_step",
    ),
    path("applications/<int:pk>/missing/", returns.return_answer, name="return_answer"),
    path(
        "applications/<int:pk>/another-look/",
        applications.application_appeal,
        name="application_appeal",
    ),
    path(
        "applications/<int:pk>/later-cohort/",
        deferrals.application_defer,
        name="application_defer",
    ),
    path("deferrals/<int:pk>/take-back/", deferrals.deferral_take_back, name="deferral_take_back"),
    path(
        "applications/<int:pk>/receipt.pdf",
        documents.application_receipt,
        name="application_receipt",
    ),
    path("applications/<int:pk>/online/join/", online.online_join, name="online_join"),
    path("applications/<int:pk>/online/leave/", online.online_leave, name="online_leave"),
    path("my-data/", my_data.my_data, name="my_data"),
    path("my-data/copies/", my_data.data_export_ask, name="data_export_ask"),
    path("my-data/copies/<int:pk>/", my_data.data_export_save, name="data_export_save"),
    path("my-data/erasure/", erasures.erasure_ask, name="erasure_ask"),
    path("my-data/erasure/take-back/", erasures.erasure_take_back, name="erasure_take_back"),
    path("my-data/correction/", corrections.correction_ask, name="correction_ask"),
    path("my-data/consents/", consents.consent_list, name="consent_list"),
    path("my-data/consents/<int:pk>/", consents.consent_answer, name="consent_answer"),
    path("organisations/", organisations.organisation_suggest, name="organisation_suggest"),
    path("documents/<int:pk>/", documents.document_download, name="document_download"),
    path(
        "applications/<int:pk>/endorsements/<int:rule>/",
        endorsements.endorsement_ask,
        name="endorsement_ask",
    ),
    path(
        "endorsements/<int:pk>/remind/", endorsements.endorsement_remind, name="endorsement_remind"
    ),
    path("endorse/", endorsements.endorsement_answer, name="endorsement_answer"),
    path("endorse/decline/", endorsements.endorsement_decline, name="endorsement_decline"),
    path("endorse/<int:pk>/<str:token>/", endorsements.endorsement_link, name="endorsement_link"),
    path("reviews/", reviews.review_list, name="review_list"),
    path("reviews/<int:pk>/", reviews.review_edit, name="review_edit"),
    path("reviews/<int:pk>/step-back/", reviews.review_step_back, name="review_step_back"),
    path(
        "reviews/<int:pk>/documents/<int:document>/",
        reviews.review_document,
        name="review_document",
    ),
    path("offers/<int:pk>/accept/", offers.offer_accept, name="offer_accept"),
    path("offers/<int:pk>/decline/", offers.offer_decline, name="offer_decline"),
    path("dashboard/", dashboards.dashboard, name="dashboard"),
    path("dashboard/<str:code>/", dashboards.program_dashboard, name="program_dashboard"),
    path("dashboard/<str:code>/share/", dashboards.dashboard_share, name="dashboard_share"),
    path(
        "dashboard/<str:code>/share.csv", dashboards.dashboard_share_csv, name="dashboard_share_csv"
    ),
]
