"""The canonical text of an order: JSON with sorted keys, and nothing that is absent (`hashing.py` says more).

Generated from `values.py` by `python -m omscli.documents.orders.generate`; do not edit.
"""

from __future__ import annotations

from json.encoder import encode_basestring_ascii as quoted

from omscli.documents.orders.values import (
    AccountInput,
    Address,
    AdjustmentGroupInput,
    AdjustmentInput,
    ContactInput,
    DeliveryGroupInput,
    ItemInput,
    MethodInput,
    OrderInput,
    PaymentInput,
    Reference,
    TaxInput,
)


def reference(value: Reference) -> str:
    """What is referred to, however it was written."""
    return quoted(value.text)


def address(value: Address) -> str:
    """The text of one value."""
    (
        street_, city_, state_, postal_code_, country_,
    ) = value
    text = ""
    if city_ is not None:
        text += f',"city":{quoted(city_)}'
    if country_ is not None:
        text += f',"country":{quoted(country_)}'
    if postal_code_ is not None:
        text += f',"postal_code":{quoted(postal_code_)}'
    if state_ is not None:
        text += f',"state":{quoted(state_)}'
    if street_ is not None:
        text += f',"street":{quoted(street_)}'
    return "{" + text[1:] + "}"


def contact(value: ContactInput) -> str:
    """The text of one value."""
    (
        last_name_, first_name_, email_, phone_, custom_,
    ) = value
    text = ""
    if custom_ is not None:
        text += f',"custom":{quoted(custom_)}'
    if email_ is not None:
        text += f',"email":{quoted(email_)}'
    if first_name_ is not None:
        text += f',"first_name":{quoted(first_name_)}'
    text += f',"last_name":{quoted(last_name_)}'
    if phone_ is not None:
        text += f',"phone":{quoted(phone_)}'
    return "{" + text[1:] + "}"


def account(value: AccountInput) -> str:
    """The text of one value."""
    (
        is_person_, name_, first_name_, last_name_, email_, title_, phone_, account_number_, billing_, contact_,
        custom_,
    ) = value
    text = ""
    if account_number_ is not None:
        text += f',"account_number":{quoted(account_number_)}'
    if billing_ is not None:
        text += f',"billing":{address(billing_)}'
    if contact_ is not None:
        text += f',"contact":{contact(contact_)}'
    if custom_ is not None:
        text += f',"custom":{quoted(custom_)}'
    if email_ is not None:
        text += f',"email":{quoted(email_)}'
    if first_name_ is not None:
        text += f',"first_name":{quoted(first_name_)}'
    text += f',"is_person":{"true" if is_person_ else "false"}'
    if last_name_ is not None:
        text += f',"last_name":{quoted(last_name_)}'
    text += f',"name":{quoted(name_)}'
    if phone_ is not None:
        text += f',"phone":{quoted(phone_)}'
    if title_ is not None:
        text += f',"title":{quoted(title_)}'
    return "{" + text[1:] + "}"


def tax(value: TaxInput) -> str:
    """The text of one value."""
    (
        amount_, rate_, name_, type_, effective_date_, description_, custom_,
    ) = value
    text = ""
    text += f',"amount":{amount_}'
    if custom_ is not None:
        text += f',"custom":{quoted(custom_)}'
    if description_ is not None:
        text += f',"description":{quoted(description_)}'
    if effective_date_ is not None:
        text += f',"effective_date":{effective_date_}'
    if name_ is not None:
        text += f',"name":{quoted(name_)}'
    if rate_ is not None:
        text += f',"rate":{quoted(rate_)}'
    text += f',"type":{quoted(type_)}'
    return "{" + text[1:] + "}"


def adjustment(value: AdjustmentInput) -> str:
    """The text of one value."""
    (
        amount_, name_, group_, type_, value_, scope_, source_, cause_, coupon_code_, priority_, description_,
        taxes_, custom_,
    ) = value
    text = ""
    text += f',"amount":{amount_}'
    if cause_ is not None:
        text += f',"cause":{reference(cause_)}'
    if coupon_code_ is not None:
        text += f',"coupon_code":{quoted(coupon_code_)}'
    if custom_ is not None:
        text += f',"custom":{quoted(custom_)}'
    if description_ is not None:
        text += f',"description":{quoted(description_)}'
    if group_ is not None:
        text += f',"group":{group_}'
    text += f',"name":{quoted(name_)}'
    if priority_ is not None:
        text += f',"priority":{priority_}'
    if scope_ is not None:
        text += f',"scope":{quoted(scope_)}'
    if source_ is not None:
        text += f',"source":{quoted(source_)}'
    if taxes_:
        text += f',"taxes":[{",".join([tax(each) for each in taxes_])}]'
    if type_ is not None:
        text += f',"type":{quoted(type_)}'
    if value_ is not None:
        text += f',"value":{quoted(value_)}'
    return "{" + text[1:] + "}"


