import os
from pathlib import Path
from typing import Any

import pytest

from gql.errors import ConfigurationError
from gql.settings import PREFIX, RestProfile, Settings, load, names, sources

SECRET = "correct-horse-battery"  # never in any message


@pytest.fixture(autouse=True)
def _bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, and no `MJ_` variable."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)


def refusal(**overrides: Any) -> str:
    """The one sentence that settings are refused with."""
    with pytest.raises(ConfigurationError) as refused:
        load(**overrides)
    sentence = str(refused.value)
    assert SECRET not in sentence
    assert "\n" not in sentence
    return sentence


def test_nothing_needs_to_be_set() -> None:
    settings = load()

    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///mj-gateway.db"
    assert (settings.host, settings.port, settings.debug) == ("127.0.0.1", 8000, False)
    assert settings.rest_profile is RestProfile.DOCUMENTED
    assert sources() == {}


def test_every_setting_says_what_it_means() -> None:
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("MJ_PORT", "0", "port", 0),
        ("MJ_PORT", "65535", "port", 65535),
        ("MJ_DEBUG", "true", "debug", True),
        ("MJ_DEBUG", "0", "debug", False),
        ("MJ_REST_PROFILE", "newapi", "rest_profile", RestProfile.NEWAPI),
        ("MJ_LOG_FORMAT", "json", "log_format", "json"),
        ("MJ_PUBLIC_URL", "https://gw.example", "public_url", "https://gw.example"),
        ("MJ_TRUSTED_PROXIES", "10.1.2.3/8, ::1 ,", "trusted_proxies", ("10.0.0.0/8", "::1/128")),
        ("MJ_TRUSTED_PROXIES", "127.0.0.1", "trusted_proxies", ("127.0.0.1/32",)),
        ("MJ_IMAGE_PORTS", "443, 8443,", "image_ports", (443, 8443)),
        (
            "MJ_IMAGE_ALLOWED_HOSTS",
            "mj.internal, mj:8080,10.1.0.0/16,::1,[::1]:80",
            "image_allowed_hosts",
            ("mj.internal", "mj:8080", "10.1.0.0/16", "::1", "[::1]:80"),
        ),
        ("MJ_IMAGE_SIGNING_KEY", f"{SECRET}, {SECRET}2,", "image_keys", (SECRET, f"{SECRET}2")),
        ("mj_port", "81", "port", 81),
        ("Mj_Port", "82", "port", 82),
        ("MJ_PORT", "", "port", 8000),
    ],
)
def test_a_variable_sets_its_field(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, field: str, value: object
) -> None:
    monkeypatch.setenv(variable, text)

    assert getattr(load(), field) == value
    assert sources() == {variable.upper(): "environment"}


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:///x.db",
        "postgresql+asyncpg://u:p@h/d",
        "mysql+asyncmy://u:p@h/d",
        "mysql+aiomysql://u:p@h/d",
    ],
)
def test_four_drivers_are_known(url: str) -> None:
    assert load(database_url=url).database_url.get_secret_value() == url


