"""Order files are read: sources, streams, places, overrides, placeholders."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omscli.documents.orders.hashing import content_hash
from omscli.documents.orders.reading import OrderRead, read_orders
from omscli.documents.orders.renumber import renumber
from omscli.documents.orders.values import Reference, Totals, order_totals
from omscli.errors import CODES, OmsError

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "sample_orders"


def plain(reference="R-1", **more):
    return {
        "OrderReferenceNumber": reference,
        "SalesChannel": "Web",
        "CurrencyIsoCode": "USD",
        "Account": {"LastName": "King", "PersonEmail": "ada@example.com"},
        "OrderDeliveryGroups": [
            {
                "OrderDeliveryMethod": "standard",
                "OrderItems": [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 2, "UnitPrice": 10}],
            }
        ],
        **more,
    }


def read(value, **options):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(read_orders(["-"], stdin=data, **options))


def good(value, **options):
    (found,) = read(value, **options)
    assert found.problems == ()
    return found.order


def test_defaults_are_filled_in():
    order = good(plain())
    (item,) = order.items
    assert (item.type, item.total_line_amount, item.line_number) == ("Order Product", 2000, 1)
    assert (order.status, order.tax_locale_type, order.ordered_date) == ("Activated", "Net", None)
    assert order.account.name == "King"
    assert item.product == Reference("key", "MUG-BLUE")


def test_samples_are_good_and_paid_exactly():
    reads = list(read_orders([SAMPLES]))
    assert [found.problems for found in reads if found.problems] == []
    assert {f"WEB-{number}" for number in range(1001, 1013)} <= {found.order.reference for found in reads}
    for found in reads:
        assert order_totals(found.order).grand == sum(payment.amount for payment in found.order.payments)


def test_a_stream_is_known_by_its_content_and_says_its_lines():
    data = b"\n" + b"\n\n".join(json.dumps(plain(f"R-{number}")).encode() for number in range(3))
    assert [(found.line, found.index) for found in read(data)] == [(2, 0), (4, 1), (6, 2)]


def test_one_bad_line_does_not_hide_the_others():
    lines = [json.dumps(plain("R-1")), "{oops}", json.dumps(plain("R-2", SalesChannel=7)), json.dumps(plain("R-3"))]
    reads = read("\n".join(lines).encode())
    assert [bool(found.order) for found in reads] == [True, False, False, True]
    assert reads[2].problems[0].place.line == 3
    assert reads[2].problems[0].place.path == "order 3, SalesChannel"


def test_a_folder_is_its_order_files_by_name_without_its_shipping_notices(tmp_path):
    (tmp_path / "b.json").write_text(json.dumps([plain("B-1"), plain("B-2")]))
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress(json.dumps(plain("A-1")).encode()))
    (tmp_path / "readme.txt").write_text("no order")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "c.json").write_text("{}")
    (tmp_path / "more" / "asn").mkdir(parents=True)
    (tmp_path / "more" / "asn" / "notice.json").write_text('{"AsnNumber": "A-1"}')
    (tmp_path / "more" / "d.json").write_text(json.dumps(plain("D-1")))
    assert [found.order.reference for found in read_orders([tmp_path])] == ["A-1", "B-1", "B-2", "D-1"]


def test_a_file_that_is_not_there_is_a_problem_and_the_others_are_read(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(plain()))
    reads = list(read_orders([tmp_path / "none.json", tmp_path / "a.json"]))
    assert [found.problems[0].code if found.problems else None for found in reads] == ["no-such-file", None]


def test_a_folder_without_order_files_is_refused(tmp_path):
    with pytest.raises(OmsError) as caught:
        list(read_orders([tmp_path]))
    assert caught.value.code == "empty-input"


def test_all_problems_of_an_order_are_told_at_once():
    order = plain(SalesChanel="x", CurrencyIsoCode="USD", PoDate="soon")
    order["OrderDeliveryGroups"][0]["OrderItems"][0]["Quantity"] = 0
    (found,) = read(order)
    assert {problem.code for problem in found.problems} == {"unknown-field", "bad-date", "bad-quantity"}


def test_a_set_replaces_a_value_and_reads_numbers_as_the_field_does():
    sets = ["OrderDeliveryGroups[0].OrderItems[0].Quantity=3", "OrderNumber=007", "orders[1].SalesChannel=Shop"]
    first, second = read([plain("R-1"), plain("R-2")], sets=sets)
    assert first.order.items[0].quantity == 3
    assert first.order.order_number == "007"
    assert [found.order.sales_channel.text for found in (first, second)] == ["Web", "Shop"]


def test_a_set_that_leads_nowhere_is_refused():
    (found,) = read(plain(), sets=["OrderDeliveryGroups[4].Description=x"])
    assert found.problems[0].code == "usage"


def test_a_set_cannot_smuggle_a_card_number_in():
    with pytest.raises(OmsError) as caught:
        read(plain(), sets=["Description=4111111111111111"])
    assert caught.value.code == "card-number"
    assert "4111111111111111" not in str(caught.value)


def test_placeholders_are_filled_in_every_position():
    order = plain("${N}", **{"${FIELD}__c": "a ${N} b"})
    order["OrderDeliveryGroups"][0]["OrderItems"][0]["Quantity"] = "${Q}"
    filled = good(order, sets=["N=R-9", "FIELD=Color", "Q=4"])
    assert (filled.reference, filled.custom, filled.items[0].quantity) == ("R-9", '{"Color__c":"a R-9 b"}', 4)


def test_unfilled_placeholders_are_named_all_together():
    (found,) = read(plain("${A}", Description="${B}"))
    (problem,) = found.problems
    assert problem.code == "unfilled-placeholder"
    assert "${A}, ${B}" in problem.message


EXAMPLE = ROOT.parent / "shared" / "examples" / "01-pending-order-summaries-graph.json"


@pytest.mark.skipif(not EXAMPLE.exists(), reason="the reference's example is not at hand")
def test_the_reference_example_comes_to_its_totals():
    (found,) = read_orders([EXAMPLE], create_missing=True)
    assert found.problems == ()
    assert order_totals(found.order) == Totals(113664, 5684, 119348)
    first, second, shipping = found.order.items
    lines = [
        (
            item.total_line_amount + sum(entry.amount for entry in item.adjustments),
            sum(tax.amount for tax in item.taxes)
            + sum(tax.amount for entry in item.adjustments for tax in entry.taxes),
        )
        for item in (first, second, shipping)
    ]
    assert lines == [(16832, 842), (76832, 3842), (20000, 1000)]
    assert {record.kind for record in found.order.described} >= {"Product2", "PricebookEntry", "SalesChannel"}


@pytest.mark.skipif(not EXAMPLE.exists(), reason="the reference's example is not at hand")
def test_the_reference_example_can_be_filled_by_hand():
    (asked,) = read_orders([EXAMPLE])
    names = [name.strip("${") for name in asked.problems[0].message.removeprefix("no value for ").split("}, ")]
    names[-1] = names[-1].rstrip("}")
    special = {"DATE": "2026-01-05T10:00:00Z"}
    sets = [f"{name}={special.get(name, f'X{number}')}" for number, name in enumerate(names)]
    sets = [
        f"{name}=Field{name[-2]}__c" if name.startswith("Custom") else text
        for name, text in zip(names, sets, strict=True)
    ]
    (found,) = read_orders([EXAMPLE], sets=sets)
    assert found.problems == ()
    assert order_totals(found.order).grand == 119348


def test_one_order_has_one_hash_however_it_is_written():
    order = plain()
    same = dict(reversed(order.items()))
    written = json.dumps(same, indent=3).replace('"UnitPrice": 10', '"UnitPrice": 10.00, "TotalLineAmount": 20.0')
    assert content_hash(good(order)) == content_hash(good(written.encode()))
    assert content_hash(good(order)) != content_hash(good(plain("R-2")))
    assert content_hash(good(order)) != content_hash(good(plain(A__c=1)))


def test_an_order_in_a_composite_request_has_the_hash_of_its_plain_form():
    def post(ref, kind, **body):
        url = f"/services/data/v62.0/sobjects/{kind}"
        return {"method": "POST", "url": url, "referenceId": ref, "body": body}

    composite = {
        "compositeRequest": [
            post("a", "Account", LastName="King", PersonEmail="ada@example.com"),
            post(
                "o",
                "Order",
                AccountId="@{a.id}",
                OrderReferenceNumber="R-1",
                SalesChannelId="Web",
                CurrencyIsoCode="USD",
            ),
            post("g", "OrderDeliveryGroup", OrderId="@{o.id}", OrderDeliveryMethodId="standard"),
            post("i", "OrderItem", OrderDeliveryGroupId="@{g.id}", Product2Id="MUG-BLUE", Quantity=2.0, UnitPrice=10),
        ]
    }
    assert content_hash(good(composite)) == content_hash(good(plain()))


def test_a_composite_order_is_a_draft_until_its_last_step():
    path = SAMPLES / "11-composite-request.json"
    document = json.loads(path.read_text())
    assert good(document).status == "Activated"
    document["compositeRequest"].pop()
    assert good(document).status == "Draft"


def test_a_problem_in_an_envelope_is_told_at_the_record_it_stands_in():
    text = (SAMPLES / "13-order-summary-graph.json").read_text().replace('"Quantity": 1', '"Quantity": 0', 1)
    (found,) = read(text.encode())
    (problem,) = found.problems
    line = text.splitlines()[problem.place.line - 1]
    assert line[problem.place.column - 1 :].startswith("0")
    assert problem.place.path == "refItem, Quantity"


def test_a_renumbered_order_is_another_order():
    order = good(plain(ExternalReferenceIdentifier="x@y"))
    other = renumber(order, "7", sku=True)
    assert (other.reference, other.external_reference_identifier) == ("R-1-7", "x@y-7")
    assert other.items[0].product == Reference("key", "MUG-BLUE-7")
    assert renumber(order, "7").items == order.items
    assert len(renumber(good(plain("R" * 80)), "12345").reference) == 80


def test_markup_and_foreign_letters_are_data():
    order = good(plain(Name="[red]Ada[/red] عليّ 😀", Description="two\nlines"))
    assert order.name == "[red]Ada[/red] عليّ 😀"
    assert order.description == "two\nlines"


def test_a_company_is_an_account_with_a_contact():
    order = good(plain(Account={"Name": "Engines Ltd", "Contact": {"LastName": "King", "Email": "ada@example.com"}}))
    assert (order.account.is_person, order.account.name, order.account.contact.last_name) == (
        False,
        "Engines Ltd",
        "King",
    )


def test_an_account_may_be_named_by_its_email():
    assert good(plain(Account="ada@example.com")).account == Reference("key", "ada@example.com")


def test_implied_tax_of_gross_prices_is_counted_and_no_line_invented():
    order = plain(TaxLocaleType="Gross")
    order["OrderDeliveryGroups"][0]["OrderItems"][0]["GrossUnitPrice"] = 12
    value = good(order)
    assert value.items[0].taxes == ()
    assert order_totals(value) == Totals(2000, 400, 2400)


def test_a_file_of_junk_is_given_up():
    reads = read(b"[" + b"1," * 5000 + b"1]")
    assert len(reads) == 1001
    assert "the rest is not read" in reads[-1].problems[0].message


def test_a_list_of_orders_is_looked_at_once_however_long_it_is():
    """Twice the orders are twice the calls: a list of 20,000 took minutes when each order looked at the whole text."""
    import cProfile
    import pstats

    def calls(count):
        data = json.dumps([plain(f"R-{number}") for number in range(count)]).encode()
        profile = cProfile.Profile()
        profile.runcall(read, data)
        return pstats.Stats(profile).total_calls

    assert calls(200) < 2.2 * calls(100)


def _known(reads):
    for found in reads:
        assert isinstance(found, OrderRead)
        assert (found.order is None) == bool(found.problems)
        assert all(problem.code in CODES for problem in found.problems)


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_bytes_are_never_more_than_refused(data):
    _known(read(data))


pieces = [path.read_text() for path in sorted(SAMPLES.glob("*.*"))]
fixed = st.sampled_from(
    [None, True, False, [], {}, [None], "", "@{refOrder.id}", "@refGroup", "${X}", "-1.5", "2026-01-05"]
)
junk = st.one_of(fixed, st.integers(), st.text(max_size=9))


@given(st.sampled_from(pieces), st.data())
@settings(max_examples=300, deadline=None)
def test_any_value_changed_in_any_envelope_is_an_order_or_a_problem(text, data):
    value = json.loads(text.splitlines()[0] if text.startswith('{"Order') else text)
    places = []

    def walk(inner):
        for step in list(inner) if isinstance(inner, dict) else range(len(inner)):
            places.append((inner, step))
            if isinstance(inner[step], dict | list):
                walk(inner[step])

    walk(value)
    for _ in range(data.draw(st.integers(1, 3))):
        holder, step = data.draw(st.sampled_from(places))
        if data.draw(st.booleans()) and isinstance(holder, dict):
            holder.pop(step, None)
            holder[data.draw(st.text(max_size=8))] = data.draw(junk)
        else:
            holder[step] = data.draw(junk)
    _known(read(value, create_missing=data.draw(st.booleans())))


@given(st.sampled_from(pieces), st.integers(0, 10_000), st.integers(1, 40))
@settings(max_examples=200, deadline=None)
def test_cut_and_garbled_files_are_refused_or_read(text, start, length):
    data = text.encode()
    start %= len(data)
    _known(read(data[:start] + data[start + length :]))


DATA = ROOT.parent / "shared" / "data"


@pytest.mark.skipif(not DATA.exists(), reason="the real orders are not at hand")
@pytest.mark.parametrize(("name", "count"), [("electronics", 26_326), ("online-retail", 4_678)])
def test_real_orders_read_without_a_problem(name, count):
    reads = 0
    for found in read_orders([DATA / f"{name}-orders.ndjson.gz"]):
        assert found.problems == ()
        reads += 1
    assert reads == count
