"""Records of an order file that are plainly right, checked in a straight line as `Record.check` does.

Generated from `model.py` by `python -m omscli.documents.orders.generate`; do not edit.
"""

from __future__ import annotations

from typing import Any

from omscli.documents.orders.quick import Unsure, amount, date, discount, extra, instant, number, rate, secret
from omscli.domain.money import EXPONENTS

_CONTACT_IN = frozenset(
    """
        LastName FirstName Email Phone
    """.split()
)


def contact_in(record: Any, scale: int) -> tuple[Any, ...]:
    """Contact: the person of a company account."""
    if type(record) is not dict:
        raise Unsure
    more = None if record.keys() <= _CONTACT_IN else extra(record, _CONTACT_IN)
    get = record.get
    last_name = get("LastName")
    if not (type(last_name) is str and 1 <= len(last_name) <= 255 and last_name.isprintable()):
        raise Unsure
    first_name = get("FirstName")
    if first_name is not None and not (type(first_name) is str and len(first_name) <= 255 and first_name.isprintable()):
        raise Unsure
    email = get("Email")
    if email is not None and not (type(email) is str and len(email) <= 255 and email.isprintable()):
        raise Unsure
    phone = get("Phone")
    if phone is not None and not (type(phone) is str and len(phone) <= 255 and phone.isprintable()):
        raise Unsure
    return (
        last_name, first_name, email, phone, more,
    )


_ACCOUNT_IN = frozenset(
    """
        Name FirstName MiddleName LastName PersonEmail PersonTitle Phone AccountNumber IsPersonAccount
        BillingStreet BillingCity BillingState BillingPostalCode BillingCountry Contact
    """.split()
)


def account_in(record: Any, scale: int) -> tuple[Any, ...]:
    """Account: a person (LastName), or a company (Name and a Contact)."""
    if type(record) is not dict:
        raise Unsure
    more = None if record.keys() <= _ACCOUNT_IN else extra(record, _ACCOUNT_IN)
    get = record.get
    name = get("Name")
    if name is not None and not (type(name) is str and len(name) <= 255 and name.isprintable()):
        raise Unsure
    first_name = get("FirstName")
    if first_name is not None and not (type(first_name) is str and len(first_name) <= 255 and first_name.isprintable()):
        raise Unsure
    middle_name = get("MiddleName")
    if middle_name is not None and not (type(middle_name) is str and len(middle_name) <= 255 and middle_name.isprintable()):
        raise Unsure
    last_name = get("LastName")
    if last_name is not None and not (type(last_name) is str and len(last_name) <= 255 and last_name.isprintable()):
        raise Unsure
    person_email = get("PersonEmail")
    if person_email is not None and not (type(person_email) is str and len(person_email) <= 255 and person_email.isprintable()):
        raise Unsure
    person_title = get("PersonTitle")
    if person_title is not None and not (type(person_title) is str and len(person_title) <= 255 and person_title.isprintable()):
        raise Unsure
    phone = get("Phone")
    if phone is not None and not (type(phone) is str and len(phone) <= 255 and phone.isprintable()):
        raise Unsure
    account_number = get("AccountNumber")
    if account_number is not None and not (type(account_number) is str and len(account_number) <= 255 and account_number.isprintable()):
        raise Unsure
    is_person_account = get("IsPersonAccount")
    if is_person_account is not None and not (is_person_account is True or is_person_account is False):
        raise Unsure
    billing_street = get("BillingStreet")
    if billing_street is not None and not (type(billing_street) is str and len(billing_street) <= 255 and billing_street.isprintable()):
        raise Unsure
    billing_city = get("BillingCity")
    if billing_city is not None and not (type(billing_city) is str and len(billing_city) <= 255 and billing_city.isprintable()):
        raise Unsure
    billing_state = get("BillingState")
    if billing_state is not None and not (type(billing_state) is str and len(billing_state) <= 255 and billing_state.isprintable()):
        raise Unsure
    billing_postal_code = get("BillingPostalCode")
    if billing_postal_code is not None and not (type(billing_postal_code) is str and len(billing_postal_code) <= 255 and billing_postal_code.isprintable()):
        raise Unsure
    billing_country = get("BillingCountry")
    if billing_country is not None and not (type(billing_country) is str and len(billing_country) <= 255 and billing_country.isprintable()):
        raise Unsure
    contact = get("Contact")
    if contact is not None:
        contact = contact_in(contact, scale)
    return (
        name, first_name, middle_name, last_name, person_email, person_title, phone, account_number,
        is_person_account, billing_street, billing_city, billing_state, billing_postal_code, billing_country,
        contact, more,
    )