@pytest.mark.parametrize(
    ("variable", "text", "sentence"),
    [
        ("MJ_PORT", "http", "MJ_PORT: input should be a valid integer"),
        ("MJ_PORT", "-1", "MJ_PORT: input should be greater than or equal to 0"),
        ("MJ_PORT", "65536", "MJ_PORT: input should be less than or equal to 65535"),
        ("MJ_DEBUG", "maybe", "MJ_DEBUG: input should be a valid boolean"),
        ("MJ_REST_PROFILE", "v2", "MJ_REST_PROFILE: input should be 'documented' or 'newapi'"),
        ("MJ_LOG_LEVEL", "loud", "MJ_LOG_LEVEL: input should be 'debug', 'info', 'warning' or 'error'"),
        ("MJ_PUBLIC_URL", "gw.example", "MJ_PUBLIC_URL: must begin with http:// or https://"),
        ("MJ_PUBLIC_URL", "javascript:alert(1)", "MJ_PUBLIC_URL: must begin with http:// or https://"),
        ("MJ_PUBLIC_URL", "https://", "MJ_PUBLIC_URL: must begin with http:// or https:// and a host"),
        ("MJ_PUBLIC_URL", "https://gw.example/?a=b", "MJ_PUBLIC_URL: must begin"),
        ("MJ_PUBLIC_URL", "https://gw.example#a", "MJ_PUBLIC_URL: must begin"),
        ("MJ_PUBLIC_URL", f"https://me:{SECRET}@gw.example", "MJ_PUBLIC_URL: must begin"),
        ("MJ_TRUSTED_PROXIES", "*", "MJ_TRUSTED_PROXIES: '*' does not appear to be an IPv4 or IPv6 network"),
        ("MJ_IMAGE_PORTS", "443,0", "MJ_IMAGE_PORTS: 0 is no port from 1 to 65535"),
        ("MJ_IMAGE_PORTS", "65536", "MJ_IMAGE_PORTS: 65536 is no port"),
        ("MJ_IMAGE_PORTS", "8" * 5000, "MJ_IMAGE_PORTS: 888"),
        ("MJ_IMAGE_PORTS", "٨٠", "MJ_IMAGE_PORTS: ٨٠ is no port"),
        ("MJ_IMAGE_ALLOWED_HOSTS", "a, http://b", "MJ_IMAGE_ALLOWED_HOSTS: http://b is no host, host:port,"),
        ("MJ_IMAGE_ALLOWED_HOSTS", "10.0.0.0/33", "MJ_IMAGE_ALLOWED_HOSTS: 10.0.0.0/33 is no host"),
        (
            "MJ_IMAGE_SIGNING_KEY",
            f"{SECRET},short",
            "MJ_IMAGE_SIGNING_KEY: each key must have at least 16 characters",
        ),
        ("MJ_IMAGE_LINK_DAYS", "0", "MJ_IMAGE_LINK_DAYS: input should be greater than or equal to 1"),
        ("MJ_POLL_INTERVAL", "0", "MJ_POLL_INTERVAL: input should be greater than or equal to 0.1"),
        ("MJ_POLL_INTERVAL", "1e-9", "MJ_POLL_INTERVAL: input should be greater than or equal to 0.1"),
        ("MJ_POLL_INTERVAL", "inf", "MJ_POLL_INTERVAL: input should be a finite number"),
        ("MJ_POLL_INTERVAL", "86401", "MJ_POLL_INTERVAL: input should be less than or equal to 86400"),
        ("MJ_TASK_TIMEOUT", "inf", "MJ_TASK_TIMEOUT: input should be a finite number"),
        ("MJ_DATABASE_TIMEOUT", "nan", "MJ_DATABASE_TIMEOUT: input should be a finite number"),
        ("MJ_DATABASE_URL", SECRET, "MJ_DATABASE_URL: is no database URL; an example is sqlite+aiosqlite"),
        (
            "MJ_DATABASE_URL",
            f"sqlite://{SECRET}@h/x",
            "MJ_DATABASE_URL: must begin with one of sqlite+aiosqlite",
        ),
        ("MJ_DATABASE_URL", f"postgresql+asyncpg://u:{SECRET}", "MJ_DATABASE_URL: is no database URL"),
        (
            "MJ_DATABASE_URL",
            f"postgresql+asyncpg://u:p@s:{SECRET}@h/d",
            "MJ_DATABASE_URL: is no database URL",
        ),
    ],
)
@pytest.mark.parametrize("where", ["environment", ".env"])
def test_a_bad_value_is_told_in_one_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, where: str, variable: str, text: str, sentence: str
) -> None:
    if where == ".env":
        Path(".env").write_text(f"{variable}='{text}'\n")
    else:
        monkeypatch.setenv(variable, text)

    assert refusal().startswith(sentence)


