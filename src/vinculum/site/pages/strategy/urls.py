"""Where the pages of strategy are."""

from django.urls import path

from vinculum.site.pages.strategy import actions, objectives, on_a_page, pillars, recommendations, versions

urlpatterns = [
    path("strategy", on_a_page.strategy, name="strategy"),
    path("strategy/versions", versions.versions, name="strategy-versions"),
    path("strategy/versions/begin", versions.begin, name="strategy-version-begin"),
    path("strategy/version/<slug:strategy_version>", versions.version, name="strategy-version"),
    path("strategy/version/<slug:strategy_version>/act", versions.act, name="strategy-version-act"),
    path("strategy/version/<slug:strategy_version>/objectives", versions.add, name="objective-add"),
    path("strategy/pillars", pillars.pillars, name="pillars"),
    path("strategy/pillars/add", pillars.add, name="pillar-add"),
    path("strategy/pillar/<slug:pillar>", pillars.pillar, name="pillar"),
    path("strategy/pillar/<slug:pillar>/word", pillars.word, name="pillar-word"),
    path("strategy/objectives/<slug:objective>", objectives.objective, name="objective"),
    path("strategy/objectives/<slug:objective>/actions", objectives.plan, name="strategy-action-plan"),
    path("strategy/objectives/<slug:objective>/measures", objectives.measure, name="measure-set"),
    path("strategy/actions/<slug:strategy_action>", actions.action, name="strategy-action"),
    path("strategy/actions/<slug:strategy_action>/act", actions.act, name="strategy-action-act"),
    path("strategy/actions/<slug:strategy_action>/report", actions.report, name="strategy-action-report"),
    path("strategy/actions/<slug:strategy_action>/terms", actions.settle, name="strategy-action-terms"),
    path("strategy/recommendations", recommendations.recommendations, name="recommendations"),
    path("strategy/sources/add", recommendations.add_source, name="source-add"),
    path("strategy/sources/<slug:source>/recommendations", recommendations.add, name="recommendation-add"),
    path("strategy/recommendations/<slug:recommendation>", recommendations.recommendation, name="recommendation"),
    path("strategy/recommendations/<slug:recommendation>/act", recommendations.act, name="recommendation-act"),
    path("strategy/recommendations/<slug:recommendation>/answer", recommendations.map_to, name="recommendation-answer"),
]
