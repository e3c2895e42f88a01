import itertools

import pytest

from karigar.kit.errors import StateHasMoved
from karigar.kit.state import can_move, move
from karigar.proposals import states
from karigar.proposals.models import Proposal
from karigar.proposals.states import ProposalStatus

DRAWN = {(here, there) for here, all_there in states.MOVES.items() for there in all_there}


@pytest.mark.parametrize(("here", "there"), sorted(itertools.product(states.MOVES, states.MOVES)))
def test_every_arrow_is_allowed_or_refused_as_drawn(here, there):
    proposal = Proposal(status=here)
    assert can_move(proposal, there, states.MOVES) == ((here, there) in DRAWN)
    if (here, there) not in DRAWN:
        with pytest.raises(StateHasMoved):
            move(proposal, to=there, moves=states.MOVES)
        assert proposal.status == here


def test_every_state_has_its_arrows_and_its_look():
    assert set(states.MOVES) == set(states.LOOKS) == set(ProposalStatus.values)
    assert set(states.INVITATION_MOVES) == set(states.InvitationStatus.values)
