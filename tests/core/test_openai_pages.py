"""Links to OpenAI's pages: the one that belongs to what is spoken of, and never one that a name could bend."""

import pytest

from bot.core.openai_pages import keys_link, limits_link, page_link

AT = "https://platform.openai.com"


@pytest.mark.parametrize(
    ("kind", "ids", "link"),
    [
        pytest.param("project", ("proj_a1",), f"<{AT}/settings/proj_a1/limits|Limits at OpenAI>", id="a project"),
        pytest.param("project", ("proj_a1", "proj_b2"), f"<{AT}/usage|Usage at OpenAI>", id="two projects"),
        pytest.param("project", ("web-*",), f"<{AT}/usage|Usage at OpenAI>", id="a pattern"),
        pytest.param("organisation", (), f"<{AT}/settings/organization/limits|Limits at OpenAI>", id="all"),
        pytest.param("key", ("key_1",), f"<{AT}/settings/organization/api-keys|Keys at OpenAI>", id="a key"),
        pytest.param("model", ("gpt-5",), f"<{AT}/usage|Usage at OpenAI>", id="a model"),
    ],
)
def test_a_link_leads_to_the_page_of_its_subject(kind, ids, link):
    assert page_link(kind, ids) == link


def test_an_id_cannot_leave_its_place_in_the_address():
    assert limits_link("proj_>|<!channel>/..") == (
        f"<{AT}/settings/proj_%3E%7C%3C%21channel%3E%2F../limits|Limits at OpenAI>"
    )
    assert keys_link("evil") == f"<{AT}/settings/organization/api-keys|Keys at OpenAI>"
