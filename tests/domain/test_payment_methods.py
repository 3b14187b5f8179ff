"""Which payment method a storefront's id stands for (A27)."""

import pytest

from omscli.domain.payment_methods import ALTERNATIVE, CARD, WALLET, card_type, choose


@pytest.mark.parametrize(
    "method", ["PayPal", "ApplePay", "DW_GOOGLE_PAY", "visa_checkout", "PAYPAL_EXPRESS", "VALIDATED_CARD"]
)
def test_wallet_ids_are_wallets(method):
    assert choose(method, None) == WALLET


def test_a_configured_type_comes_before_the_card():
    assert choose("giftCard", "Visa", {"GIFTCARD": ALTERNATIVE}) == ALTERNATIVE


def test_a_wallet_id_comes_before_the_configuration():
    assert choose("PayPal", None, {"PayPal": ALTERNATIVE}) == WALLET


@pytest.mark.parametrize("card", ["Visa", "MASTER_CARD", "mastercard", "American Express"])
def test_known_cards_are_cards(card):
    assert choose("CREDIT_CARD", card) == CARD


def test_what_nobody_knows_is_nothing():
    assert choose("BARTER", None) is None
    assert choose(None, None) is None
    assert choose("x", "Monopoly") is None


def test_card_types_have_their_picklist_spelling():
    assert card_type("MASTERCARD") == "Master Card"
