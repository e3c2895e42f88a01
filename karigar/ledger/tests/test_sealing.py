"""What was sealed and published cannot be changed, by nobody, without being seen."""

import copy
import hashlib
import json
import threading

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from karigar.cli.__main__ import main
from karigar.ledger import actions, merkle, movements, queries, tasks


def self_made():
    """A receipt that holds together, as anybody can make one, and is about nothing."""
    root = merkle.leaf_hash(b'"x"')
    block = {"height": 1, "first": 1, "last": 1, "size": 1}
    head = merkle.block_hash(**block, root=root, previous=b"")
    block |= {"root": root.hex(), "previous": "", "hash": head.hex()}
    return json.dumps({"form": merkle.FORM, "journal": "x", "index": 0, "path": [], "block": block})


def post(now, *steps):
    with transaction.atomic():
        return [
            actions.post(
                movements.deposit(deposit=step, company=1, provider="play", amount=1000 + step, currency="BDT"), now=now
            )
            for step in steps
        ]


def as_owner(statement, *arguments):
    """Do what only a superuser can: switch the guards off, and change the past."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, arguments)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SET ROLE karigar_app")


def rfc_root(leaves):
    """The definition of RFC 6962, 2.1, word by word."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + rfc_root(leaves[:k]) + rfc_root(leaves[k:])).digest()