_ADJUSTMENT_GROUP_IN = frozenset(
    """
        Name Type Description AdjustmentCause
    """.split()
)


def adjustment_group_in(record: Any, scale: int) -> tuple[Any, ...]:
    """OrderAdjustmentGroup: a promotion over several items."""
    if type(record) is not dict:
        raise Unsure
    more = None if record.keys() <= _ADJUSTMENT_GROUP_IN else extra(record, _ADJUSTMENT_GROUP_IN)
    get = record.get
    name = get("Name")
    if not (type(name) is str and 1 <= len(name) <= 255 and name.isprintable()):
        raise Unsure
    type_ = get("Type")
    if type_ is not None and not (type(type_) is str and type_ in ('Header', 'SplitLine')):
        raise Unsure
    description = get("Description")
    if description is not None and not (type(description) is str and len(description) <= 32000 and description.isprintable()):
        raise Unsure
    adjustment_cause = get("AdjustmentCause")
    if adjustment_cause is not None and not (type(adjustment_cause) is str and 0 < len(adjustment_cause) <= 255 and adjustment_cause.isprintable() and adjustment_cause[0] != " " != adjustment_cause[-1]):
        raise Unsure
    return (
        name, type_, description, adjustment_cause, more,
    )


_ADJUSTMENT_TAX_IN = frozenset(
    """
        Amount Rate Name Type TaxEffectiveDate Description
    """.split()
)


def adjustment_tax_in(record: Any, scale: int) -> tuple[Any, ...]:
    """OrderItemTaxLineItem of an adjustment: it lowers the tax."""
    if type(record) is not dict:
        raise Unsure
    more = None if record.keys() <= _ADJUSTMENT_TAX_IN else extra(record, _ADJUSTMENT_TAX_IN)
    get = record.get
    amount_ = get("Amount")
    amount_ = discount(amount_, scale)
    rate_ = get("Rate")
    if rate_ is not None:
        rate_ = rate(rate_)
    name = get("Name")
    if name is not None and not (type(name) is str and len(name) <= 255 and name.isprintable()):
        raise Unsure
    type_ = get("Type")
    if type_ is not None and not (type(type_) is str and type_ in ('Estimated', 'Actual')):
        raise Unsure
    tax_effective_date = get("TaxEffectiveDate")
    if tax_effective_date is not None:
        tax_effective_date = instant(tax_effective_date)
    description = get("Description")
    if description is not None and not (type(description) is str and len(description) <= 32000 and description.isprintable()):
        raise Unsure
    return (
        amount_, rate_, name, type_, tax_effective_date, description, more,
    )


_ADJUSTMENT_IN = frozenset(
    """
        Amount Name Group AdjustmentType AdjustmentValue AdjustmentAmountScope AdjustmentSource AdjustmentCause
        CouponCode Priority Description Taxes
    """.split()
)


def adjustment_in(record: Any, scale: int) -> tuple[Any, ...]:
    """OrderItemAdjustmentLineItem; `Group` is the name of one of the order's `OrderAdjustmentGroups`."""
    if type(record) is not dict:
        raise Unsure
    more = None if record.keys() <= _ADJUSTMENT_IN else extra(record, _ADJUSTMENT_IN)
    get = record.get
    amount_ = get("Amount")
    amount_ = discount(amount_, scale)
    name = get("Name")
    if name is not None and not (type(name) is str and len(name) <= 255 and name.isprintable()):
        raise Unsure
    group = get("Group")
    if group is not None and not (type(group) is str and 1 <= len(group) <= 255 and group.isprintable()):
        raise Unsure
    adjustment_type = get("AdjustmentType")
    if adjustment_type is not None and not (type(adjustment_type) is str and adjustment_type in ('AdjustmentAmount', 'AdjustmentPercentage', 'OverrideAmount')):
        raise Unsure
    adjustment_value = get("AdjustmentValue")
    if adjustment_value is not None:
        adjustment_value = number(adjustment_value)
    adjustment_amount_scope = get("AdjustmentAmountScope")
    if adjustment_amount_scope is not None and not (type(adjustment_amount_scope) is str and adjustment_amount_scope in ('Total', 'Unit', 'UnproratedTotal')):
        raise Unsure
    adjustment_source = get("AdjustmentSource")
    if adjustment_source is not None and not (type(adjustment_source) is str and adjustment_source in ('Discretionary', 'Promotion', 'Rule', 'System')):
        raise Unsure
    adjustment_cause = get("AdjustmentCause")
    if adjustment_cause is not None and not (type(adjustment_cause) is str and 0 < len(adjustment_cause) <= 255 and adjustment_cause.isprintable() and adjustment_cause[0] != " " != adjustment_cause[-1]):
        raise Unsure
    coupon_code = get("CouponCode")
    if coupon_code is not None and not (type(coupon_code) is str and len(coupon_code) <= 255 and coupon_code.isprintable()):
        raise Unsure
    priority = get("Priority")
    if priority is not None and not (type(priority) is int and 0 <= priority <= 1000000000):
        raise Unsure
    description = get("Description")
    if description is not None and not (type(description) is str and len(description) <= 32000 and description.isprintable()):
        raise Unsure
    taxes = get("Taxes")
    if taxes is not None and not (type(taxes) is list and len(taxes) <= 100):
        raise Unsure
    if taxes is not None:
        taxes = [adjustment_tax_in(each, scale) for each in taxes]
    return (
        amount_, name, group, adjustment_type, adjustment_value, adjustment_amount_scope, adjustment_source,
        adjustment_cause, coupon_code, priority, description, taxes, more,
    )