def item(value: ItemInput) -> str:
    """The text of one value."""
    (
        type_, product_, quantity_, unit_price_, total_line_amount_, line_number_, gross_unit_price_,
        list_price_, product_code_, name_, description_, pricebook_entry_, service_date_, end_date_,
        adjustments_, taxes_, custom_,
    ) = value
    text = ""
    if adjustments_:
        text += f',"adjustments":[{",".join([adjustment(each) for each in adjustments_])}]'
    if custom_ is not None:
        text += f',"custom":{quoted(custom_)}'
    if description_ is not None:
        text += f',"description":{quoted(description_)}'
    if end_date_ is not None:
        text += f',"end_date":{quoted(end_date_)}'
    if gross_unit_price_ is not None:
        text += f',"gross_unit_price":{gross_unit_price_}'
    text += f',"line_number":{line_number_}'
    if list_price_ is not None:
        text += f',"list_price":{list_price_}'
    if name_ is not None:
        text += f',"name":{quoted(name_)}'
    if pricebook_entry_ is not None:
        text += f',"pricebook_entry":{reference(pricebook_entry_)}'
    if product_ is not None:
        text += f',"product":{reference(product_)}'
    if product_code_ is not None:
        text += f',"product_code":{quoted(product_code_)}'
    text += f',"quantity":{quantity_}'
    if service_date_ is not None:
        text += f',"service_date":{quoted(service_date_)}'
    if taxes_:
        text += f',"taxes":[{",".join([tax(each) for each in taxes_])}]'
    text += f',"total_line_amount":{total_line_amount_}'
    text += f',"type":{quoted(type_)}'
    text += f',"unit_price":{unit_price_}'
    return "{" + text[1:] + "}"


def delivery_group(value: DeliveryGroupInput) -> str:
    """The text of one value."""
    (
        items_, delivery_method_, deliver_to_name_, deliver_to_, email_, phone_, is_gift_, gift_message_,
        instructions_, desired_delivery_date_, promised_delivery_date_, description_, custom_,
    ) = value
    text = ""
    if custom_ is not None:
        text += f',"custom":{quoted(custom_)}'
    if deliver_to_ is not None:
        text += f',"deliver_to":{address(deliver_to_)}'
    if deliver_to_name_ is not None:
        text += f',"deliver_to_name":{quoted(deliver_to_name_)}'
    if delivery_method_ is not None:
        text += f',"delivery_method":{reference(delivery_method_)}'
    if description_ is not None:
        text += f',"description":{quoted(description_)}'
    if desired_delivery_date_ is not None:
        text += f',"desired_delivery_date":{quoted(desired_delivery_date_)}'
    if email_ is not None:
        text += f',"email":{quoted(email_)}'
    if gift_message_ is not None:
        text += f',"gift_message":{quoted(gift_message_)}'
    if instructions_ is not None:
        text += f',"instructions":{quoted(instructions_)}'
    text += f',"is_gift":{"true" if is_gift_ else "false"}'
    if items_:
        text += f',"items":[{",".join([item(each) for each in items_])}]'
    if phone_ is not None:
        text += f',"phone":{quoted(phone_)}'
    if promised_delivery_date_ is not None:
        text += f',"promised_delivery_date":{quoted(promised_delivery_date_)}'
    return "{" + text[1:] + "}"


def adjustment_group(value: AdjustmentGroupInput) -> str:
    """The text of one value."""
    (
        name_, type_, description_, cause_, custom_,
    ) = value
    text = ""
    if cause_ is not None:
        text += f',"cause":{reference(cause_)}'
    if custom_ is not None:
        text += f',"custom":{quoted(custom_)}'
    if description_ is not None:
        text += f',"description":{quoted(description_)}'
    text += f',"name":{quoted(name_)}'
    text += f',"type":{quoted(type_)}'
    return "{" + text[1:] + "}"


def method(value: MethodInput) -> str:
    """The text of one value."""
    (
        kind_, method_id_, card_type_, card_category_, card_holder_, last_four_, expiry_month_, expiry_year_,
        token_, nick_name_, email_, status_, address_, credit_,
    ) = value
    text = ""
    if address_ is not None:
        text += f',"address":{address(address_)}'
    if card_category_ is not None:
        text += f',"card_category":{quoted(card_category_)}'
    if card_holder_ is not None:
        text += f',"card_holder":{quoted(card_holder_)}'
    if card_type_ is not None:
        text += f',"card_type":{quoted(card_type_)}'
    if credit_ is not None:
        text += f',"credit":{quoted(credit_)}'
    if email_ is not None:
        text += f',"email":{quoted(email_)}'
    if expiry_month_ is not None:
        text += f',"expiry_month":{expiry_month_}'
    if expiry_year_ is not None:
        text += f',"expiry_year":{expiry_year_}'
    if kind_ is not None:
        text += f',"kind":{quoted(kind_)}'
    if last_four_ is not None:
        text += f',"last_four":{quoted(last_four_)}'
    if method_id_ is not None:
        text += f',"method_id":{quoted(method_id_)}'
    if nick_name_ is not None:
        text += f',"nick_name":{quoted(nick_name_)}'
    if status_ is not None:
        text += f',"status":{quoted(status_)}'
    if token_ is not None:
        text += f',"token":{quoted(token_)}'
    return "{" + text[1:] + "}"


