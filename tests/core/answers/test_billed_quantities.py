from decimal import Decimal

import pytest

from bot.core.answers.billed_quantities import BilledQuantity, added_up, quantity_in, quantity_text


@pytest.mark.parametrize(
    ("extra", "found"),
    [
        ('{"quantity": 12, "quantity_unit": "tokens"}', BilledQuantity(Decimal(12), "tokens")),
        ('{"quantity": 0.1, "quantity_unit": "duration_hours"}', BilledQuantity(Decimal("0.1"), "duration_hours")),
        ('{"quantity": "12.50", "quantity_unit": null}', BilledQuantity(Decimal("12.50"), "")),
        ('{"quantity": "much"}', None),
        ('{"quantity": null}', None),
        ('{"organization_id": "org-1"}', None),
        ("", None),
    ],
)
def test_the_bill_tells_a_quantity_in_its_own_unit(extra, found):
    assert quantity_in(extra) == found


HOURS = BilledQuantity(Decimal("0.1"), "duration_hours")


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([HOURS, HOURS._replace(value=Decimal("0.2"))], BilledQuantity(Decimal("0.3"), "duration_hours")),
        ([HOURS, None], None),
        ([HOURS, HOURS._replace(unit="duration_minutes")], None),
        ([], None),
    ],
    ids=["exactly", "a part without", "two units", "nothing"],
)
def test_quantities_add_up_in_one_unit_or_are_not_told(parts, whole):
    assert added_up(parts) == whole


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("34175191", "tokens", "34.2 M tokens"),
        ("1.5", "1000_tokens", "1,500 tokens"),
        ("0.25", "duration_hours", "0.25 hours"),
        ("1", "calls", "1 call"),
        ("12", "", "12"),
        ("9171000000000", "bytes", "9,171 GB"),
        ("1234.5", "gibibyte_hours", "1,235 gibibyte hours"),
    ],
)
def test_a_quantity_is_told_as_people_read_it(value, unit, text):
    assert quantity_text(BilledQuantity(Decimal(value), unit)) == text
