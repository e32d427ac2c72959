"""Backups, and what is looked for before serving."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from api.archive.backup import BackupError, back_up, restore
from api.archive.selfcheck import check
from api.desk import utc_now
from api.registry.keeping import keep_checkpoint
from api.settings import Settings
from tests.service import Service, create_database


def test_a_backup_is_verified_and_restored_to_the_same_chain(each_service: Service, tmp_path: Path):
    service = each_service
    decision = service.seen()
    service.review(decision)
    entries = back_up(service.settings, tmp_path / "backup")
    fresh = {"folder": tmp_path / "fresh", "evidence_folder": tmp_path / "fresh" / "evidence"}
    url = f"sqlite:///{tmp_path}/fresh/uppsikt.db"
    if "postgresql" in service.settings.database_url:
        server = service.settings.database_url.rpartition("/")[0]
        url = create_database(f"{server}/template0", "restored")
    settings = Settings(**fresh, database_url=url)
    assert restore(settings, tmp_path / "backup") == entries
    with pytest.raises(BackupError):
        restore(settings, tmp_path / "backup")
    with pytest.raises(BackupError):
        back_up(service.settings, tmp_path / "backup")


def test_a_damaged_backup_is_not_trusted(service: Service, tmp_path: Path):
    service.review(service.seen())
    back_up(service.settings, tmp_path / "backup")
    for file in (tmp_path / "backup" / "bevis").rglob("*.json"):
        file.write_bytes(b"{}")
    with pytest.raises(BackupError, match="evidence"):
        restore(Settings(folder=tmp_path / "fresh"), tmp_path / "backup")


def test_the_check_before_serving_names_what_does_not_hold(service: Service, monkeypatch):
    told = service.settings.model_copy(update={"alert_email": "jour@example.se"})
    assert check(dataclasses.replace(service.desk, settings=told)) == []
    with service.desk.database.reading() as session:
        keep_checkpoint(session, service.settings, utc_now())
    service.settings.signing_key.chmod(0o644)
    shutil.rmtree(service.settings.evidence_folder)
    service.settings.evidence_folder.write_text("a file where the folder should be")
    monkeypatch.setattr("api.archive.selfcheck.LEAST_FREE", 2**60)
    stranger = create_engine(service.settings.database_url)
    with stranger.connect() as raw:
        raw.exec_driver_sql("DROP TRIGGER registry_entries_delete_guard")
        raw.exec_driver_sql("DELETE FROM registry_entries WHERE sequence > 5")
        raw.commit()
    stranger.dispose()
    found = {one.part: one.grave for one in check(service.desk)}
    broken = {"registry": True, "guards": False, "evidence": True, "disk": False, "keys": False}
    assert found == {**broken, "alerts": False}


def test_contents_altered_past_the_guards_are_named(service: Service):
    decision = service.seen()
    service.review(decision)
    path = "/v1/registry/verify?contents=true"
    assert service.client.get(path, headers=service.tool).json()["contents"]["mismatch"] is None
    with service.desk.database.engine.connect() as raw:
        raw.exec_driver_sql("DROP TRIGGER contents_update_guard")
        raw.exec_driver_sql("UPDATE contents SET text = 'snällt'")
        raw.commit()
    told = service.client.get(path, headers=service.tool).json()
    assert (told["valid"], told["fault"]) == (False, None)
    assert told["contents"]["mismatch"]["row"].startswith(decision)