def payment(value: PaymentInput) -> str:
    """The text of one value."""
    (
        type_, amount_, method_, gateway_, status_, processing_mode_, gateway_ref_number_, gateway_auth_code_,
        effective_date_, expiration_date_, comments_, custom_,
    ) = value
    text = ""
    text += f',"amount":{amount_}'
    if comments_ is not None:
        text += f',"comments":{quoted(comments_)}'
    if custom_ is not None:
        text += f',"custom":{quoted(custom_)}'
    if effective_date_ is not None:
        text += f',"effective_date":{effective_date_}'
    if expiration_date_ is not None:
        text += f',"expiration_date":{expiration_date_}'
    if gateway_ is not None:
        text += f',"gateway":{reference(gateway_)}'
    if gateway_auth_code_ is not None:
        text += f',"gateway_auth_code":{quoted(gateway_auth_code_)}'
    if gateway_ref_number_ is not None:
        text += f',"gateway_ref_number":{quoted(gateway_ref_number_)}'
    text += f',"method":{method(method_)}'
    text += f',"processing_mode":{quoted(processing_mode_)}'
    text += f',"status":{quoted(status_)}'
    text += f',"type":{quoted(type_)}'
    return "{" + text[1:] + "}"


def order(value: OrderInput) -> str:
    """The text of one value."""
    (
        reference_, currency_, account_, delivery_groups_, sales_channel_, sales_store_, price_book_,
        order_number_, external_reference_identifier_, order_management_reference_identifier_, status_, name_,
        type_, description_, ordered_date_, effective_date_, po_number_, po_date_, tax_locale_type_,
        order_life_cycle_type_, business_model_, source_process_, billing_, shipping_, billing_email_,
        billing_phone_, owner_, adjustment_groups_, payments_, custom_, _,
    ) = value
    text = ""
    text += f',"account":{reference(account_) if isinstance(account_, Reference) else account(account_)}'
    if adjustment_groups_:
        text += f',"adjustment_groups":[{",".join([adjustment_group(each) for each in adjustment_groups_])}]'
    if billing_ is not None:
        text += f',"billing":{address(billing_)}'
    if billing_email_ is not None:
        text += f',"billing_email":{quoted(billing_email_)}'
    if billing_phone_ is not None:
        text += f',"billing_phone":{quoted(billing_phone_)}'
    text += f',"business_model":{quoted(business_model_)}'
    text += f',"currency":{quoted(currency_)}'
    if custom_ is not None:
        text += f',"custom":{quoted(custom_)}'
    if delivery_groups_:
        text += f',"delivery_groups":[{",".join([delivery_group(each) for each in delivery_groups_])}]'
    if description_ is not None:
        text += f',"description":{quoted(description_)}'
    if effective_date_ is not None:
        text += f',"effective_date":{quoted(effective_date_)}'
    if external_reference_identifier_ is not None:
        text += f',"external_reference_identifier":{quoted(external_reference_identifier_)}'
    if name_ is not None:
        text += f',"name":{quoted(name_)}'
    text += f',"order_life_cycle_type":{quoted(order_life_cycle_type_)}'
    if order_management_reference_identifier_ is not None:
        text += f',"order_management_reference_identifier":{quoted(order_management_reference_identifier_)}'
    if order_number_ is not None:
        text += f',"order_number":{quoted(order_number_)}'
    if ordered_date_ is not None:
        text += f',"ordered_date":{ordered_date_}'
    if owner_ is not None:
        text += f',"owner":{quoted(owner_)}'
    if payments_:
        text += f',"payments":[{",".join([payment(each) for each in payments_])}]'
    if po_date_ is not None:
        text += f',"po_date":{quoted(po_date_)}'
    if po_number_ is not None:
        text += f',"po_number":{quoted(po_number_)}'
    if price_book_ is not None:
        text += f',"price_book":{reference(price_book_)}'
    text += f',"reference":{quoted(reference_)}'
    if sales_channel_ is not None:
        text += f',"sales_channel":{reference(sales_channel_)}'
    if sales_store_ is not None:
        text += f',"sales_store":{reference(sales_store_)}'
    if shipping_ is not None:
        text += f',"shipping":{address(shipping_)}'
    text += f',"source_process":{quoted(source_process_)}'
    text += f',"status":{quoted(status_)}'
    text += f',"tax_locale_type":{quoted(tax_locale_type_)}'
    if type_ is not None:
        text += f',"type":{quoted(type_)}'
    return "{" + text[1:] + "}"

