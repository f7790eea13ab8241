"""What happened to a case: readings, answers, hits, decisions, countersignatures, holds, notices."""

from __future__ import annotations

from django.db import models

from limen.office.records.models.row import Acted, Row


class Case(Acted):
    """Anything an officer handles; one custodian node may change it at a time."""

    kind = models.CharField(max_length=20)
    direction = models.CharField(max_length=5)
    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=20)
    revision = models.PositiveIntegerField(default=0)
    custodian = models.CharField(max_length=40)
    compartment = models.CharField(max_length=40, default="", blank=True)
    holder = models.ForeignKey("records.Account", on_delete=models.PROTECT, related_name="cases")  # who works it now
    person = models.ForeignKey("records.Person", on_delete=models.PROTECT, null=True, related_name="cases")
    document = models.ForeignKey("records.Document", on_delete=models.PROTECT, null=True, related_name="cases")
    closed_at = models.DateTimeField(null=True)
    unit = models.ForeignKey("records.Unit", on_delete=models.PROTECT, null=True, related_name="cases")
    flight = models.CharField(max_length=20, default="", blank=True)  # or another service they came by; "" unknown
    restrained_at = models.DateTimeField(null=True)  # the first moment the person was not free to go on; never moved

    class Meta:
        indexes = [
            models.Index(fields=["post", "state", "-made_at"], name="case_worklist"),
            models.Index(fields=["holder", "state"], name="case_holder"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(direction__in=["entry", "exit"]), name="case_direction"),
        ]


class Reading(Acted):
    """One reading of a document: the bytes as they came and everything they said."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="readings")
    source = models.CharField(max_length=20)  # wedge, pasted, keyed, repaired
    kept = models.ForeignKey("records.Kept", on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField()
    superseded = models.BooleanField(default=False)


class Answer(Acted):
    """What was asked and answered, or found by the officer; undone by a correction, never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    fact = models.CharField(max_length=60)
    question = models.TextField(blank=True)
    value = models.JSONField(null=True)
    status = models.CharField(max_length=20)
    standard = models.CharField(max_length=30)
    source = models.CharField(max_length=20)
    words = models.TextField(blank=True)  # what the person said, verbatim, where it was taken down
    shown_in = models.CharField(max_length=12, default="", blank=True)  # the language it was shown to the person in
    superseded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "fact", "source"], condition=models.Q(superseded=False), name="answer_one_live"
            ),
        ]


