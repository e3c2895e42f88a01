"""What one can do with offers, contracts and milestones."""

from django.urls import path

from karigar.contracts import staff
from karigar.contracts.views import contracts, milestones, money, offers

urlpatterns = [
    path("offers/new/<int:proposal_pk>/", offers.make_offer, name="make_offer"),
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("offers/<int:pk>/accept/", offers.accept_offer, name="accept_offer"),
    path("offers/<int:pk>/decline/", offers.decline_offer, name="decline_offer"),
    path("offers/<int:pk>/counter/", offers.counter_offer, name="counter_offer"),
    path("offers/<int:pk>/withdraw/", offers.withdraw_offer, name="withdraw_offer"),
    path("contracts/", contracts.my_contracts, name="my_contracts"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("contracts/<int:pk>/change/", contracts.propose_amendment, name="propose_amendment"),
    path("contracts/<int:pk>/pause/", contracts.pause_contract, name="pause_contract"),
    path("contracts/<int:pk>/resume/", contracts.resume_contract, name="resume_contract"),
    path("contracts/<int:pk>/end/", contracts.end_contract, name="end_contract"),
    path("contracts/<int:pk>/bonus/", money.give_bonus, name="give_bonus"),
    path("contracts/<int:pk>/give-back/", money.give_back, name="give_back"),
    path("changes/<int:pk>/", contracts.answer_amendment, name="answer_amendment"),
    path("milestones/<int:pk>/fund/", milestones.fund_milestone, name="fund_milestone"),
    path("milestones/<int:pk>/submit/", milestones.submit_milestone, name="submit_milestone"),
    path("milestones/<int:pk>/changes/", milestones.ask_changes, name="ask_changes"),
    path("milestones/<int:pk>/approve/", milestones.approve_milestone, name="approve_milestone"),
    path("milestones/<int:pk>/extend/", milestones.extend_review, name="extend_review"),
    path("milestones/<int:pk>/refund/", milestones.ask_refund, name="ask_refund"),
    path("milestones/<int:pk>/return/", milestones.refund_now, name="refund_now"),
    path("refunds/<int:pk>/answer/", milestones.answer_refund, name="answer_refund"),
    path("refunds/<int:pk>/drop/", milestones.drop_refund, name="drop_refund"),
    path("wallet/holds/", contracts.wallet_holds, name="wallet_holds"),
    path("staff/contracts/", staff.staff_contracts, name="staff_contracts"),
    path("staff/contracts/<int:pk>/", staff.staff_contract, name="staff_contract"),
]
