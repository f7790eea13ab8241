"""Every address of the console."""

from django.urls import path

from limen.office.console import case, comfort, desk, health, lists, reading, register, worklists

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("arrive/", desk.arrive, name="arrive"),
    path("case/<uuid:case_id>/", case.show, name="case"),
    path("case/<uuid:case_id>/answer/", case.answer, name="answer"),
    path("case/<uuid:case_id>/hit/", case.hit, name="hit"),
    path("case/<uuid:case_id>/history/", case.history, name="history"),
    path("case/<uuid:case_id>/act/<slug:name>/", case.act, name="act"),
    path("case/<uuid:case_id>/correct/", case.correct, name="correct"),
    path("case/<uuid:case_id>/serve/", case.serve, name="serve"),
    path("notice/<uuid:notice_id>.pdf", case.notice, name="notice"),
    path("countersigning/", worklists.countersigning, name="countersigning"),
    path("secondary/", worklists.secondary, name="secondary"),
    path("serving/", worklists.serving, name="serving"),
    path("holds/", worklists.holds, name="holds"),
    path("register/", register.register, name="register"),
    path("person/<uuid:person_id>/", register.person, name="person"),
    path("lists/", lists.lists, name="lists"),
    path("lists/import/", lists.import_list, name="import_list"),
    path("law/", reading.law, name="law"),
    path("journal/", reading.journal, name="journal"),
    path("keys/", reading.keys, name="keys"),
    path("theme/", comfort.theme, name="theme"),
    path("keys/single/", comfort.single_keys, name="single_keys"),
    path("duty/", comfort.duty, name="duty"),
    path("healthz", health.healthz, name="healthz"),
]