@pytest.mark.parametrize("name", ["MJ_PROT", "MJ_", "MJ_DATABASE", "mj_prot", "MJ_PORT_"])
@pytest.mark.parametrize("where", ["environment", ".env"])
def test_an_unknown_variable_is_named(monkeypatch: pytest.MonkeyPatch, where: str, name: str) -> None:
    if where == ".env":
        Path(".env").write_text(f"{name}={SECRET}\n")
    else:
        monkeypatch.setenv(name, SECRET)

    assert refusal() == f"{name.upper()} is no setting of mj-gateway; docs/settings.md lists them"


def test_variables_of_other_programs_are_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("COMPOSE_PROJECT_NAME=x\nPORT=99\nMJPORT=98\n")
    monkeypatch.setenv("PORT", "97")

    assert load().port == 8000


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("MJ_PORT=1\nMJ_HOST=0.0.0.0\nMJ_DEBUG=true\n")
    monkeypatch.setenv("MJ_PORT", "2")
    monkeypatch.setenv("MJ_HOST", "::1")

    settings = load(port=3, host=None)

    assert (settings.port, settings.host, settings.debug) == (3, "::1", True)
    assert sources() == {"MJ_PORT": "environment", "MJ_HOST": "environment", "MJ_DEBUG": ".env"}


def test_an_empty_variable_does_not_hide_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("MJ_PORT=1\n")
    monkeypatch.setenv("MJ_PORT", "")

    assert load().port == 1


@pytest.mark.parametrize("given", ["tls_cert", "tls_key"])
def test_a_certificate_needs_its_key_and_the_key_its_certificate(given: str) -> None:
    assert refusal(**{given: "x.pem"}) == "MJ_TLS_CERT and MJ_TLS_KEY must be set together"
    assert load(tls_cert="chain.pem", tls_key="key.pem").tls_key == Path("key.pem")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("database_url", f"postgresql+asyncpg://u:{SECRET}@h/d"),
        ("image_signing_key", SECRET),
        ("redis_url", f"redis://:{SECRET}@h/0"),
    ],
)
def test_no_form_of_the_settings_shows_a_secret(field: str, value: str) -> None:
    settings = load(**{field: value})

    assert SECRET in getattr(settings, field).get_secret_value()
    for form in (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json()):
        assert SECRET not in form


def test_a_file_that_is_no_text_is_told_in_one_sentence() -> None:
    Path(".env").write_bytes(b"MJ_PUBLIC_URL=http://\xff\xfe\n")

    assert refusal() == ".env can't be read as UTF-8 text"


def test_every_field_has_its_variable() -> None:
    assert names()["MJ_DATABASE_URL"] == "database_url"
    assert sorted(names().values()) == sorted(Settings.model_fields)


def test_ports_can_be_given_as_numbers() -> None:
    assert load().image_ports == (80, 443, 8080, 8443)
    assert load(image_ports=(81, 82)).image_ports == (81, 82)


@pytest.mark.parametrize("name", ["database_url", "database_read_url"])
def test_the_url_of_a_database_may_stand_in_a_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, url = tmp_path / "secret", f"postgresql+asyncpg://u:{SECRET}@h/d"
    file.write_text(f"{url}\n", encoding="utf-8")
    variable = f"MJ_{name.upper()}"
    monkeypatch.setenv(f"{variable}_FILE", str(file))
    assert getattr(load(), name).get_secret_value() == url

    monkeypatch.setenv(variable, url)
    assert refusal() == f"{variable} and {variable}_FILE can't both be set"

    monkeypatch.delenv(variable)
    file.write_bytes(b"\xff")
    assert refusal() == f"{variable}_FILE can't be read: {file}"


@pytest.mark.parametrize(
    ("written", "meant"), [("True", "true"), ("1", "true"), ("off", "false"), ("Auto", "auto")]
)
def test_what_is_on_off_or_automatic_is_written_as_other_settings_are(
    written: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MJ_POLL", written)

    assert load().poll == meant