@given(st.integers(1, 70), st.data())
def test_every_leaf_leads_to_the_root_of_the_rfc_and_no_other_leaf_does(size, data):
    leaves = [merkle.leaf_hash(str(n).encode()) for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    root = merkle.root_of(leaves)
    assert root == rfc_root(leaves)
    path = merkle.path_of(leaves, index)
    assert merkle.root_by_path(leaves[index], index, size, path) == root
    assert merkle.root_by_path(merkle.leaf_hash(b"another"), index, size, path) != root
    assert merkle.root_by_path(leaves[index], index, size, [*path, bytes(32)]) != root
    if path:
        assert merkle.root_by_path(leaves[index], index, size, path[:-1]) != root


def test_the_worker_seals_all_in_the_order_of_the_books_and_once(db, now):
    numbers = post(now, 1, 2, 3)
    tasks.seal_due(now)
    tasks.seal_due(now)
    (block,) = queries.blocks_any()
    assert (block.first, block.last, block.size) == (numbers[0], numbers[2], 3)
    more = post(now, 4)
    tasks.seal_due(now)
    first, second = queries.blocks_any()
    assert (second.height, second.first, second.previous) == (2, more[0], first.hash)
    assert queries.audit() == []


def test_a_receipt_is_true_without_the_database(db, now, tmp_path, capsys):
    numbers = post(now, *range(1, 8))
    assert queries.receipt_any(numbers[2]) is None, "it is not sealed yet"
    tasks.seal_due(now)
    file, roots = tmp_path / "receipt.json", tmp_path / "blocks.json"
    file.write_text(json.dumps(queries.receipt_any(numbers[2])))
    (block,) = queries.blocks_any()
    for listed, code in ((block.hash.hex(), 0), ("00" * 32, 1)):
        roots.write_text(json.dumps({"blocks": [{"height": 1, "hash": listed}]}))
        assert main(["verify-receipt", str(file), "--roots", str(roots)]) == code
    assert "company:1/wallet" in capsys.readouterr().out


def test_a_file_that_is_no_receipt_gets_a_sentence(tmp_path, capsys):
    for text in ("", "[]", "{}", "\x00", '{"form": "karigar-receipt-1", "journal": 1, "block": 2}', self_made()):
        file = tmp_path / "receipt.json"
        file.write_text(text)
        assert main(["verify-receipt", str(file)]) != 0
        said = capsys.readouterr()
        assert str(file) in said.out + said.err


@pytest.mark.parametrize("change", ["amount", "index", "path", "root", "size", "form", "missing", "height"])
def test_a_changed_receipt_is_refused(db, now, change):
    numbers = post(now, *range(1, 8))
    tasks.seal_due(now)
    paper = queries.receipt_any(numbers[2])
    merkle.verify(copy.deepcopy(paper))
    match change:
        case "amount":
            paper["journal"]["entries"][0][2] += 1
        case "index":
            paper["index"] = 3
        case "path":
            paper["path"] = paper["path"][1:]
        case "root":
            paper["block"]["root"] = "00" * 32
        case "size":
            paper["block"]["size"] = 9
        case "height":
            paper["block"]["height"] = 2
        case "form":
            paper["form"] = "something"
        case "missing":
            del paper["block"]["previous"]
    with pytest.raises(ValueError, match=r"."):
        merkle.verify(paper)


def test_an_edit_of_the_past_that_the_other_proofs_cannot_see_is_found(db, now):
    numbers = post(now, 1, 2)
    tasks.seal_due(now)
    published = queries.blocks_any()[0].hash.hex()
    kept = queries.receipt_any(numbers[0])
    as_owner("UPDATE ledger_journal SET note = 'another reason', ref = 'deposit:99' WHERE id = %s", numbers[0])
    assert queries.audit() == [("sealed blocks are unchanged", f"block 1, journals {numbers[0]} to {numbers[1]}")]
    assert merkle.verify(kept) == published, "whoever holds a receipt can still show what it said"
    with pytest.raises(ValueError, match="not the one that was sealed"):
        merkle.verify(queries.receipt_any(numbers[0]))
    as_owner("UPDATE ledger_journal SET note = '', ref = 'deposit:1' WHERE id = %s", numbers[0])


def test_the_audit_says_when_the_guard_of_the_blocks_is_off(db, now):
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        cursor.execute("SET ROLE NONE")
        cursor.execute("ALTER TABLE ledger_block DISABLE TRIGGER append_only")
        found = queries.audit()
        cursor.execute("ROLLBACK TO SAVEPOINT before")
    assert found == [("guards are on", "ledger_block append_only")]


def test_a_list_that_is_no_list_gets_a_sentence(db, now, tmp_path, capsys):
    (number,) = post(now, 1)
    tasks.seal_due(now)
    file, roots = tmp_path / "receipt.json", tmp_path / "blocks.json"
    file.write_text(json.dumps(queries.receipt_any(number)))
    roots.write_text('{"blocks": 7}')
    assert main(["verify-receipt", str(file), "--roots", str(roots)]) != 0
    assert "is not a list of blocks" in capsys.readouterr().err


def test_a_block_that_does_not_follow_is_refused(db, now):
    numbers = post(now, 1, 2, 3)
    zero = bytes(32)
    for height, first, last, size, previous in (
        (2, numbers[0], numbers[2], 3, zero),  # there is no first one
        (1, numbers[1], numbers[2], 2, zero),  # it leaves one out
        (1, numbers[0], numbers[2], 2, zero),  # it counts wrongly
        (1, numbers[0], numbers[2], 3, b"x" * 32),  # it follows something else
    ):
        with pytest.raises(Exception, match="does not follow"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(actions.SEAL, [height, first, last, size, zero, previous, zero, now])
    assert queries.blocks_any() == []


@pytest.mark.race
def test_a_journal_that_is_still_being_written_holds_the_seal_back(committed_db, now, monkeypatch):
    first = post(now, 1)
    began, go_on = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            actions.post(movements.deposit(deposit=2, company=2, provider="play", amount=7, currency="BDT"), now=now)
            began.set()
            go_on.wait(20)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert began.wait(20)
    last = post(now, 3)
    monkeypatch.setattr(tasks, "PATIENCE", 1)
    tasks.seal_due(now)
    assert queries.blocks_any() == [], "a lower number may still come"
    go_on.set()
    writer.join(20)
    tasks.seal_due(now)
    (block,) = queries.blocks_any()
    assert (block.size, block.first, block.last) == (3, first[0], last[0])


@pytest.mark.race
def test_four_workers_at_once_seal_each_journal_once(committed_db, now):
    numbers = post(now, *range(1, 30))
    answers = committed_db.race(4, lambda _n: actions.seal_block(until=numbers[-1], now=now))
    assert sorted(answers) == [0, 0, 0, 29]
