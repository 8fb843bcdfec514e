"""The strategy on a page, as at any day, with what moved since another; and what it leaves open."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.all_figures import all_rules
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.programme.strategy.figures import RULES
from vinculum.desk.programme.strategy.gaps import gaps as gaps_of
from vinculum.desk.programme.strategy.measuring import read_measure
from vinculum.desk.programme.strategy.overview import on_a_page, version_as_at
from vinculum.site.asked_moment import asked_moment
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.strategy.finding import find_version, may

FLAGGED = ("overdue", "blocked", "at_risk", "silent")


@guarded(Action.READ_STRATEGY)
def strategy(request: DeskRequest) -> HttpResponseBase:
    """Show pillars, objectives and actions of the version that stood, or of one that is asked for."""
    asked = asked_moment(request)
    viewer = request.viewer
    reference = request.GET.get("version", "")
    version = find_version(request, reference) if reference else version_as_at(viewer, asked.at)
    pillars = on_a_page(viewer, version, asked.at, asked.since) if version else ()
    actions = [action for pillar in pillars for objective in pillar.objectives for action in objective.actions]
    request.told.counted(rows=len(actions))
    told = {
        "version": version,
        "asked": asked,
        "pillars": pillars,
        "readings": {
            measure.pk: read_measure(measure, viewer, asked.at, all_rules())
            for pillar in pillars
            for objective in pillar.objectives
            for measure in objective.measures
        },
        "attention": [action for action in actions if any(flag.flag in FLAGGED for flag in action.flags)],
        "moved": sorted(
            ((move, action) for action in actions for move in action.moved), key=lambda pair: pair[0].at, reverse=True
        ),
        "gaps": gaps_of(viewer, pillars, asked.at),
        "figures": [figure_of(rule, viewer, Asked(asked.at)) for rule in RULES],
        "may_keep": may(request, Action.KEEP_STRATEGY),
    }
    return render(request, "strategy/on_a_page.html", told)
