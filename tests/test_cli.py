"""The command line: bad input is one clear line and exit code 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.adapters.library import of_folder, shipped
from bot.adapters.telegram.lookout import Hook
from bot.app import hook_of
from bot.cli import main
from bot.config import Settings, SettingTrouble, settings
from tests.rehearsal.plays.files import example, written

TOKEN = "123456:ABC-def_ghi"


def run(*arguments: str, **environment: str) -> tuple[int, str]:
    clean = {name: None for name in os.environ if name.startswith("HEARD_")}
    result = CliRunner().invoke(main, arguments, env={**clean, **environment})
    return result.exit_code, result.output


HOOK = {
    "HEARD_TOKEN": TOKEN,
    "HEARD_WEBHOOK_URL": "https://example.org/heard",
    "HEARD_WEBHOOK_SECRET": "A-secret_1",
}
WRONG = {
    "no token": ({}, "HEARD_TOKEN is missing"),
    "a strange token": ({"HEARD_TOKEN": "hello"}, "does not look like a token"),
    "no address": ({"HEARD_TOKEN": TOKEN, "HEARD_API_URL": "telegram"}, "HEARD_API_URL"),
    "a strange port": ({"HEARD_TOKEN": TOKEN, "HEARD_API_URL": "http://x:99999"}, "HEARD_API_URL"),
    "a data folder that is a file": (
        {"HEARD_TOKEN": TOKEN, "HEARD_DATA": "/dev/null"}, "HEARD_DATA"),
    "a folder that is not there": (
        {"HEARD_TOKEN": TOKEN, "HEARD_DIALOGUES": "/nowhere"}, "HEARD_DIALOGUES"),
    "a language that is not there": (
        {"HEARD_TOKEN": TOKEN, "HEARD_LANGUAGE": "xx"}, "HEARD_LANGUAGE"),
    "a port of five thousand digits": (
        {"HEARD_TOKEN": TOKEN, "HEARD_STATUS_PORT": "9" * 5000}, "HEARD_STATUS_PORT"),
    "a home of nobody": (
        {"HEARD_TOKEN": TOKEN, "HEARD_DATA": "~nobody-of-that-name/x"}, "HEARD_DATA"),
    "a name too long": ({"HEARD_TOKEN": TOKEN, "HEARD_DIALOGUES": "x" * 300}, "HEARD_DIALOGUES"),
    "a board": ({"HEARD_TOKEN": TOKEN, "HEARD_BOARD_URL": "https://x"}, "HEARD_BOARD_URL"),
    "no secret": ({**HOOK, "HEARD_WEBHOOK_SECRET": ""}, "HEARD_WEBHOOK_SECRET is missing"),
    "a secret that Telegram does not take": (
        {**HOOK, "HEARD_WEBHOOK_SECRET": "not secret"}, "HEARD_WEBHOOK_SECRET is no secret"),
    "a secret too long": (
        {**HOOK, "HEARD_WEBHOOK_SECRET": "x" * 257}, "HEARD_WEBHOOK_SECRET is no secret"),
    "a secret for no webhook": (
        {"HEARD_TOKEN": TOKEN, "HEARD_WEBHOOK_SECRET": "x"}, "HEARD_WEBHOOK_SECRET is for"),
    "a port for no webhook": ({"HEARD_TOKEN": TOKEN, "HEARD_PORT": "80"}, "HEARD_PORT is for"),
    "a webhook without https": (
        {**HOOK, "HEARD_WEBHOOK_URL": "http://example.org/"}, "HEARD_WEBHOOK_URL must be https"),
    "a webhook at a port to which Telegram never comes": (
        {**HOOK, "HEARD_WEBHOOK_URL": "https://example.org:8080/"}, "80, 88, 8443"),
    "a webhook that is no address": (
        {**HOOK, "HEARD_WEBHOOK_URL": "example.org"}, "HEARD_WEBHOOK_URL is no address"),
    "a webhook with a query": (
        {**HOOK, "HEARD_WEBHOOK_URL": "https://example.org/?a=b"}, "HEARD_WEBHOOK_URL"),
    "a webhook with a user": (
        {**HOOK, "HEARD_WEBHOOK_URL": "https://a:b@example.org/"}, "HEARD_WEBHOOK_URL"),
    "a webhook with a path that needs to be written otherwise": (
        {**HOOK, "HEARD_WEBHOOK_URL": "https://example.org/{a}"}, "HEARD_WEBHOOK_URL"),
    "any port": ({**HOOK, "HEARD_PORT": "0"}, "HEARD_PORT"),
    "a port that is none": ({**HOOK, "HEARD_PORT": "http"}, "HEARD_PORT"),
}  # fmt: skip


@pytest.mark.parametrize(("environment", "says"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_setting_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, output = run("run", **environment)
    assert code == 2
    assert says in output
    assert len(output.strip().splitlines()) == 1


def test_settings_come_from_a_file_too_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(f"HEARD_TOKEN={TOKEN}\nHEARD_API_URL=http://one/\n")
    monkeypatch.setenv("HEARD_API_URL", "http://two/")
    found = settings()
    assert (found.token, found.api_url) == (TOKEN, "http://two")
    assert found.key_file == Path("data/master.key")


def test_the_defaults_are_as_documented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings({"HEARD_TOKEN": TOKEN}) == Settings(token=TOKEN)
    with pytest.raises(SettingTrouble):
        settings({})


def test_a_webhook_is_taken_as_it_is_written(tmp_path: Path) -> None:
    given = {**HOOK, "HEARD_DATA": str(tmp_path)}
    found = settings(given)
    assert (found.webhook_url, found.webhook_secret, found.port) == (
        "https://example.org/heard", "A-secret_1", 8080)  # fmt: skip
    assert hook_of(found) == Hook("https://example.org/heard", "A-secret_1", 8080)
    assert settings({**given, "HEARD_PORT": "8081"}).port == 8081
    for url in ("https://example.org", "https://example.org:8443/", "http://127.0.0.1:9/x/"):
        assert settings({**given, "HEARD_WEBHOOK_URL": url}).webhook_url == url
    assert hook_of(settings({"HEARD_TOKEN": TOKEN, "HEARD_DATA": str(tmp_path)})) is None


def test_a_wrong_key_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    key = tmp_path / "master.key"
    key.write_text("nonsense")
    key.chmod(0o600)
    data = str(tmp_path)
    given = {"HEARD_TOKEN": TOKEN, "HEARD_KEY_FILE": str(key), "HEARD_DATA": data}
    code, output = run("doctor", **given, HEARD_API_URL="http://127.0.0.1:9")
    assert code == 1
    assert "holds no key of ours" in output
    assert "http://127.0.0.1:9 cannot be reached" in output


def test_check_draws_what_is_fine(tmp_path: Path) -> None:
    folder, fine = tmp_path / "pictures" / "here", str(shipped() / "three-good-minutes.yaml")
    (tmp_path / "ours.yaml").write_text("dialogue: ours", "utf-8")
    code, output = run("check", "--diagram", str(folder), str(tmp_path))
    assert (code, list(folder.iterdir())) == (1, [])
    assert run("check", "--diagram", str(folder), fine)[0] == 0
    (drawn,) = folder.iterdir()
    assert drawn.name == "three-good-minutes.svg"
    assert drawn.read_text("utf-8").startswith("<svg ")
    (tmp_path / "full").write_text("", "utf-8")
    code, output = run("check", "--diagram", str(tmp_path / "full" / "x"), fine)
    assert (code, output.count("\n")) == (2, 1)


def test_the_health_check_means_polled_lately(tmp_path: Path) -> None:
    given = {"HEARD_TOKEN": TOKEN, "HEARD_DATA": str(tmp_path)}
    assert run("doctor", "--polled", "90", **given)[0] == 1
    (tmp_path / "polled").touch()
    assert run("doctor", "--polled", "90", **given)[0] == 0
    os.utime(tmp_path / "polled", (0, 0))
    assert run("doctor", "--polled", "90", **given)[0] == 1


def test_check_finds_everything_and_says_how_much(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("dialogue: [")
    (tmp_path / "b.yaml").write_text("- x")
    code, output = run("check", str(tmp_path))
    assert code == 1
    assert "a.yaml:1: Y01" in output
    assert "b.yaml:1: S02" in output
    assert "2 to mend." in output
    assert run("check", str(tmp_path / "nothing"))[0] == 1
    assert run("check", "--quick") == (0, f"{len(of_folder(shipped()))} fine.\n")


def test_check_plays_what_it_has_read(tmp_path: Path) -> None:
    path, _ = written(tmp_path, example("R05", "bad"))
    found = f"{path}:12: R05 nobody is asked anything for 20 min"
    assert run("check", str(path), "--quick") == (0, "1 fine.\n")
    code, output = run("check", str(path), "--report")
    assert code == 1
    assert output.startswith("tried: 200 plays: ")
    assert f"\n{found}" in output
    assert run("check", str(path))[1].startswith(found)


@pytest.mark.parametrize("command", ["run", "rehearse", "check", "play", "doctor"])
def test_every_command_explains_itself(command: str) -> None:
    code, output = run(command, "--help")
    assert code == 0
    assert "Usage: " in output


def test_python_m_bot_is_heard() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True
    )
    assert "A third seat for two." in shown.stdout
