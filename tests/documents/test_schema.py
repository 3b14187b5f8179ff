"""`oms schema` describes what the reader accepts."""

import pytest

from omscli.documents.schema import json_schema
from omscli.errors import OmsError


def test_the_order_schema_names_the_fields_and_refuses_others():
    schema = json_schema("order")
    assert schema["$schema"].endswith("2020-12/schema")
    assert {"SalesChannel", "SalesChannelId", "OrderDeliveryGroups"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["ItemIn"]["properties"]["UnitPrice"] == {
        "minimum": 0,
        "title": "Unitprice",
        "type": "number",
    }


def test_an_unknown_schema_is_refused_with_the_nearest():
    with pytest.raises(OmsError) as caught:
        json_schema("oder")
    assert caught.value.code == "unknown-kind"
    assert "order" in caught.value.problems[0].help
