"""The closed words of the policy: what can be done, and what for."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """One thing a person may do. Reading, writing and removing are separate words: none implies another."""

    READ_PICTURE = "picture.read"
    SEARCH = "search.use"
    READ_VEHICLE = "vehicle.read"
    READ_LEADS = "lead.read"
    WORK_LEADS = "lead.work"
    TASK_LEADS = "lead.task"
    MAKE_PACK = "pack.make"
    READ_DELIVERIES = "delivery.read"
    SEND_DELIVERIES = "delivery.send"
    REPAIR_ROWS = "delivery.repair"
    HANDLE_FOR_OTHERS = "delivery.for_others"
    SAVE_SEARCHES = "watch.keep"
    AUTHORISE_WATCHES = "watch.authorise"
    READ_WORK = "work.read"
    START_WORK = "work.start"
    CANCEL_WORK = "work.cancel"
    READ_AUDIT = "audit.read"
    READ_ACCESS = "access.read"
    CHANGE_ACCESS = "access.change"
    READ_RETENTION = "retention.read"
    DECIDE_RETENTION = "retention.decide"
    HOLD_RECORDS = "retention.hold"
    ERASE_RECORDS = "retention.erase"
    MANAGE_TOKENS = "token.manage"

    READ_INTELLIGENCE = "intelligence.read"
    WRITE_INTELLIGENCE = "intelligence.write"
    REVIEW_INTELLIGENCE = "intelligence.review"
    DISSEMINATE_INTELLIGENCE = "intelligence.disseminate"
    ACKNOWLEDGE_INTELLIGENCE = "intelligence.acknowledge"
    READ_SOURCES = "intelligence.source"
    SET_REQUIREMENTS = "requirement.set"

    READ_OPERATIONS = "operation.read"
    PLAN_OPERATIONS = "operation.plan"
    APPROVE_OPERATIONS = "operation.approve"
    TASK_FORCES = "operation.task"
    KEEP_LOG = "operation.log"
    ANSWER_TASKINGS = "tasking.answer"
    SEND_RETURNS = "return.send"
    VALIDATE_RETURNS = "return.validate"
    PUBLISH_FIGURES = "figure.publish"
    ASSESS_DISRUPTION = "disruption.assess"
    MODERATE_DISRUPTION = "disruption.moderate"

    READ_MEMBERS = "member.read"
    CORRECT_CONTACTS = "member.correct"
    ENROL_MEMBERS = "member.enrol"
    KEEP_MEMBERS = "member.keep"
    READ_STRATEGY = "strategy.read"
    KEEP_STRATEGY = "strategy.keep"
    ADOPT_STRATEGY = "strategy.adopt"
    REPORT_PROGRESS = "strategy.report"
    READ_FUNDING = "funding.read"
    KEEP_FUNDING = "funding.keep"
    BID = "funding.bid"
    SCORE_BIDS = "funding.score"
    MODERATE_BIDS = "funding.moderate"
    AWARD = "funding.award"
    CLAIM = "funding.claim"
    PAY_CLAIMS = "funding.pay"
    READ_TRAINING = "training.read"
    KEEP_TRAINING = "training.keep"
    READ_OFFICERS = "officer.read"
    KEEP_OFFICERS = "officer.keep"
    READ_ENGAGEMENT = "engagement.read"
    KEEP_ENGAGEMENT = "engagement.keep"
    READ_IMPACT = "impact.read"
    STUDY_IMPACT = "impact.study"
    EDIT_PUBLIC = "public.edit"
    PUBLISH_PUBLIC = "public.publish"
    READ_ENQUIRIES = "enquiry.read"
    ANSWER_ENQUIRIES = "enquiry.answer"
    ERASE_ENQUIRIES = "enquiry.erase"

    READ_PORTS = "ports.read"
    WORK_PORTS = "ports.work"
    RECORD_INSPECTIONS = "inspection.record"
    READ_REPATRIATION = "repatriation.read"
    WORK_REPATRIATION = "repatriation.work"

    READ_PRODUCTS = "product.read"
    MAKE_PRODUCTS = "product.make"
    RELEASE_PRODUCTS = "product.release"


class Purpose(StrEnum):
    """What personal data is consulted for; asked once a task, carried through it, and written in every audit record."""

    INVESTIGATION = "investigation"
    INTELLIGENCE = "intelligence"
    PORTS = "ports"
    PREVENTION = "prevention"
    PROGRAMME = "programme"
    ADMINISTRATION = "administration"
    ASSURANCE = "assurance"

    @property
    def words(self) -> str:
        """The purpose as a person reads it."""
        return PURPOSE_WORDS[self]


PURPOSE_WORDS = {
    Purpose.INVESTIGATION: "Investigate a crime",
    Purpose.INTELLIGENCE: "Develop intelligence on organised vehicle crime",
    Purpose.PORTS: "Examine goods leaving through a port",
    Purpose.PREVENTION: "Prevent theft of vehicles that we make, insure or finance",
    Purpose.PROGRAMME: "Run the partnership's programme",
    Purpose.ADMINISTRATION: "Administer the workbench and its data",
    Purpose.ASSURANCE: "Check that the rules are kept",
}


class Handling(StrEnum):
    """Handling code of the 3x5x2 report (DOMAIN 2.1): P may be shared lawfully, C only under its conditions."""

    PERMITTED = "P"
    CONDITIONS = "C"


class Rows(StrEnum):
    """Which rows of a feed an agreement opens."""

    ALL = "all"
    OWN_MAKES = "own_makes"
    OWN_FORCE = "own_force"