_TAX_IN = frozenset(
    """
        Amount Rate Name Type TaxEffectiveDate Description
    """.split()
)


def tax_in(record: Any, scale: int) -> tuple[Any, ...]:
    """OrderItemTaxLineItem of an item."""
    if type(record) is not dict:
        raise Unsure
    more = None if record.keys() <= _TAX_IN else extra(record, _TAX_IN)
    get = record.get
    amount_ = get("Amount")
    amount_ = amount(amount_, scale)
    rate_ = get("Rate")
    if rate_ is not None:
        rate_ = rate(rate_)
    name = get("Name")
    if name is not None and not (type(name) is str and len(name) <= 255 and name.isprintable()):
        raise Unsure
    type_ = get("Type")
    if type_ is not None and not (type(type_) is str and type_ in ('Estimated', 'Actual')):
        raise Unsure
    tax_effective_date = get("TaxEffectiveDate")
    if tax_effective_date is not None:
        tax_effective_date = instant(tax_effective_date)
    description = get("Description")
    if description is not None and not (type(description) is str and len(description) <= 32000 and description.isprintable()):
        raise Unsure
    return (
        amount_, rate_, name, type_, tax_effective_date, description, more,
    )


_ITEM_IN = frozenset(
    """
        Type StockKeepingUnit Product2 ProductCode Name Description Quantity UnitPrice GrossUnitPrice ListPrice
        TotalLineAmount LineNumber PricebookEntry ServiceDate EndDate Adjustments Taxes
    """.split()
)


