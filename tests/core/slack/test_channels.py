"""All ways in which people write a channel are that channel."""

import pytest

from bot.core.slack.channels import channel_in, read_channel


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        pytest.param("#ai-costs", "#ai-costs", id="as Slack shows it"),
        pytest.param("#ai-costs ", "#ai-costs", id="with a blank"),
        pytest.param("ai-costs", "#ai-costs", id="without its sign"),
        pytest.param("#AI-Costs", "#ai-costs", id="with capitals"),
        pytest.param("COSTS", "#costs", id="a name in capitals is no id"),
        pytest.param("#kosten-für-ki", "#kosten-für-ki", id="other letters"),
        pytest.param("C0SPEND", "C0SPEND", id="an id"),
        pytest.param("#C0SPEND", "C0SPEND", id="an id with a sign"),
        pytest.param("<#C0SPEND|ai-costs>", "C0SPEND", id="as Slack sends it"),
        pytest.param("<#C0SPEND>", "C0SPEND", id="as Slack sends it without a name"),
        pytest.param("https://x.slack.com/archives/C0SPEND", "C0SPEND", id="a link"),
        pytest.param("https://x.slack.com/archives/C0SPEND/p1700000000000100?a=b", "C0SPEND", id="a message's link"),
        pytest.param("<https://x.slack.com/archives/C0SPEND>", "C0SPEND", id="a link as Slack sends it"),
        pytest.param("https://app.slack.com/client/T0ACME/C0SPEND", "C0SPEND", id="the browser's address"),
        pytest.param("＃ai-costs", "#ai-costs", id="a wide sign"),
        pytest.param("U0DANA", "", id="a person"),
        pytest.param("<https://x.slack.com/archives/C0SPEND|x.slack.com/archives/C0SPEND>", "C0SPEND", id="with words"),
        pytest.param("", "", id="nothing"),
        pytest.param("#ai costs", "", id="two words"),
        pytest.param("#ai#costs", "", id="two signs"),
        pytest.param("https://example.com/C0SPEND", "", id="another link"),
        pytest.param("@dana", "", id="a person"),
    ],
)
def test_every_spelling_of_a_channel_is_read(text, channel):
    assert read_channel(text) == channel


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("500/month in #AI-Costs warn 50", "#ai-costs"),
        ("500/month to #ai-costs, warn 50", "#ai-costs"),
        ("500/month in <#C0SPEND|ai-costs> warn 50", "C0SPEND"),
        ("500/month <#C0SPEND> warn 50", "C0SPEND"),
        ("500/month in https://x.slack.com/archives/C0SPEND warn 50", "C0SPEND"),
        ("500/month in <https://x.slack.com/archives/C0SPEND|x.slack.com/C0SPEND> warn 50", "C0SPEND"),
        ("500/month in the channel ai-costs warn 50", "#ai-costs"),
        ("500/month warn 50", ""),
    ],
)
def test_the_channel_is_taken_out_of_words(text, channel):
    rest, found = channel_in(text)

    assert found == channel
    assert rest.replace(",", " ").split() == ["500/month", "warn", "50"]
