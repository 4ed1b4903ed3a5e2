"""The door of the admin: how many passwords are tried, for whom, and what is written down about it."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.contrib.auth.models import User
from django.test import Client

from tests.build import NOW

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "a right one, and long", "a wrong one, and long"
HERE, NEIGHBOUR, ELSEWHERE = "203.0.113.7", "203.0.113.99", "198.51.100.4"
DOOR = "/admin/login/"


class Counting(MD5PasswordHasher):
    """Fast, and it counts how often it was asked."""

    algorithm = "counting"
    asked = 0

    def encode(self, password, salt):
        Counting.asked += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def hashed(settings, clock):
    """Nothing hashed yet, two editors, and the middle of a window."""
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    stored = make_password(RIGHT)
    for name in ("editor", "Second"):
        User.objects.create(username=name, is_staff=True, is_superuser=True, password=stored)
    clock.now = NOW.replace(minute=5, second=0, microsecond=0)
    Counting.asked = 0


def log_in(name, password=WRONG, network=HERE, client=None):
    return (client or Client()).post(DOOR, {"username": name, "password": password}, REMOTE_ADDR=network)


def statuses(*names, times=1, **how):
    return [log_in(name, **how).status_code for _ in range(times) for name in names]


def test_of_sixty_wrong_passwords_in_a_row_ten_are_hashed():
    assert statuses("editor", times=60) == [200] * 10 + [429] * 50
    assert Counting.asked == 10


def test_so_it_is_for_a_name_that_nobody_has():
    assert statuses("nobody", times=60) == [200] * 10 + [429] * 50
    assert Counting.asked == 10


def test_the_page_says_when_to_try_again(clock):
    statuses("editor", times=10)
    response = log_in("editor")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "600")
    assert response.headers["Cache-Control"] == "no-store"
    assert 'Try again in <b class="sans">10 minutes</b>' in response.content.decode()
    clock.now += timedelta(seconds=599)
    assert log_in("editor").headers["Retry-After"] == "1"
    assert Client().get(DOOR).status_code == 200
    clock.now += timedelta(seconds=1)
    assert log_in("editor", RIGHT).status_code == 302


def test_a_right_password_is_let_in_for_others_and_for_the_owner_elsewhere():
    statuses("editor", times=11)
    assert log_in("editor", RIGHT).status_code == 429
    assert log_in("editor", RIGHT, NEIGHBOUR).status_code == 429
    assert log_in("Second", RIGHT).status_code == 302
    assert log_in("editor", RIGHT, ELSEWHERE).status_code == 302


def test_right_passwords_count_for_nothing():
    assert statuses("editor", "Second", times=40, password=RIGHT) == [302] * 80
    assert statuses("editor", times=11) == [200] * 10 + [429]


def test_a_network_tries_thirty_in_all_whatever_the_names():
    assert statuses(*(f"name{n}" for n in range(40))) == [200] * 30 + [429] * 10
    assert Counting.asked == 30
    assert log_in("Second", RIGHT).status_code == 429
    assert log_in("Second", RIGHT, ELSEWHERE).status_code == 302


def test_an_account_is_tried_fifty_times_from_wherever():
    networks = [f"198.51.{n}.1" for n in range(8)]
    tried = [log_in("editor", network=network).status_code for network in networks for _ in range(10)]
    assert tried == [200] * 50 + [429] * 30
    assert log_in("editor", RIGHT, HERE).status_code == 429
    assert log_in("Second", RIGHT, networks[0]).status_code == 302


def test_spellings_of_a_name_count_together():
    names = ("editor", "Editor", "EDITOR", " editor", "ｅditor")
    assert statuses(*names, times=3) == [200] * 10 + [429] * 5


def test_an_empty_form_costs_nothing():
    assert statuses("", times=20) == statuses("editor", times=20, password="") == [200] * 20
    assert log_in("editor", RIGHT).status_code == 302


def test_a_site_may_choose_another_number_and_none(settings):
    settings.LOGIN_TRIES = 2
    assert statuses("editor", times=4) == [200, 200, 429, 429]
    settings.LOGIN_TRIES = 0
    assert statuses("editor", times=30) == [200] * 30


# The change of a password asks for the old one.


@pytest.fixture
def editor():
    client = Client()
    assert log_in("editor", RIGHT, client=client).status_code == 302
    Counting.asked = 0
    return client


def change(client, old, new="quite another one, and long", network=HERE):
    fields = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/admin/password_change/", fields, REMOTE_ADDR=network)


def test_guesses_at_the_old_password_are_counted_like_those_at_the_door(editor):
    assert [change(editor, WRONG).status_code for _ in range(6)] == [200] * 6
    assert statuses("editor", times=4) == [200] * 4
    hashed = Counting.asked
    response = change(editor, RIGHT)
    assert (response.status_code, response.headers["Retry-After"], Counting.asked) == (429, "600", hashed)
    assert log_in("editor", RIGHT).status_code == 429
    assert change(editor, RIGHT, network=ELSEWHERE).status_code == 302


def test_a_new_password_that_is_refused_is_no_guess(editor):
    assert [change(editor, RIGHT, "short").status_code for _ in range(20)] == [200] * 20
    assert change(editor, RIGHT).status_code == 302
    assert log_in("editor", "quite another one, and long").status_code == 302


# What is written down.


def lines(caplog):
    return [record.getMessage() for record in caplog.records if record.name == "config"]


def test_a_wrong_password_is_logged_by_the_number_of_the_account(caplog):
    log_in("editor")
    (line,) = lines(caplog)
    assert line.startswith(f"log-in failed: account={User.objects.get(username='editor').pk} network=")
    assert not any(word in line for word in ("editor", WRONG, "203.0"))


def test_a_name_that_is_no_staff_accounts_is_logged_as_a_digest(caplog):
    log_in("my secret, in the wrong field")
    log_in("my secret, in the wrong field")
    first, second = lines(caplog)
    assert first == second
    assert first.startswith("log-in failed: name=")
    assert "secret" not in first


def test_one_line_tells_that_the_rest_of_a_window_is_refused(caplog):
    caplog.set_level(logging.INFO)
    statuses("editor", times=60)
    assert [line.split(":")[0] for line in lines(caplog)] == ["log-in failed"] * 10 + ["too many passwords"]


def test_a_wrong_old_password_is_logged_and_a_right_log_in_is_not(caplog, editor):
    change(editor, WRONG)
    (line,) = lines(caplog)
    assert line.startswith("password change failed: account=")