def item_in(record: Any, scale: int) -> tuple[Any, ...]:
    """OrderItem: a product, a delivery charge or a fee."""
    if type(record) is not dict:
        raise Unsure
    more = None if record.keys() <= _ITEM_IN else extra(record, _ITEM_IN)
    get = record.get
    type_ = get("Type")
    if type_ is not None and not (type(type_) is str and type_ in ('Order Product', 'Delivery Charge', 'Fee')):
        raise Unsure
    stock_keeping_unit = get("StockKeepingUnit")
    if stock_keeping_unit is not None and not (type(stock_keeping_unit) is str and 0 < len(stock_keeping_unit) <= 255 and stock_keeping_unit.isprintable() and stock_keeping_unit[0] != " " != stock_keeping_unit[-1]):
        raise Unsure
    product2 = get("Product2")
    if product2 is not None and not (type(product2) is str and 0 < len(product2) <= 255 and product2.isprintable() and product2[0] != " " != product2[-1]):
        raise Unsure
    product_code = get("ProductCode")
    if product_code is not None and not (type(product_code) is str and len(product_code) <= 255 and product_code.isprintable()):
        raise Unsure
    name = get("Name")
    if name is not None and not (type(name) is str and len(name) <= 255 and name.isprintable()):
        raise Unsure
    description = get("Description")
    if description is not None and not (type(description) is str and len(description) <= 32000 and description.isprintable()):
        raise Unsure
    quantity = get("Quantity")
    if quantity is not None and not (type(quantity) is int and 0 < quantity <= 1000000000):
        raise Unsure
    unit_price = get("UnitPrice")
    unit_price = amount(unit_price, scale)
    gross_unit_price = get("GrossUnitPrice")
    if gross_unit_price is not None:
        gross_unit_price = amount(gross_unit_price, scale)
    list_price = get("ListPrice")
    if list_price is not None:
        list_price = amount(list_price, scale)
    total_line_amount = get("TotalLineAmount")
    if total_line_amount is not None:
        total_line_amount = amount(total_line_amount, scale)
    line_number = get("LineNumber")
    if line_number is not None and not (type(line_number) is int and 0 <= line_number <= 1000000000):
        raise Unsure
    pricebook_entry = get("PricebookEntry")
    if pricebook_entry is not None and not (type(pricebook_entry) is str and 0 < len(pricebook_entry) <= 255 and pricebook_entry.isprintable() and pricebook_entry[0] != " " != pricebook_entry[-1]):
        raise Unsure
    service_date = get("ServiceDate")
    if service_date is not None:
        service_date = date(service_date)
    end_date = get("EndDate")
    if end_date is not None:
        end_date = date(end_date)
    adjustments = get("Adjustments")
    if adjustments is not None and not (type(adjustments) is list and len(adjustments) <= 100):
        raise Unsure
    if adjustments is not None:
        adjustments = [adjustment_in(each, scale) for each in adjustments]
    taxes = get("Taxes")
    if taxes is not None and not (type(taxes) is list and len(taxes) <= 100):
        raise Unsure
    if taxes is not None:
        taxes = [tax_in(each, scale) for each in taxes]
    return (
        type_, stock_keeping_unit, product2, product_code, name, description, quantity, unit_price,
        gross_unit_price, list_price, total_line_amount, line_number, pricebook_entry, service_date, end_date,
        adjustments, taxes, more,
    )


_DELIVERY_GROUP_IN = frozenset(
    """
        OrderDeliveryMethod DeliverToName DeliverToStreet DeliverToCity DeliverToState DeliverToPostalCode
        DeliverToCountry EmailAddress PhoneNumber IsGift GiftMessage DeliveryInstructions DesiredDeliveryDate
        PromisedDeliveryDate Description OrderItems
    """.split()
)


def delivery_group_in(record: Any, scale: int) -> tuple[Any, ...]:
    """OrderDeliveryGroup with its items."""
    if type(record) is not dict:
        raise Unsure
    more = None if record.keys() <= _DELIVERY_GROUP_IN else extra(record, _DELIVERY_GROUP_IN)
    get = record.get
    order_delivery_method = get("OrderDeliveryMethod")
    if order_delivery_method is not None and not (type(order_delivery_method) is str and 0 < len(order_delivery_method) <= 255 and order_delivery_method.isprintable() and order_delivery_method[0] != " " != order_delivery_method[-1]):
        raise Unsure
    deliver_to_name = get("DeliverToName")
    if deliver_to_name is not None and not (type(deliver_to_name) is str and len(deliver_to_name) <= 255 and deliver_to_name.isprintable()):
        raise Unsure
    deliver_to_street = get("DeliverToStreet")
    if deliver_to_street is not None and not (type(deliver_to_street) is str and len(deliver_to_street) <= 255 and deliver_to_street.isprintable()):
        raise Unsure
    deliver_to_city = get("DeliverToCity")
    if deliver_to_city is not None and not (type(deliver_to_city) is str and len(deliver_to_city) <= 255 and deliver_to_city.isprintable()):
        raise Unsure
    deliver_to_state = get("DeliverToState")
    if deliver_to_state is not None and not (type(deliver_to_state) is str and len(deliver_to_state) <= 255 and deliver_to_state.isprintable()):
        raise Unsure
    deliver_to_postal_code = get("DeliverToPostalCode")
    if deliver_to_postal_code is not None and not (type(deliver_to_postal_code) is str and len(deliver_to_postal_code) <= 255 and deliver_to_postal_code.isprintable()):
        raise Unsure
    deliver_to_country = get("DeliverToCountry")
    if deliver_to_country is not None and not (type(deliver_to_country) is str and len(deliver_to_country) <= 255 and deliver_to_country.isprintable()):
        raise Unsure
    email_address = get("EmailAddress")
    if email_address is not None and not (type(email_address) is str and len(email_address) <= 255 and email_address.isprintable()):
        raise Unsure
    phone_number = get("PhoneNumber")
    if phone_number is not None and not (type(phone_number) is str and len(phone_number) <= 255 and phone_number.isprintable()):
        raise Unsure
    is_gift = get("IsGift")
    if is_gift is not None and not (is_gift is True or is_gift is False):
        raise Unsure
    gift_message = get("GiftMessage")
    if gift_message is not None and not (type(gift_message) is str and len(gift_message) <= 32000 and gift_message.isprintable()):
        raise Unsure
    delivery_instructions = get("DeliveryInstructions")
    if delivery_instructions is not None and not (type(delivery_instructions) is str and len(delivery_instructions) <= 32000 and delivery_instructions.isprintable()):
        raise Unsure
    desired_delivery_date = get("DesiredDeliveryDate")
    if desired_delivery_date is not None:
        desired_delivery_date = date(desired_delivery_date)
    promised_delivery_date = get("PromisedDeliveryDate")
    if promised_delivery_date is not None:
        promised_delivery_date = date(promised_delivery_date)
    description = get("Description")
    if description is not None and not (type(description) is str and len(description) <= 32000 and description.isprintable()):
        raise Unsure
    order_items = get("OrderItems")
    if not (type(order_items) is list and len(order_items) <= 10000):
        raise Unsure
    order_items = [item_in(each, scale) for each in order_items]
    return (
        order_delivery_method, deliver_to_name, deliver_to_street, deliver_to_city, deliver_to_state,
        deliver_to_postal_code, deliver_to_country, email_address, phone_number, is_gift, gift_message,
        delivery_instructions, desired_delivery_date, promised_delivery_date, description, order_items, more,
    )


