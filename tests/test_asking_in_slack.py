"""Questions typed and buttons pressed in a local Slack, answered by the real bot over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.demo.playground import Playground
from bot.demo.slack import LocalSlack
from tests.says import is_no_waiting_line

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
ADMIN, SOMEBODY = "U0DANA", "U0SAM"
Found = dict[str, object]


@pytest.fixture(scope="module")
def slack() -> Iterator[LocalSlack]:
    with Playground(NOW, elapsed=lambda: 0.0) as playground:
        yield playground.slack


def ask(slack: LocalSlack, text: str, user: str = ADMIN) -> Found:
    """What the person is told, and nobody else; the line for who waits is no answer."""
    before = len(slack.private(user))
    slack.command("/usage", text, user=user)
    return slack.wait_for(
        lambda: [one for one in slack.private(user)[before:] if "blocks" in one and is_no_waiting_line(one)], 30
    )[-1]


def buttons(message: Found) -> dict[str, str]:
    """Action ids by label."""
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    return {one["text"]["text"]: one["action_id"] for row in rows for one in row["elements"] if "text" in one}


def reading(message: Found) -> str:
    """All its small print."""
    contexts = [block["elements"] for block in message["blocks"] if block["type"] == "context"]
    return "\n".join(element["text"] for elements in contexts for element in elements)


def press(slack: LocalSlack, message: Found, label: str, user: str = ADMIN) -> Found:
    """What takes the place of the message, or comes after it."""
    before = slack.private(user)
    slack.click(message, buttons(message)[label], user=user)
    slack.wait_for(lambda: slack.private(user) != before and is_no_waiting_line(slack.private(user)[-1]), 30)
    return slack.private(user)[-1]


@pytest.mark.parametrize(
    ("label", "read"), [("spend on 11 mar", "Wed 11 Mar"), ("spend on 3 nov", "Tue 3 Nov")], ids=["march", "november"]
)
def test_a_date_with_two_readings_is_asked_back_and_either_button_answers(slack: LocalSlack, label: str, read: str):
    asked = ask(slack, "spend on 11/03")
    assert sorted(buttons(asked)) == ["spend on 11 mar", "spend on 3 nov"]

    answer = press(slack, asked, label)

    assert read in reading(answer)


@pytest.mark.parametrize("place", range(3))
def test_each_of_the_three_buttons_of_a_hint_answers(slack: LocalSlack, place: int):
    hint = ask(slack, "bananas please")
    assert "cannot read “bananas”" in hint["text"]
    assert len(buttons(hint)) == 3

    answer = press(slack, hint, list(buttons(hint))[place])

    assert "cannot read" not in answer["text"]
    assert "UTC" in reading(answer)


def test_an_unknown_name_offers_the_nearest_as_a_button(slack: LocalSlack):
    hint = ask(slack, "today project:chekout-pord")
    answer = hint if "read" in reading(hint) else press(slack, hint, next(iter(buttons(hint))))

    assert "checkout-prod" in reading(answer)


def test_the_file_comes_between_the_person_and_the_bot(slack: LocalSlack):
    answer = ask(slack, "yesterday by project")

    slack.click(answer, buttons(answer)["CSV"])

    (file,) = slack.wait_for(lambda: list(slack.workspace.files), 30)
    assert file["content"].startswith("project,project_id,nanodollars,dollars,")
    posted = slack.wait_for(lambda: [one for one in slack.messages(f"D{ADMIN[1:]}") if one.get("files")])
    assert posted[-1]["thread_ts"]


@pytest.mark.parametrize("by", ["word", "button"])
def test_an_answer_is_shared_with_the_name_of_who_asked(slack: LocalSlack, by: str):
    before = len(slack.messages())
    if by == "word":
        slack.command("/usage", "share yesterday by model")
    else:
        answer = ask(slack, "yesterday by model")
        slack.click(answer, buttons(answer)["Share"])

    shared = slack.wait_for(lambda: slack.messages()[before:], 30)[-1]

    assert f"Shared by <@{ADMIN}>" in reading(shared)


def test_a_report_is_made_listed_paused_resumed_and_deleted(slack: LocalSlack):
    preview = ask(slack, "every weekday 9am cost yesterday by project in #ai-spend only over $50")
    assert "every weekday at 09:00 UTC in <#C0SPEND>: cost yesterday by project, only over $50" in preview["text"]
    saved = press(slack, preview, "Save")
    assert saved["text"].startswith("Saved as report")

    listed = ask(slack, "reports")
    paused = press(slack, listed, "Pause")
    assert "is paused" in paused["text"]
    resumed = press(slack, paused, "Resume")
    assert "is resumed" in resumed["text"]
    deleted = press(slack, resumed, "Delete")
    assert "is deleted" in deleted["text"]


def test_a_person_without_rights_makes_no_report(slack: LocalSlack):
    refused = ask(slack, "every weekday 9am cost yesterday in #ai-spend", SOMEBODY)

    assert "made by admins" in refused["text"]


def test_home_shows_mine_and_leads_back(slack: LocalSlack):
    press(slack, ask(slack, "every monday 8am last week by model in #ai-spend"), "Save")
    slack.open_home(ADMIN)
    home = slack.wait_for(lambda: slack.workspace.homes.get(ADMIN), 30)
    text = str(home["blocks"])
    assert "Today and this month" in text
    assert "No open alerts" in text
    assert "*Budgets*" in text
    assert "Every Monday at 08:00 UTC in <#C0SPEND>: last week by model" in text

    for label, shown in (("All reports", "reports"), ("Back to Home", "*My reports*"), ("All budgets", "budgets")):
        view = slack.workspace.homes[ADMIN]
        slack.click_view(view, buttons(view)[label], user=ADMIN)
        slack.wait_for(
            lambda view=view, shown=shown: (now := slack.workspace.homes[ADMIN]) is not view and shown in str(now), 30
        )


def chosen(value: str) -> Found:
    return {"type": "external_select", "selected_option": {"value": value}}


def test_a_budget_is_changed_from_the_list_in_a_form_that_shows_what_is_wrong_where_it_is(slack: LocalSlack):
    listed = ask(slack, "budgets")
    row = next(block for block in listed["blocks"] if block.get("accessory"))
    slack.click(listed, "budget_row", option=row["accessory"]["options"][0]["value"], block_id=row["block_id"])
    slack.wait_for(lambda: slack.workspace.views.get(ADMIN), 30)

    offered, own_words = slack.suggest("what", "mobile")
    ack = slack.submit(
        {
            "what": {"what": chosen(offered["value"])},
            "amount": {"amount": {"type": "plain_text_input", "value": "lots"}},
            "period": {"period": chosen("month")},
            "levels": {"levels": {"type": "plain_text_input", "value": "50 80"}},
        }
    )

    assert (offered["text"]["text"], own_words["value"]) == ("mobile-app", "mobile")
    assert list(ack.payload["errors"]) == ["amount"]
    assert "`" not in ack.payload["errors"]["amount"]
    slack.close_view()
