"""What the desk's own addresses can be asked with: references of the story's things, by the name of the parameter."""

from django.apps import apps

from vinculum.desk.all_figures import all_rules

# Of each kind the first and the last: what stood early and what is still at work.
FIELDS = {
    "operation": "operations.Operation.reference",
    "tasking": "operations.Tasking.reference",
    "disruption": "operations.Disruption.reference",
    "plan": "operations.Plan.pk",
    "sent_return": "returns.Return.reference",
    "publication": "returns.Publication.reference",
    "item": "returns.ItemFact.item",
    "report": "intelligence.Report.reference",
    "copy": "intelligence.Copy.reference",
    "received": "intelligence.Copy.reference",
    "requirement": "intelligence.Requirement.reference",
    "strategy_version": "strategy.Version.reference",
    "objective": "strategy.Objective.reference",
    "strategy_action": "strategy.StrategyAction.reference",
    "recommendation": "strategy.Recommendation.reference",
    "pillar": "strategy.Pillar.code",
    "member": "members.Member.reference",
    "grant": "funding.Grant.reference",
    "pot": "funding.Pot.reference",
    "funding_round": "funding.Round.reference",
    "bid": "funding.Bid.reference",
    "award": "funding.Award.reference",
    "claim": "funding.Claim.reference",
    "post": "training.Post.reference",
    "course": "training.Course.reference",
    "training_session": "training.TrainingSession.reference",
    "officer": "training.Officer.reference",
    "certificate": "training.Certificate.reference",
    "meeting": "engagement.Meeting.reference",
    "meeting_action": "engagement.MeetingAction.reference",
    "impact_study": "impact.Study.uid",
    "impact_series": "impact.Series.uid",
    "product": "documents.Product.reference",
    "box": "ports.EligibleBox.reference",
    "manifest": "work.Job.pk",
    "public_page": "public.PublicPage.slug",
    "repatriation": "repatriation.Case.reference",
    "case_letter": "repatriation.Letter.number",
    "case_date": "repatriation.CaseDate.number",
    "case_cost": "repatriation.Cost.number",
}
# Parameters that are words of the house.
WORDS = {
    "told": ["party", "letter", "note", "sold"],
    "paper": ["docx", "pdf"],
    "market": ["CD", "not-told", "GE", "NL"],
    "counted": ["positive", "recovered", "used-cars", "opened"],
}


def desk_values() -> dict[str, list[str]]:
    """Return values for the parameters of the desk's addresses; the store must hold the story."""
    found: dict[str, list[str]] = {"figure": list(all_rules())[::12], **WORDS}
    for parameter, where in FIELDS.items():
        app, model, field = where.split(".")
        rows = apps.get_model(app, model)._default_manager.order_by("pk")  # noqa: SLF001 - Django's documented name
        ends = [rows.first(), rows.last()]
        found[parameter] = list(dict.fromkeys(str(getattr(row, field)) for row in ends if row is not None))
    return {parameter: values for parameter, values in found.items() if values}