_PAYMENT_IN = frozenset(
    """
        Type Amount PaymentGateway PaymentMethod PaymentMethodType CardType CardCategory CardHolderName
        CardLastFour InputCardNumber DisplayCardNumber ExpiryMonth ExpiryYear GatewayToken GiftCardCode
        StoreCredit NickName Email MethodStatus PaymentMethodStreet PaymentMethodCity PaymentMethodState
        PaymentMethodPostalCode PaymentMethodCountry Status ProcessingMode GatewayRefNumber GatewayAuthCode Date
        EffectiveDate ExpirationDate Comments
    """.split()
)


def payment_in(record: Any, scale: int) -> tuple[Any, ...]:
    """PaymentAuthorization (`Authorization`) or Payment (`Sale`, `Capture`), with its payment method in place."""
    if type(record) is not dict:
        raise Unsure
    more = None if record.keys() <= _PAYMENT_IN else extra(record, _PAYMENT_IN)
    get = record.get
    type_ = get("Type")
    if type_ is not None and not (type(type_) is str and type_ in ('Authorization', 'Sale', 'Capture')):
        raise Unsure
    amount_ = get("Amount")
    amount_ = amount(amount_, scale)
    payment_gateway = get("PaymentGateway")
    if payment_gateway is not None and not (type(payment_gateway) is str and 0 < len(payment_gateway) <= 255 and payment_gateway.isprintable() and payment_gateway[0] != " " != payment_gateway[-1]):
        raise Unsure
    payment_method = get("PaymentMethod")
    if payment_method is not None and not (type(payment_method) is str and 0 < len(payment_method) <= 255 and payment_method.isprintable() and payment_method[0] != " " != payment_method[-1]):
        raise Unsure
    payment_method_type = get("PaymentMethodType")
    if payment_method_type is not None and not (type(payment_method_type) is str and payment_method_type in ('CardPaymentMethod', 'DigitalWallet', 'AlternativePaymentMethod')):
        raise Unsure
    card_type = get("CardType")
    if card_type is not None and not (type(card_type) is str and len(card_type) <= 255 and card_type.isprintable()):
        raise Unsure
    card_category = get("CardCategory")
    if card_category is not None and not (type(card_category) is str and card_category in ('CreditCard', 'DebitCard')):
        raise Unsure
    card_holder_name = get("CardHolderName")
    if card_holder_name is not None and not (type(card_holder_name) is str and len(card_holder_name) <= 255 and card_holder_name.isprintable()):
        raise Unsure
    card_last_four = get("CardLastFour")
    if card_last_four is not None and not (type(card_last_four) is str and len(card_last_four) == 4 and card_last_four.isascii() and card_last_four.isdigit()):
        raise Unsure
    input_card_number = get("InputCardNumber")
    if input_card_number is not None and not (type(input_card_number) is str and len(input_card_number) <= 80 and input_card_number.isprintable()):
        raise Unsure
    display_card_number = get("DisplayCardNumber")
    if display_card_number is not None and not (type(display_card_number) is str and len(display_card_number) <= 80 and display_card_number.isprintable()):
        raise Unsure
    expiry_month = get("ExpiryMonth")
    if expiry_month is not None and not (type(expiry_month) is int and 0 <= expiry_month <= 1000000000):
        raise Unsure
    expiry_year = get("ExpiryYear")
    if expiry_year is not None and not (type(expiry_year) is int and 0 <= expiry_year <= 1000000000):
        raise Unsure
    gateway_token = get("GatewayToken")
    if gateway_token is not None and not (type(gateway_token) is str and len(gateway_token) <= 255 and gateway_token.isprintable()):
        raise Unsure
    gift_card_code = get("GiftCardCode")
    if gift_card_code is not None:
        gift_card_code = secret(gift_card_code)
    store_credit = get("StoreCredit")
    if store_credit is not None and not (type(store_credit) is str and len(store_credit) <= 80 and store_credit.isprintable()):
        raise Unsure
    nick_name = get("NickName")
    if nick_name is not None and not (type(nick_name) is str and len(nick_name) <= 255 and nick_name.isprintable()):
        raise Unsure
    email = get("Email")
    if email is not None and not (type(email) is str and len(email) <= 255 and email.isprintable()):
        raise Unsure
    method_status = get("MethodStatus")
    if method_status is not None and not (type(method_status) is str and method_status in ('Active', 'Inactive', 'Canceled')):
        raise Unsure
    payment_method_street = get("PaymentMethodStreet")
    if payment_method_street is not None and not (type(payment_method_street) is str and len(payment_method_street) <= 255 and payment_method_street.isprintable()):
        raise Unsure
    payment_method_city = get("PaymentMethodCity")
    if payment_method_city is not None and not (type(payment_method_city) is str and len(payment_method_city) <= 255 and payment_method_city.isprintable()):
        raise Unsure
    payment_method_state = get("PaymentMethodState")
    if payment_method_state is not None and not (type(payment_method_state) is str and len(payment_method_state) <= 255 and payment_method_state.isprintable()):
        raise Unsure
    payment_method_postal_code = get("PaymentMethodPostalCode")
    if payment_method_postal_code is not None and not (type(payment_method_postal_code) is str and len(payment_method_postal_code) <= 255 and payment_method_postal_code.isprintable()):
        raise Unsure
    payment_method_country = get("PaymentMethodCountry")
    if payment_method_country is not None and not (type(payment_method_country) is str and len(payment_method_country) <= 255 and payment_method_country.isprintable()):
        raise Unsure
    status = get("Status")
    if status is not None and not (type(status) is str and status in ('Processed',)):
        raise Unsure
    processing_mode = get("ProcessingMode")
    if processing_mode is not None and not (type(processing_mode) is str and processing_mode in ('External', 'Salesforce')):
        raise Unsure
    gateway_ref_number = get("GatewayRefNumber")
    if gateway_ref_number is not None and not (type(gateway_ref_number) is str and len(gateway_ref_number) <= 255 and gateway_ref_number.isprintable()):
        raise Unsure
    gateway_auth_code = get("GatewayAuthCode")
    if gateway_auth_code is not None and not (type(gateway_auth_code) is str and len(gateway_auth_code) <= 255 and gateway_auth_code.isprintable()):
        raise Unsure
    date_ = get("Date")
    if date_ is not None:
        date_ = instant(date_)
    effective_date = get("EffectiveDate")
    if effective_date is not None:
        effective_date = instant(effective_date)
    expiration_date = get("ExpirationDate")
    if expiration_date is not None:
        expiration_date = instant(expiration_date)
    comments = get("Comments")
    if comments is not None and not (type(comments) is str and len(comments) <= 32000 and comments.isprintable()):
        raise Unsure
    return (
        type_, amount_, payment_gateway, payment_method, payment_method_type, card_type, card_category,
        card_holder_name, card_last_four, input_card_number, display_card_number, expiry_month, expiry_year,
        gateway_token, gift_card_code, store_credit, nick_name, email, method_status, payment_method_street,
        payment_method_city, payment_method_state, payment_method_postal_code, payment_method_country, status,
        processing_mode, gateway_ref_number, gateway_auth_code, date_, effective_date, expiration_date,
        comments, more,
    )