class Assessment(Row):
    """What the checks found and what the law said, each time something changed; inputs by their hash."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    revision = models.PositiveIntegerField()
    inputs = models.JSONField()  # evidence, facts, pack, lists → digest of kept bytes
    findings = models.JSONField()
    facts = models.JSONField()
    discrepancies = models.JSONField()
    advice = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "revision"], name="assessment_once")]


class KnownHits(models.Manager["Hit"]):
    """The hits that everybody of the case may know of: none of a discreet list."""

    def get_queryset(self) -> models.QuerySet[Hit]:
        """All but what stands in a compartment."""
        return super().get_queryset().filter(compartment="")


class Hit(Acted):
    """A list hit with its state, bound to document × entry content × rules version.

    What goes through `objects`, and so `case.hits`, knows no hit of a discreet list; those are asked for by
    `every`, with the compartments of whoever asks.
    """

    class State(models.TextChoices):
        """Open and inconclusive block; the others are resolutions an officer signed, or one remembered."""

        OPEN = "open"
        SAME = "same"
        NOT_SAME = "not_same"
        INCONCLUSIVE = "inconclusive"
        REMEMBERED = "remembered"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hits")
    document_digest = models.CharField(max_length=64)
    list_id = models.CharField(max_length=60)
    entry_id = models.CharField(max_length=120)
    entry_hash = models.CharField(max_length=64)
    rules_version = models.CharField(max_length=64)
    listed_name = models.CharField(max_length=400)
    listed = models.JSONField()  # the entry as the list had it
    score = models.FloatField()
    strength = models.CharField(max_length=10)
    why = models.JSONField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    resolved_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    remembered_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    superseded = models.BooleanField(default=False)
    compartment = models.CharField(max_length=60, default="", blank=True)  # of a discreet list; else empty
    claimed_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    # What one officer found on a list whose owner demands two; until another agrees the hit blocks as it did.
    proposed = models.CharField(max_length=12, default="", blank=True)
    proposed_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    proposed_note = models.TextField(blank=True, default="")
    agreed_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)  # when a finding on it was taken back last

    objects = KnownHits()
    every = models.Manager["Hit"]()

    class Meta:
        indexes = [
            models.Index(
                fields=["document_digest", "entry_hash", "rules_version", "state"],
                name="hit_remembered",
            ),
            models.Index(fields=["state", "superseded", "made_at"], name="hit_queue"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "document_digest", "list_id", "entry_id", "entry_hash", "rules_version"],
                condition=models.Q(superseded=False),
                name="hit_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "same", "not_same", "inconclusive", "remembered"]),
                name="hit_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("resolved_by")),
                name="hit_two_persons",
            ),
        ]


class HistoryLink(Acted):
    """A proposal that somebody met before is this person; only `same_document` or `confirmed` feeds a fact."""

    class State(models.TextChoices):
        """Proposed links count for nothing (DESIGN §7)."""

        SAME_DOCUMENT = "same_document"
        PROPOSED = "proposed"
        CONFIRMED = "confirmed"
        REJECTED = "rejected"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="history_links")
    person = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="links")
    earlier = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()
    why = models.JSONField()
    state = models.CharField(max_length=14, choices=State.choices)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person", "earlier"], name="history_link_once")]


class Decision(Acted):
    """An outcome taken by a named officer, with everything it rested on."""

    class State(models.TextChoices):
        """An adverse decision has no effect before its second signature."""

        EFFECTIVE = "effective"
        AWAITING = "awaiting"
        RETURNED = "returned"
        LAPSED = "lapsed"  # the case went another way while the second signature was outstanding
        CORRECTED = "corrected"
        SET_ASIDE = "set_aside"  # signed, then words of fear were spoken: protection outranks it

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40)
    advised = models.CharField(max_length=40)
    grounds = models.JSONField()
    own_reasons = models.TextField(blank=True)
    inputs = models.JSONField()
    snapshot = models.CharField(max_length=80)
    language = models.CharField(max_length=12, default="en")  # of the notice: one the person understands
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    effective_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # One live decision per case: a double submit in two tabs cannot make two.
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state__in=["effective", "awaiting"]), name="decision_one_live"
            ),
        ]


class Countersignature(Acted):
    """The second officer's verdict; the database itself refuses the first officer's own hand."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="countersignatures")
    first_officer = models.ForeignKey("records.Account", on_delete=models.PROTECT, related_name="+")
    agreed = models.BooleanField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(officer=models.F("first_officer")), name="no_self_countersign"),
            models.UniqueConstraint(fields=["decision"], name="countersigned_once"),
        ]


class Hold(Acted):
    """A provisional hold: a limit, a reason, and the review that ends it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField()
    limit_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    review = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ended_at=None), name="hold_one_open"),
        ]


class Referral(Acted):
    """Handing a traveller on, with reason, the words spoken, and who took them."""

    class Kind(models.TextChoices):
        """To whom."""

        SECONDARY = "secondary"
        PROTECTION = "protection"
        CHILD = "child_protection"
        VICTIM = "victim"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reason = models.TextField()
    words = models.TextField(blank=True)
    cause = models.CharField(max_length=30, blank=True)  # in two keys, beside the reason in words
    taken_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)  # the receipt
    ended_by = models.ForeignKey("records.Account", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)  # what the second line found, told to the first


class Correction(Acted):
    """A wrong key undone: what it was, what it became, and why; both stay."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    what = models.CharField(max_length=60)
    target = models.CharField(max_length=40)
    was = models.JSONField(null=True)
    became = models.JSONField(null=True)
    reason = models.TextField()


class Notice(Acted):
    """A notice as it was made: its bytes, its language, and whether it may be served in earnest."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="notices")
    name = models.CharField(max_length=60)  # which of the route's notices
    language = models.CharField(max_length=12)
    for_service = models.BooleanField()
    pdf = models.ForeignKey("records.Kept", on_delete=models.PROTECT, related_name="+")
    data = models.ForeignKey("records.Kept", on_delete=models.PROTECT, related_name="+")


class Service(Acted):
    """How a notice reached the person."""

    class Signature(models.TextChoices):
        """What the person did with the form (SBC Annex V part A 1(c))."""

        SIGNED = "signed"
        REFUSED = "refused_to_sign"
        UNABLE = "unable_to_sign"

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="service")
    handed_at = models.DateTimeField()
    language = models.CharField(max_length=12)
    interpreter = models.CharField(max_length=120, blank=True)
    signature = models.CharField(max_length=16, choices=Signature.choices)
    carrier_told = models.CharField(max_length=160, blank=True)
    passport_is = models.CharField(max_length=160)
