"""The contract of BackupStorage, of which the Swift tests hold the storages of one machine to each clause, on the network."""

import uuid

from .programs import failure_of


def test_each_server_keeps_each_clause_of_the_contract(server, open_storage):
    def empty():
        return open_storage(server.location(f"contract/{uuid.uuid4().hex}"), server.password)

    clauses = empty().clauses()
    assert len(clauses) >= 8
    breaches = [failure_of(empty().check, clause) for clause in clauses]
    assert breaches == [None] * len(clauses)