_ORDER_IN = frozenset(
    """
        OrderReferenceNumber OrderNumber ExternalReferenceIdentifier OrderManagementReferenceIdentifier
        SalesChannel SalesStore Pricebook2 CurrencyIsoCode Account AccountId Status Name Type Description
        OrderedDate EffectiveDate PoNumber PoDate TaxLocaleType OrderLifeCycleType BusinessModel SourceProcess
        BillingStreet BillingCity BillingState BillingPostalCode BillingCountry ShippingStreet ShippingCity
        ShippingState ShippingPostalCode ShippingCountry BillingEmailAddress BillingPhoneNumber Owner
        OrderAdjustmentGroups OrderDeliveryGroups Payments
    """.split()
)


def order_in(record: Any, scale: int) -> tuple[Any, ...]:
    """Order with everything that belongs to it."""
    if type(record) is not dict:
        raise Unsure
    more = None if record.keys() <= _ORDER_IN else extra(record, _ORDER_IN)
    get = record.get
    order_reference_number = get("OrderReferenceNumber")
    if order_reference_number is not None and not (type(order_reference_number) is str and 0 < len(order_reference_number) <= 80 and order_reference_number.isprintable() and order_reference_number[0] != " " != order_reference_number[-1]):
        raise Unsure
    order_number = get("OrderNumber")
    if order_number is not None and not (type(order_number) is str and 0 < len(order_number) <= 50 and order_number.isprintable() and order_number[0] != " " != order_number[-1]):
        raise Unsure
    external_reference_identifier = get("ExternalReferenceIdentifier")
    if external_reference_identifier is not None and not (type(external_reference_identifier) is str and 0 < len(external_reference_identifier) <= 255 and external_reference_identifier.isprintable() and external_reference_identifier[0] != " " != external_reference_identifier[-1]):
        raise Unsure
    order_management_reference_identifier = get("OrderManagementReferenceIdentifier")
    if order_management_reference_identifier is not None and not (type(order_management_reference_identifier) is str and 0 < len(order_management_reference_identifier) <= 255 and order_management_reference_identifier.isprintable() and order_management_reference_identifier[0] != " " != order_management_reference_identifier[-1]):
        raise Unsure
    sales_channel = get("SalesChannel")
    if sales_channel is not None and not (type(sales_channel) is str and 0 < len(sales_channel) <= 255 and sales_channel.isprintable() and sales_channel[0] != " " != sales_channel[-1]):
        raise Unsure
    sales_store = get("SalesStore")
    if sales_store is not None and not (type(sales_store) is str and 0 < len(sales_store) <= 255 and sales_store.isprintable() and sales_store[0] != " " != sales_store[-1]):
        raise Unsure
    pricebook2 = get("Pricebook2")
    if pricebook2 is not None and not (type(pricebook2) is str and 0 < len(pricebook2) <= 255 and pricebook2.isprintable() and pricebook2[0] != " " != pricebook2[-1]):
        raise Unsure
    currency_iso_code = get("CurrencyIsoCode")
    if not (type(currency_iso_code) is str and currency_iso_code in EXPONENTS):
        raise Unsure
    account = get("Account")
    if account is not None:
        account = account_in(account, scale)
    account_id = get("AccountId")
    if account_id is not None and not (type(account_id) is str and 0 < len(account_id) <= 255 and account_id.isprintable() and account_id[0] != " " != account_id[-1]):
        raise Unsure
    status = get("Status")
    if status is not None and not (type(status) is str and status in ('Draft', 'Activated')):
        raise Unsure
    name = get("Name")
    if name is not None and not (type(name) is str and len(name) <= 255 and name.isprintable()):
        raise Unsure
    type_ = get("Type")
    if type_ is not None and not (type(type_) is str and len(type_) <= 255 and type_.isprintable()):
        raise Unsure
    description = get("Description")
    if description is not None and not (type(description) is str and len(description) <= 32000 and description.isprintable()):
        raise Unsure
    ordered_date = get("OrderedDate")
    if ordered_date is not None:
        ordered_date = instant(ordered_date)
    effective_date = get("EffectiveDate")
    if effective_date is not None:
        effective_date = date(effective_date)
    po_number = get("PoNumber")
    if po_number is not None and not (type(po_number) is str and len(po_number) <= 255 and po_number.isprintable()):
        raise Unsure
    po_date = get("PoDate")
    if po_date is not None:
        po_date = date(po_date)
    tax_locale_type = get("TaxLocaleType")
    if tax_locale_type is not None and not (type(tax_locale_type) is str and tax_locale_type in ('Net', 'Gross')):
        raise Unsure
    order_life_cycle_type = get("OrderLifeCycleType")
    if order_life_cycle_type is not None and not (type(order_life_cycle_type) is str and order_life_cycle_type in ('MANAGED', 'UNMANAGED')):
        raise Unsure
    business_model = get("BusinessModel")
    if business_model is not None and not (type(business_model) is str and business_model in ('B2B', 'B2C')):
        raise Unsure
    source_process = get("SourceProcess")
    if source_process is not None and not (type(source_process) is str and source_process in ('Standard', 'OrderOnBehalf', 'Exchange')):
        raise Unsure
    billing_street = get("BillingStreet")
    if billing_street is not None and not (type(billing_street) is str and len(billing_street) <= 255 and billing_street.isprintable()):
        raise Unsure
    billing_city = get("BillingCity")
    if billing_city is not None and not (type(billing_city) is str and len(billing_city) <= 255 and billing_city.isprintable()):
        raise Unsure
    billing_state = get("BillingState")
    if billing_state is not None and not (type(billing_state) is str and len(billing_state) <= 255 and billing_state.isprintable()):
        raise Unsure
    billing_postal_code = get("BillingPostalCode")
    if billing_postal_code is not None and not (type(billing_postal_code) is str and len(billing_postal_code) <= 255 and billing_postal_code.isprintable()):
        raise Unsure
    billing_country = get("BillingCountry")
    if billing_country is not None and not (type(billing_country) is str and len(billing_country) <= 255 and billing_country.isprintable()):
        raise Unsure
    shipping_street = get("ShippingStreet")
    if shipping_street is not None and not (type(shipping_street) is str and len(shipping_street) <= 255 and shipping_street.isprintable()):
        raise Unsure
    shipping_city = get("ShippingCity")
    if shipping_city is not None and not (type(shipping_city) is str and len(shipping_city) <= 255 and shipping_city.isprintable()):
        raise Unsure
    shipping_state = get("ShippingState")
    if shipping_state is not None and not (type(shipping_state) is str and len(shipping_state) <= 255 and shipping_state.isprintable()):
        raise Unsure
    shipping_postal_code = get("ShippingPostalCode")
    if shipping_postal_code is not None and not (type(shipping_postal_code) is str and len(shipping_postal_code) <= 255 and shipping_postal_code.isprintable()):
        raise Unsure
    shipping_country = get("ShippingCountry")
    if shipping_country is not None and not (type(shipping_country) is str and len(shipping_country) <= 255 and shipping_country.isprintable()):
        raise Unsure
    billing_email_address = get("BillingEmailAddress")
    if billing_email_address is not None and not (type(billing_email_address) is str and len(billing_email_address) <= 255 and billing_email_address.isprintable()):
        raise Unsure
    billing_phone_number = get("BillingPhoneNumber")
    if billing_phone_number is not None and not (type(billing_phone_number) is str and len(billing_phone_number) <= 255 and billing_phone_number.isprintable()):
        raise Unsure
    owner = get("Owner")
    if owner is not None and not (type(owner) is str and len(owner) <= 255 and owner.isprintable()):
        raise Unsure
    order_adjustment_groups = get("OrderAdjustmentGroups")
    if order_adjustment_groups is not None and not (type(order_adjustment_groups) is list and len(order_adjustment_groups) <= 1000):
        raise Unsure
    if order_adjustment_groups is not None:
        order_adjustment_groups = [adjustment_group_in(each, scale) for each in order_adjustment_groups]
    order_delivery_groups = get("OrderDeliveryGroups")
    if not (type(order_delivery_groups) is list and len(order_delivery_groups) <= 1000):
        raise Unsure
    order_delivery_groups = [delivery_group_in(each, scale) for each in order_delivery_groups]
    payments = get("Payments")
    if payments is not None and not (type(payments) is list and len(payments) <= 100):
        raise Unsure
    if payments is not None:
        payments = [payment_in(each, scale) for each in payments]
    return (
        order_reference_number, order_number, external_reference_identifier,
        order_management_reference_identifier, sales_channel, sales_store, pricebook2, currency_iso_code,
        account, account_id, status, name, type_, description, ordered_date, effective_date, po_number, po_date,
        tax_locale_type, order_life_cycle_type, business_model, source_process, billing_street, billing_city,
        billing_state, billing_postal_code, billing_country, shipping_street, shipping_city, shipping_state,
        shipping_postal_code, shipping_country, billing_email_address, billing_phone_number, owner,
        order_adjustment_groups, order_delivery_groups, payments, more,
    )

