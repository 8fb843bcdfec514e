"""Where the pages of funding are."""

from django.urls import path

from vinculum.site.pages.funding import awards, bids, claims, grants, outcomes, overview, rounds

urlpatterns = [
    path("funding", overview.funding, name="funding"),
    path("funding/contributions", overview.contributions, name="funding-contributions"),
    path("funding/contributions/enter", overview.contribute, name="contribution-enter"),
    path("funding/interests", overview.declare, name="interest-declare"),
    path("funding/outcomes", outcomes.outcomes, name="funding-outcomes"),
    path("funding/grants/enter", grants.enter, name="grant-enter"),
    path("funding/grants/<slug:grant>", grants.grant, name="grant"),
    path("funding/grants/<slug:grant>/act", grants.act, name="grant-act"),
    path("funding/grants/<slug:grant>/pot", grants.pot, name="grant-pot"),
    path("funding/grants/<slug:grant>/move", grants.move, name="grant-move"),
    path("funding/conditions/<int:condition>", grants.comply, name="condition"),
    path("funding/moves/<slug:movement>/act", grants.settle, name="movement-act"),
    path("funding/pots/<slug:pot>/round", rounds.prepare, name="round-prepare"),
    path("funding/pots/<slug:pot>/award", awards.direct, name="award-directly"),
    path("funding/rounds/<slug:funding_round>", rounds.round_page, name="funding-round"),
    path("funding/rounds/<slug:funding_round>/act", rounds.act, name="funding-round-act"),
    path("funding/rounds/<slug:funding_round>/seat", rounds.seat, name="funding-round-seat"),
    path("funding/rounds/<slug:funding_round>/bid", rounds.bid, name="bid-begin"),
    path("funding/rounds/<slug:funding_round>/decide", rounds.decide_now, name="funding-round-decide"),
    path("funding/bids/<slug:bid>", bids.bid, name="bid"),
    path("funding/bids/<slug:bid>/save", bids.save, name="bid-save"),
    path("funding/bids/<slug:bid>/act", bids.act, name="bid-act"),
    path("funding/bids/<slug:bid>/score", bids.score, name="bid-score"),
    path("funding/bids/<slug:bid>/moderate", bids.moderate, name="bid-moderate"),
    path("funding/awards/<slug:award>", awards.award, name="award"),
    path("funding/awards/<slug:award>/act", awards.act, name="award-act"),
    path("funding/awards/<slug:award>/letter", awards.letter, name="award-letter"),
    path("funding/awards/<slug:award>/claim", awards.claim, name="claim-begin"),
    path("funding/claims/<slug:claim>", claims.claim, name="claim"),
    path("funding/claims/<slug:claim>/save", claims.save, name="claim-save"),
    path("funding/claims/<slug:claim>/sheet", claims.sheet, name="claim-sheet"),
    path("funding/claims/<slug:claim>/upload", claims.upload, name="claim-upload"),
    path("funding/claims/<slug:claim>/act", claims.act, name="claim-act"),
    path("funding/claims/<slug:claim>/check", claims.check, name="claim-check"),
    path("funding/claims/<slug:claim>/pay-back", claims.pay_back, name="claim-pay-back"),
]
