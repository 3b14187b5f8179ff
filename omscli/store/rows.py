"""One function per table that makes a row of it, in column order, ready for `executemany`.

Generated from `tables.py` by `python -m omscli.store.generate`; do not edit.
"""

from __future__ import annotations

Row = tuple[int | str | None, ...]


def accounts(
    *,
    id: int,
    match_key: str,
    name: str,
    is_person_account: int = 0,
    first_name: str | None = None,
    last_name: str | None = None,
    person_email: str | None = None,
    person_title: str | None = None,
    phone: str | None = None,
    custom_fields: str | None = None,
) -> Row:
    """A row of `accounts`."""
    return (
        id,
        match_key,
        is_person_account,
        name,
        first_name,
        last_name,
        person_email,
        person_title,
        phone,
        custom_fields,
    )


def asns(
    *,
    asn_number: str,
    content_hash: str,
    order_key: int,
    fulfillment_order_key: int,
    created_date: int,
    shipment_key: int | None = None,
    ship_date: str | None = None,
) -> Row:
    """A row of `asns`."""
    return (
        asn_number,
        content_hash,
        order_key,
        fulfillment_order_key,
        shipment_key,
        ship_date,
        created_date,
    )


def currencies(
    *,
    code: str,
    parts: int,
) -> Row:
    """A row of `currencies`."""
    return (
        code,
        parts,
    )


def events(
    *,
    order_key: int,
    id: int,
    type: str,
    created_date: int,
    actor: str,
    command: str,
    payload: str | None = None,
) -> Row:
    """A row of `events`."""
    return (
        order_key,
        id,
        type,
        created_date,
        actor,
        command,
        payload,
    )


def exchanges(
    *,
    order_key: int,
    id: int,
    role: str,
    other_summary_id: int,
    change_order_id: int,
    currency_iso_code: str,
    reason: str,
    created_date: int,
    reserved_amount: int = 0,
) -> Row:
    """A row of `exchanges`."""
    return (
        order_key,
        id,
        role,
        other_summary_id,
        change_order_id,
        currency_iso_code,
        reserved_amount,
        reason,
        created_date,
    )


def exports(
    *,
    id: int,
    format: str,
    file_name: str,
    content_sha256: str,
    content: str,
    item_count: int,
    created_date: int,
    written_date: int | None = None,
) -> Row:
    """A row of `exports`."""
    return (
        id,
        format,
        file_name,
        content_sha256,
        content,
        item_count,
        created_date,
        written_date,
    )


def key_blocks(
    *,
    kind: str,
    next_key: int,
) -> Row:
    """A row of `key_blocks`."""
    return (
        kind,
        next_key,
    )


def location_groups(
    *,
    id: int,
    location_group_name: str,
    external_reference: str,
    is_enabled: int = 1,
) -> Row:
    """A row of `location_groups`."""
    return (
        id,
        location_group_name,
        external_reference,
        is_enabled,
    )


def locations(
    *,
    id: int,
    name: str,
    external_reference: str,
    location_type: str,
    is_inventory_location: int = 1,
    is_active: int = 1,
    street: str | None = None,
    city: str | None = None,
    state: str | None = None,
    postal_code: str | None = None,
    country: str | None = None,
    latitude: int | None = None,
    longitude: int | None = None,
    time_zone: str | None = None,
) -> Row:
    """A row of `locations`."""
    return (
        id,
        name,
        external_reference,
        location_type,
        is_inventory_location,
        is_active,
        street,
        city,
        state,
        postal_code,
        country,
        latitude,
        longitude,
        time_zone,
    )


def order_identities(
    *,
    kind: str,
    value: str,
    scope: int,
    order_key: int,
) -> Row:
    """A row of `order_identities`."""
    return (
        kind,
        value,
        scope,
        order_key,
    )


def order_payment_summaries(
    *,
    order_key: int,
    id: int,
    payment_method_kind: str,
    payment_method_id: int,
    method: str,
    type: str,
    currency_iso_code: str,
    full_name: str | None = None,
    pending_authorization_amount: int = 0,
    authorization_amount: int = 0,
    pending_reverse_auth_amount: int = 0,
    authorization_reversal_amount: int = 0,
    pending_capture_amount: int = 0,
    captured_amount: int = 0,
    pending_refund_amount: int = 0,
    refunded_amount: int = 0,
    balance_amount: int = 0,
    last_payment_gateway_log_id: int | None = None,
    last_payment_gateway_message: str | None = None,
) -> Row:
    """A row of `order_payment_summaries`."""
    return (
        order_key,
        id,
        payment_method_kind,
        payment_method_id,
        method,
        type,
        full_name,
        currency_iso_code,
        pending_authorization_amount,
        authorization_amount,
        pending_reverse_auth_amount,
        authorization_reversal_amount,
        pending_capture_amount,
        captured_amount,
        pending_refund_amount,
        refunded_amount,
        balance_amount,
        last_payment_gateway_log_id,
        last_payment_gateway_message,
    )


def payment_gateway_providers(
    *,
    id: int,
    developer_name: str,
    master_label: str,
    adapter: str,
    idempotency_supported: str,
) -> Row:
    """A row of `payment_gateway_providers`."""
    return (
        id,
        developer_name,
        master_label,
        adapter,
        idempotency_supported,
    )


def pricebooks(
    *,
    id: int,
    name: str,
    is_standard: int = 0,
    is_active: int = 1,
) -> Row:
    """A row of `pricebooks`."""
    return (
        id,
        name,
        is_standard,
        is_active,
    )


def process_exceptions(
    *,
    order_key: int,
    id: int,
    process_exception_number: str,
    attached_to_kind: str,
    attached_to_id: int,
    category: str,
    message: str,
    severity: str,
    status: str,
    status_category: str,
    created_date: int,
    description: str | None = None,
    resolved_date: int | None = None,
) -> Row:
    """A row of `process_exceptions`."""
    return (
        order_key,
        id,
        process_exception_number,
        attached_to_kind,
        attached_to_id,
        category,
        message,
        description,
        severity,
        status,
        status_category,
        created_date,
        resolved_date,
    )


def products(
    *,
    id: int,
    stock_keeping_unit: str,
    name: str,
    product_class: str,
    product_code: str | None = None,
    description: str | None = None,
    family: str | None = None,
    is_active: int = 1,
) -> Row:
    """A row of `products`."""
    return (
        id,
        stock_keeping_unit,
        product_code,
        name,
        description,
        product_class,
        family,
        is_active,
    )


def reason_codes(
    *,
    kind: str,
    value: str,
    position: int = 0,
) -> Row:
    """A row of `reason_codes`."""
    return (
        kind,
        value,
        position,
    )


def record_kinds(
    *,
    name: str,
    key_prefix: str,
) -> Row:
    """A row of `record_kinds`."""
    return (
        name,
        key_prefix,
    )


def record_seals(
    *,
    kind: str,
    record: str,
    digest: str,
) -> Row:
    """A row of `record_seals`."""
    return (
        kind,
        record,
        digest,
    )


def runs(
    *,
    id: int,
    command: str,
    arguments: str,
    folder: str,
    actor: str,
    clock: int,
    started: int,
    state: str,
    counts: str,
    units: int,
    process: int,
    host: str,
    ended: int | None = None,
    refused_size: int = 0,
    process_start: str | None = None,
) -> Row:
    """A row of `runs`."""
    return (
        id,
        command,
        arguments,
        folder,
        actor,
        clock,
        started,
        ended,
        state,
        counts,
        units,
        refused_size,
        process,
        process_start,
        host,
    )


def runs_files(
    *,
    run_id: int,
    number: int,
    path: str,
    content_sha256: str,
    size: int,
    records_done: int,
    state: str,
    lines_done: int | None = None,
) -> Row:
    """A row of `runs_files`."""
    return (
        run_id,
        number,
        path,
        content_sha256,
        size,
        lines_done,
        records_done,
        state,
    )


def runs_units(
    *,
    run_id: int,
    number: int,
    committed: int,
    counts: str,
    first_place: str | None = None,
    last_place: str | None = None,
    last_key: int | None = None,
) -> Row:
    """A row of `runs_units`."""
    return (
        run_id,
        number,
        committed,
        counts,
        first_place,
        last_place,
        last_key,
    )


def sales_channels(
    *,
    id: int,
    sales_channel_name: str,
    external_channel_number: str | None = None,
    description: str | None = None,
) -> Row:
    """A row of `sales_channels`."""
    return (
        id,
        sales_channel_name,
        external_channel_number,
        description,
    )


def schema_history(
    *,
    version: int,
    applied_date: int,
    actor: str,
) -> Row:
    """A row of `schema_history`."""
    return (
        version,
        applied_date,
        actor,
    )


def seals(
    *,
    order_key: int,
    n: int,
    last_id: int,
    digest: str,
) -> Row:
    """A row of `seals`."""
    return (
        order_key,
        n,
        last_id,
        digest,
    )


def settings(
    *,
    name: str,
    value: str,
) -> Row:
    """A row of `settings`."""
    return (
        name,
        value,
    )


def contacts(
    *,
    id: int,
    account_id: int,
    first_name: str | None = None,
    last_name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
) -> Row:
    """A row of `contacts`."""
    return (
        id,
        account_id,
        first_name,
        last_name,
        email,
        phone,
    )


def credit_accounts(
    *,
    id: int,
    credit_number: str,
    kind: str,
    currency_iso_code: str,
    status: str,
    created_date: int,
    code_hash: str | None = None,
    code_last_four: str | None = None,
    account_id: int | None = None,
    balance: int = 0,
    reserved_amount: int = 0,
    expiration_date: int | None = None,
) -> Row:
    """A row of `credit_accounts`."""
    return (
        id,
        credit_number,
        kind,
        code_hash,
        code_last_four,
        account_id,
        currency_iso_code,
        balance,
        reserved_amount,
        status,
        expiration_date,
        created_date,
    )


def delivery_methods(
    *,
    id: int,
    name: str,
    reference_number: str,
    description: str | None = None,
    carrier: str | None = None,
    class_of_service: str | None = None,
    product_id: int | None = None,
    is_active: int = 1,
) -> Row:
    """A row of `delivery_methods`."""
    return (
        id,
        name,
        reference_number,
        description,
        carrier,
        class_of_service,
        product_id,
        is_active,
    )


def location_group_assignments(
    *,
    id: int,
    location_group_id: int,
    location_id: int,
) -> Row:
    """A row of `location_group_assignments`."""
    return (
        id,
        location_group_id,
        location_id,
    )


def payment_gateways(
    *,
    id: int,
    payment_gateway_name: str,
    payment_gateway_provider_id: int,
    status: str,
    external_reference: str | None = None,
    merchant_credential: str | None = None,
    options: str | None = None,
) -> Row:
    """A row of `payment_gateways`."""
    return (
        id,
        payment_gateway_name,
        external_reference,
        payment_gateway_provider_id,
        merchant_credential,
        status,
        options,
    )


def pricebook_entries(
    *,
    id: int,
    pricebook_id: int,
    product_id: int,
    currency_iso_code: str,
    unit_price: int = 0,
    is_active: int = 1,
) -> Row:
    """A row of `pricebook_entries`."""
    return (
        id,
        pricebook_id,
        product_id,
        currency_iso_code,
        unit_price,
        is_active,
    )


def stock(
    *,
    location_id: int,
    product_id: int,
    on_hand: int = 0,
    reserved: int = 0,
    safety_stock: int = 0,
) -> Row:
    """A row of `stock`."""
    return (
        location_id,
        product_id,
        on_hand,
        reserved,
        safety_stock,
    )


def stock_movements(
    *,
    order_key: int,
    id: int,
    location_id: int,
    product_id: int,
    cause: str,
    created_date: int,
    on_hand_change: int = 0,
    reserved_change: int = 0,
    cause_kind: str | None = None,
    cause_id: int | None = None,
) -> Row:
    """A row of `stock_movements`."""
    return (
        order_key,
        id,
        location_id,
        product_id,
        on_hand_change,
        reserved_change,
        cause,
        cause_kind,
        cause_id,
        created_date,
    )


def credit_memos(
    *,
    order_key: int,
    id: int,
    credit_memo_number: str,
    document_number: str,
    billing_account_id: int,
    status: str,
    currency_iso_code: str,
    tax_locale_type: str,
    credit_date: str,
    created_date: int,
    bill_to_contact_id: int | None = None,
    total_charge_amount: int = 0,
    total_charge_tax_amount: int = 0,
    total_adjustment_amount: int = 0,
    total_adjustment_tax_amount: int = 0,
    total_amount: int = 0,
    total_tax_amount: int = 0,
    total_amount_with_tax: int = 0,
    balance: int = 0,
    total_credit_amount_applied: int = 0,
) -> Row:
    """A row of `credit_memos`."""
    return (
        order_key,
        id,
        credit_memo_number,
        document_number,
        billing_account_id,
        bill_to_contact_id,
        status,
        currency_iso_code,
        tax_locale_type,
        credit_date,
        total_charge_amount,
        total_charge_tax_amount,
        total_adjustment_amount,
        total_adjustment_tax_amount,
        total_amount,
        total_tax_amount,
        total_amount_with_tax,
        balance,
        total_credit_amount_applied,
        created_date,
    )


def credit_movements(
    *,
    order_key: int,
    id: int,
    credit_account_id: int,
    cause: str,
    cause_kind: str,
    cause_id: int,
    currency_iso_code: str,
    created_date: int,
    balance_change: int = 0,
    reserved_change: int = 0,
    reason: str | None = None,
) -> Row:
    """A row of `credit_movements`."""
    return (
        order_key,
        id,
        credit_account_id,
        cause,
        balance_change,
        reserved_change,
        cause_kind,
        cause_id,
        currency_iso_code,
        reason,
        created_date,
    )


def order_summaries(
    *,
    order_key: int,
    id: int,
    order_number: str,
    original_order_id: int,
    external_reference_identifier: str,
    status: str,
    order_life_cycle_type: str,
    business_model: str,
    source_process: str,
    account_id: int,
    sales_channel_id: int,
    pricebook_id: int,
    currency_iso_code: str,
    tax_locale_type: str,
    ordered_date: int,
    effective_date: str,
    last_n: int,
    created_date: int,
    order_reference_number: str | None = None,
    is_suspended: int = 0,
    approved_date: int | None = None,
    routing_attempts: int = 0,
    active_process_exception_count: int = 0,
    order_product_line_count: int = 0,
    bill_to_contact_id: int | None = None,
    po_number: str | None = None,
    po_date: str | None = None,
    description: str | None = None,
    billing_street: str | None = None,
    billing_city: str | None = None,
    billing_state: str | None = None,
    billing_postal_code: str | None = None,
    billing_country: str | None = None,
    billing_email_address: str | None = None,
    billing_phone_number: str | None = None,
    total_product_amount: int = 0,
    total_product_tax_amount: int = 0,
    total_adjusted_product_amount: int = 0,
    total_adjusted_product_tax_amount: int = 0,
    total_product_adj_dist_amount: int = 0,
    total_product_adj_dist_tax_amount: int = 0,
    total_delivery_amount: int = 0,
    total_delivery_tax_amount: int = 0,
    total_adjusted_delivery_amount: int = 0,
    total_adjusted_delivery_tax_amount: int = 0,
    total_delivery_adj_dist_amount: int = 0,
    total_delivery_adj_dist_tax_amount: int = 0,
    total_fee_amount: int = 0,
    total_fee_tax_amount: int = 0,
    total_adjusted_fee_amount: int = 0,
    total_adjusted_fee_tax_amount: int = 0,
    total_fee_adj_dist_amount: int = 0,
    total_fee_adj_dist_tax_amount: int = 0,
    total_amount: int = 0,
    total_tax_amount: int = 0,
    grand_total_amount: int = 0,
    custom_fields: str | None = None,
) -> Row:
    """A row of `order_summaries`."""
    return (
        order_key,
        id,
        order_number,
        original_order_id,
        external_reference_identifier,
        order_reference_number,
        status,
        order_life_cycle_type,
        business_model,
        source_process,
        is_suspended,
        approved_date,
        routing_attempts,
        active_process_exception_count,
        order_product_line_count,
        account_id,
        bill_to_contact_id,
        sales_channel_id,
        pricebook_id,
        currency_iso_code,
        tax_locale_type,
        ordered_date,
        effective_date,
        po_number,
        po_date,
        description,
        billing_street,
        billing_city,
        billing_state,
        billing_postal_code,
        billing_country,
        billing_email_address,
        billing_phone_number,
        total_product_amount,
        total_product_tax_amount,
        total_adjusted_product_amount,
        total_adjusted_product_tax_amount,
        total_product_adj_dist_amount,
        total_product_adj_dist_tax_amount,
        total_delivery_amount,
        total_delivery_tax_amount,
        total_adjusted_delivery_amount,
        total_adjusted_delivery_tax_amount,
        total_delivery_adj_dist_amount,
        total_delivery_adj_dist_tax_amount,
        total_fee_amount,
        total_fee_tax_amount,
        total_adjusted_fee_amount,
        total_adjusted_fee_tax_amount,
        total_fee_adj_dist_amount,
        total_fee_adj_dist_tax_amount,
        total_amount,
        total_tax_amount,
        grand_total_amount,
        last_n,
        created_date,
        custom_fields,
    )


def orders(
    *,
    order_key: int,
    id: int,
    order_number: str,
    account_id: int,
    sales_channel_id: int,
    pricebook_id: int,
    currency_iso_code: str,
    tax_locale_type: str,
    status: str,
    status_code: str,
    ordered_date: int,
    effective_date: str,
    business_model: str,
    order_life_cycle_type: str,
    source_process: str,
    created_date: int,
    related_order_id: int | None = None,
    related_order_type: str | None = None,
    order_reference_number: str | None = None,
    order_management_reference_identifier: str | None = None,
    bill_to_contact_id: int | None = None,
    name: str | None = None,
    description: str | None = None,
    type: str | None = None,
    po_number: str | None = None,
    po_date: str | None = None,
    sales_store: str | None = None,
    billing_street: str | None = None,
    billing_city: str | None = None,
    billing_state: str | None = None,
    billing_postal_code: str | None = None,
    billing_country: str | None = None,
    billing_email_address: str | None = None,
    billing_phone_number: str | None = None,
    shipping_street: str | None = None,
    shipping_city: str | None = None,
    shipping_state: str | None = None,
    shipping_postal_code: str | None = None,
    shipping_country: str | None = None,
    total_amount: int = 0,
    total_tax_amount: int = 0,
    grand_total_amount: int = 0,
    content_hash: str | None = None,
    last_n: int = 0,
    custom_fields: str | None = None,
) -> Row:
    """A row of `orders`."""
    return (
        order_key,
        id,
        related_order_id,
        related_order_type,
        order_number,
        order_reference_number,
        order_management_reference_identifier,
        account_id,
        bill_to_contact_id,
        sales_channel_id,
        pricebook_id,
        currency_iso_code,
        tax_locale_type,
        status,
        status_code,
        name,
        description,
        type,
        ordered_date,
        effective_date,
        po_number,
        po_date,
        business_model,
        order_life_cycle_type,
        source_process,
        sales_store,
        billing_street,
        billing_city,
        billing_state,
        billing_postal_code,
        billing_country,
        billing_email_address,
        billing_phone_number,
        shipping_street,
        shipping_city,
        shipping_state,
        shipping_postal_code,
        shipping_country,
        total_amount,
        total_tax_amount,
        grand_total_amount,
        content_hash,
        last_n,
        created_date,
        custom_fields,
    )


def payment_gateway_logs(
    *,
    order_key: int,
    id: int,
    payment_gateway_id: int,
    referenced_entity_kind: str,
    referenced_entity_id: int,
    interaction_type: str,
    interaction_status: str,
    sf_result_code: str,
    created_date: int,
    order_payment_summary_id: int | None = None,
    amount: int = 0,
    gateway_ref_number: str | None = None,
    gateway_auth_code: str | None = None,
    gateway_result_code: str | None = None,
    gateway_message: str | None = None,
    is_notification: int = 0,
    request: str | None = None,
    response: str | None = None,
) -> Row:
    """A row of `payment_gateway_logs`."""
    return (
        order_key,
        id,
        payment_gateway_id,
        order_payment_summary_id,
        referenced_entity_kind,
        referenced_entity_id,
        interaction_type,
        interaction_status,
        amount,
        gateway_ref_number,
        gateway_auth_code,
        gateway_result_code,
        gateway_message,
        sf_result_code,
        is_notification,
        request,
        response,
        created_date,
    )


def payment_methods(
    *,
    order_key: int,
    id: int,
    kind: str,
    type: str,
    status: str,
    processing_mode: str,
    payment_gateway_id: int,
    card_last_four: str | None = None,
    card_holder_name: str | None = None,
    card_category: str | None = None,
    expiry_month: int | None = None,
    expiry_year: int | None = None,
    gateway_token: str | None = None,
    nick_name: str | None = None,
    credit_account_id: int | None = None,
) -> Row:
    """A row of `payment_methods`."""
    return (
        order_key,
        id,
        kind,
        type,
        card_last_four,
        card_holder_name,
        card_category,
        expiry_month,
        expiry_year,
        gateway_token,
        nick_name,
        status,
        processing_mode,
        payment_gateway_id,
        credit_account_id,
    )


def return_orders(
    *,
    order_key: int,
    id: int,
    return_order_number: str,
    life_cycle_type: str,
    status: str,
    status_category: str,
    account_id: int,
    currency_iso_code: str,
    tax_locale_type: str,
    shipment_type: str,
    created_date: int,
    contact_id: int | None = None,
    expected_arrival_date: str | None = None,
    destination_location_id: int | None = None,
    provider: str | None = None,
    tracking_number: str | None = None,
    total_product_amount: int = 0,
    total_product_tax_amount: int = 0,
    total_adjustment_amount: int = 0,
    total_adjustment_tax_amount: int = 0,
    total_delivery_amount: int = 0,
    total_delivery_tax_amount: int = 0,
    total_fee_amount: int = 0,
    total_fee_tax_amount: int = 0,
    total_amount: int = 0,
    total_tax_amount: int = 0,
    grand_total_amount: int = 0,
    reference: str | None = None,
    closed_date: int | None = None,
) -> Row:
    """A row of `return_orders`."""
    return (
        order_key,
        id,
        return_order_number,
        life_cycle_type,
        status,
        status_category,
        account_id,
        contact_id,
        currency_iso_code,
        tax_locale_type,
        expected_arrival_date,
        destination_location_id,
        shipment_type,
        provider,
        tracking_number,
        total_product_amount,
        total_product_tax_amount,
        total_adjustment_amount,
        total_adjustment_tax_amount,
        total_delivery_amount,
        total_delivery_tax_amount,
        total_fee_amount,
        total_fee_tax_amount,
        total_amount,
        total_tax_amount,
        grand_total_amount,
        reference,
        closed_date,
        created_date,
    )


def credit_memo_change_orders(
    *,
    order_key: int,
    id: int,
    credit_memo_id: int,
) -> Row:
    """A row of `credit_memo_change_orders`."""
    return (
        order_key,
        id,
        credit_memo_id,
    )


def credit_memo_lines(
    *,
    order_key: int,
    id: int,
    credit_memo_id: int,
    type: str,
    reference_kind: str,
    reference_entity_item_id: int,
    item_type: str,
    product_id: int,
    related_line_id: int | None = None,
    charge_amount: int = 0,
    adjustment_amount: int = 0,
    tax_amount: int = 0,
    line_amount: int = 0,
    tax_rate: str | None = None,
    tax_name: str | None = None,
    is_implied: int = 0,
) -> Row:
    """A row of `credit_memo_lines`."""
    return (
        order_key,
        id,
        credit_memo_id,
        type,
        related_line_id,
        reference_kind,
        reference_entity_item_id,
        item_type,
        product_id,
        charge_amount,
        adjustment_amount,
        tax_amount,
        line_amount,
        tax_rate,
        tax_name,
        is_implied,
    )


def order_adjustment_groups(
    *,
    order_key: int,
    id: int,
    order_id: int,
    name: str,
    type: str,
    description: str | None = None,
    adjustment_cause: str | None = None,
    custom_fields: str | None = None,
) -> Row:
    """A row of `order_adjustment_groups`."""
    return (
        order_key,
        id,
        order_id,
        name,
        description,
        type,
        adjustment_cause,
        custom_fields,
    )


def order_delivery_groups(
    *,
    order_key: int,
    id: int,
    order_id: int,
    delivery_method_id: int,
    deliver_to_name: str,
    deliver_to_street: str | None = None,
    deliver_to_city: str | None = None,
    deliver_to_state: str | None = None,
    deliver_to_postal_code: str | None = None,
    deliver_to_country: str | None = None,
    email_address: str | None = None,
    phone_number: str | None = None,
    is_gift: int = 0,
    gift_message: str | None = None,
    delivery_instructions: str | None = None,
    desired_delivery_date: str | None = None,
    promised_delivery_date: str | None = None,
    description: str | None = None,
    custom_fields: str | None = None,
    related_delivery_group_id: int | None = None,
) -> Row:
    """A row of `order_delivery_groups`."""
    return (
        order_key,
        id,
        order_id,
        delivery_method_id,
        deliver_to_name,
        deliver_to_street,
        deliver_to_city,
        deliver_to_state,
        deliver_to_postal_code,
        deliver_to_country,
        email_address,
        phone_number,
        is_gift,
        gift_message,
        delivery_instructions,
        desired_delivery_date,
        promised_delivery_date,
        description,
        custom_fields,
        related_delivery_group_id,
    )


def payment_groups(
    *,
    order_key: int,
    id: int,
    source_object_id: int,
) -> Row:
    """A row of `payment_groups`."""
    return (
        order_key,
        id,
        source_object_id,
    )


def refunds(
    *,
    order_key: int,
    id: int,
    payment_method_kind: str,
    payment_method_id: int,
    order_payment_summary_id: int,
    payment_gateway_id: int,
    type: str,
    currency_iso_code: str,
    status: str,
    effective_date: int,
    credit_memo_id: int | None = None,
    amount: int = 0,
    gateway_ref_number: str | None = None,
) -> Row:
    """A row of `refunds`."""
    return (
        order_key,
        id,
        payment_method_kind,
        payment_method_id,
        order_payment_summary_id,
        payment_gateway_id,
        credit_memo_id,
        type,
        currency_iso_code,
        amount,
        status,
        gateway_ref_number,
        effective_date,
    )


def order_adjustment_group_summaries(
    *,
    order_key: int,
    id: int,
    name: str,
    type: str,
    original_order_adj_group_id: int | None = None,
    description: str | None = None,
    total_amount: int = 0,
    total_tax_amount: int = 0,
) -> Row:
    """A row of `order_adjustment_group_summaries`."""
    return (
        order_key,
        id,
        original_order_adj_group_id,
        name,
        description,
        type,
        total_amount,
        total_tax_amount,
    )


def order_delivery_group_summaries(
    *,
    order_key: int,
    id: int,
    original_order_delivery_group_id: int,
    delivery_method_id: int,
    deliver_to_name: str,
    deliver_to_street: str | None = None,
    deliver_to_city: str | None = None,
    deliver_to_state: str | None = None,
    deliver_to_postal_code: str | None = None,
    deliver_to_country: str | None = None,
    email_address: str | None = None,
    phone_number: str | None = None,
    is_gift: int = 0,
    gift_message: str | None = None,
    delivery_instructions: str | None = None,
    desired_delivery_date: str | None = None,
    promised_delivery_date: str | None = None,
    total_line_amount: int = 0,
    total_line_tax_amount: int = 0,
    total_adjustment_amount: int = 0,
    total_adjustment_tax_amount: int = 0,
    custom_fields: str | None = None,
) -> Row:
    """A row of `order_delivery_group_summaries`."""
    return (
        order_key,
        id,
        original_order_delivery_group_id,
        delivery_method_id,
        deliver_to_name,
        deliver_to_street,
        deliver_to_city,
        deliver_to_state,
        deliver_to_postal_code,
        deliver_to_country,
        email_address,
        phone_number,
        is_gift,
        gift_message,
        delivery_instructions,
        desired_delivery_date,
        promised_delivery_date,
        total_line_amount,
        total_line_tax_amount,
        total_adjustment_amount,
        total_adjustment_tax_amount,
        custom_fields,
    )


def order_items(
    *,
    order_key: int,
    id: int,
    order_id: int,
    delivery_group_id: int,
    product_id: int,
    line_number: int,
    type: str,
    related_order_item_id: int | None = None,
    pricebook_entry_id: int | None = None,
    quantity: int = 0,
    unit_price: int = 0,
    gross_unit_price: int | None = None,
    list_price: int | None = None,
    total_line_amount: int = 0,
    description: str | None = None,
    service_date: str | None = None,
    end_date: str | None = None,
    custom_fields: str | None = None,
) -> Row:
    """A row of `order_items`."""
    return (
        order_key,
        id,
        order_id,
        delivery_group_id,
        related_order_item_id,
        product_id,
        pricebook_entry_id,
        line_number,
        type,
        quantity,
        unit_price,
        gross_unit_price,
        list_price,
        total_line_amount,
        description,
        service_date,
        end_date,
        custom_fields,
    )


def payment_authorizations(
    *,
    order_key: int,
    id: int,
    payment_group_id: int,
    payment_method_kind: str,
    payment_method_id: int,
    payment_gateway_id: int,
    currency_iso_code: str,
    status: str,
    processing_mode: str,
    effective_date: int,
    order_payment_summary_id: int | None = None,
    amount: int = 0,
    captured_amount: int = 0,
    reversed_amount: int = 0,
    gateway_ref_number: str | None = None,
    gateway_auth_code: str | None = None,
    expiration_date: int | None = None,
    comments: str | None = None,
    custom_fields: str | None = None,
) -> Row:
    """A row of `payment_authorizations`."""
    return (
        order_key,
        id,
        payment_group_id,
        payment_method_kind,
        payment_method_id,
        order_payment_summary_id,
        payment_gateway_id,
        currency_iso_code,
        amount,
        captured_amount,
        reversed_amount,
        status,
        processing_mode,
        gateway_ref_number,
        gateway_auth_code,
        expiration_date,
        effective_date,
        comments,
        custom_fields,
    )


def fulfillment_orders(
    *,
    order_key: int,
    id: int,
    fulfillment_order_number: str,
    delivery_group_summary_id: int,
    delivery_method_id: int,
    fulfilled_from_location_id: int,
    type: str,
    type_category: str,
    status: str,
    status_category: str,
    currency_iso_code: str,
    tax_locale_type: str,
    fulfilled_to_name: str,
    activated_date: int,
    created_date: int,
    is_suspended: int = 0,
    is_reship: int = 0,
    fulfilled_to_street: str | None = None,
    fulfilled_to_city: str | None = None,
    fulfilled_to_state: str | None = None,
    fulfilled_to_postal_code: str | None = None,
    fulfilled_to_country: str | None = None,
    fulfilled_to_email_address: str | None = None,
    fulfilled_to_phone: str | None = None,
    item_count: int = 0,
    total_product_amount: int = 0,
    total_product_tax_amount: int = 0,
    total_adjustment_amount: int = 0,
    total_adjustment_tax_amount: int = 0,
    total_delivery_amount: int = 0,
    total_delivery_tax_amount: int = 0,
    total_delivery_adjust_amount: int = 0,
    total_delivery_adjust_tax_amount: int = 0,
    total_fee_amount: int = 0,
    total_fee_tax_amount: int = 0,
    total_fee_adjust_amount: int = 0,
    total_fee_adjust_tax_amount: int = 0,
    total_amount: int = 0,
    total_tax_amount: int = 0,
    grand_total_amount: int = 0,
    invoice_id: int | None = None,
    export_id: int | None = None,
    closed_date: int | None = None,
) -> Row:
    """A row of `fulfillment_orders`."""
    return (
        order_key,
        id,
        fulfillment_order_number,
        delivery_group_summary_id,
        delivery_method_id,
        fulfilled_from_location_id,
        type,
        type_category,
        status,
        status_category,
        is_suspended,
        is_reship,
        currency_iso_code,
        tax_locale_type,
        fulfilled_to_name,
        fulfilled_to_street,
        fulfilled_to_city,
        fulfilled_to_state,
        fulfilled_to_postal_code,
        fulfilled_to_country,
        fulfilled_to_email_address,
        fulfilled_to_phone,
        item_count,
        total_product_amount,
        total_product_tax_amount,
        total_adjustment_amount,
        total_adjustment_tax_amount,
        total_delivery_amount,
        total_delivery_tax_amount,
        total_delivery_adjust_amount,
        total_delivery_adjust_tax_amount,
        total_fee_amount,
        total_fee_tax_amount,
        total_fee_adjust_amount,
        total_fee_adjust_tax_amount,
        total_amount,
        total_tax_amount,
        grand_total_amount,
        invoice_id,
        export_id,
        activated_date,
        closed_date,
        created_date,
    )


def order_item_adjustments(
    *,
    order_key: int,
    id: int,
    order_item_id: int,
    name: str,
    adjustment_group_id: int | None = None,
    related_adjustment_id: int | None = None,
    description: str | None = None,
    amount: int = 0,
    adjustment_type: str | None = None,
    adjustment_value: str | None = None,
    adjustment_amount_scope: str | None = None,
    adjustment_source: str | None = None,
    adjustment_cause: str | None = None,
    priority: int | None = None,
    coupon_code: str | None = None,
    custom_fields: str | None = None,
) -> Row:
    """A row of `order_item_adjustments`."""
    return (
        order_key,
        id,
        order_item_id,
        adjustment_group_id,
        related_adjustment_id,
        name,
        description,
        amount,
        adjustment_type,
        adjustment_value,
        adjustment_amount_scope,
        adjustment_source,
        adjustment_cause,
        priority,
        coupon_code,
        custom_fields,
    )


def order_item_summaries(
    *,
    order_key: int,
    id: int,
    delivery_group_summary_id: int,
    original_order_item_id: int,
    product_id: int,
    stock_keeping_unit: str,
    line_number: int,
    type: str,
    status: str,
    pricebook_entry_id: int | None = None,
    description: str | None = None,
    unit_price: int = 0,
    gross_unit_price: int | None = None,
    list_price: int | None = None,
    quantity_ordered: int = 0,
    quantity_canceled: int = 0,
    quantity_allocated: int = 0,
    quantity_shipped: int = 0,
    quantity_fulfilled: int = 0,
    quantity_return_initiated: int = 0,
    quantity_returned: int = 0,
    quantity_reshipped: int = 0,
    total_line_amount: int = 0,
    allocated_line_amount: int = 0,
    fulfilled_line_amount: int = 0,
    returned_line_amount: int = 0,
    total_line_tax_amount: int = 0,
    total_line_adjustment_amount: int = 0,
    total_line_adjustment_tax_amount: int = 0,
    total_adjustment_dist_amount: int = 0,
    total_adjustment_dist_tax_amount: int = 0,
    custom_fields: str | None = None,
) -> Row:
    """A row of `order_item_summaries`."""
    return (
        order_key,
        id,
        delivery_group_summary_id,
        original_order_item_id,
        product_id,
        pricebook_entry_id,
        stock_keeping_unit,
        description,
        line_number,
        type,
        unit_price,
        gross_unit_price,
        list_price,
        status,
        quantity_ordered,
        quantity_canceled,
        quantity_allocated,
        quantity_shipped,
        quantity_fulfilled,
        quantity_return_initiated,
        quantity_returned,
        quantity_reshipped,
        total_line_amount,
        allocated_line_amount,
        fulfilled_line_amount,
        returned_line_amount,
        total_line_tax_amount,
        total_line_adjustment_amount,
        total_line_adjustment_tax_amount,
        total_adjustment_dist_amount,
        total_adjustment_dist_tax_amount,
        custom_fields,
    )


def payment_auth_adjustments(
    *,
    order_key: int,
    id: int,
    payment_authorization_id: int,
    order_payment_summary_id: int,
    payment_gateway_id: int,
    type: str,
    currency_iso_code: str,
    status: str,
    effective_date: int,
    amount: int = 0,
    gateway_ref_number: str | None = None,
) -> Row:
    """A row of `payment_auth_adjustments`."""
    return (
        order_key,
        id,
        payment_authorization_id,
        order_payment_summary_id,
        payment_gateway_id,
        type,
        currency_iso_code,
        amount,
        status,
        gateway_ref_number,
        effective_date,
    )


def payments(
    *,
    order_key: int,
    id: int,
    payment_group_id: int,
    payment_method_kind: str,
    payment_method_id: int,
    payment_gateway_id: int,
    type: str,
    currency_iso_code: str,
    status: str,
    processing_mode: str,
    effective_date: int,
    payment_authorization_id: int | None = None,
    order_payment_summary_id: int | None = None,
    amount: int = 0,
    applied_amount: int = 0,
    refunded_amount: int = 0,
    balance: int = 0,
    gateway_ref_number: str | None = None,
    comments: str | None = None,
    custom_fields: str | None = None,
) -> Row:
    """A row of `payments`."""
    return (
        order_key,
        id,
        payment_group_id,
        payment_authorization_id,
        payment_method_kind,
        payment_method_id,
        order_payment_summary_id,
        payment_gateway_id,
        type,
        currency_iso_code,
        amount,
        applied_amount,
        refunded_amount,
        balance,
        status,
        processing_mode,
        gateway_ref_number,
        effective_date,
        comments,
        custom_fields,
    )


def fulfillment_order_items(
    *,
    order_key: int,
    id: int,
    fulfillment_order_id: int,
    item_summary_id: int,
    order_item_id: int,
    product_id: int,
    stock_keeping_unit: str,
    type: str,
    description: str | None = None,
    original_quantity: int = 0,
    quantity: int = 0,
    shipped_quantity: int = 0,
    unit_price: int = 0,
    gross_unit_price: int | None = None,
    total_line_amount: int = 0,
    total_line_tax_amount: int = 0,
    total_adjustment_amount: int = 0,
    total_adjustment_tax_amount: int = 0,
    is_reship: int = 0,
    reship_reason: str | None = None,
) -> Row:
    """A row of `fulfillment_order_items`."""
    return (
        order_key,
        id,
        fulfillment_order_id,
        item_summary_id,
        order_item_id,
        product_id,
        stock_keeping_unit,
        description,
        type,
        original_quantity,
        quantity,
        shipped_quantity,
        unit_price,
        gross_unit_price,
        total_line_amount,
        total_line_tax_amount,
        total_adjustment_amount,
        total_adjustment_tax_amount,
        is_reship,
        reship_reason,
    )


def invoices(
    *,
    order_key: int,
    id: int,
    invoice_number: str,
    document_number: str,
    billing_account_id: int,
    status: str,
    currency_iso_code: str,
    tax_locale_type: str,
    invoice_date: str,
    due_date: str,
    created_date: int,
    fulfillment_order_id: int | None = None,
    change_order_id: int | None = None,
    bill_to_contact_id: int | None = None,
    total_charge_amount: int = 0,
    total_charge_tax_amount: int = 0,
    total_adjustment_amount: int = 0,
    total_adjustment_tax_amount: int = 0,
    total_amount: int = 0,
    total_tax_amount: int = 0,
    total_amount_with_tax: int = 0,
    balance: int = 0,
    net_payments_applied: int = 0,
    net_credits_applied: int = 0,
) -> Row:
    """A row of `invoices`."""
    return (
        order_key,
        id,
        invoice_number,
        document_number,
        fulfillment_order_id,
        change_order_id,
        billing_account_id,
        bill_to_contact_id,
        status,
        currency_iso_code,
        tax_locale_type,
        invoice_date,
        due_date,
        total_charge_amount,
        total_charge_tax_amount,
        total_adjustment_amount,
        total_adjustment_tax_amount,
        total_amount,
        total_tax_amount,
        total_amount_with_tax,
        balance,
        net_payments_applied,
        net_credits_applied,
        created_date,
    )


def order_item_adjustment_summaries(
    *,
    order_key: int,
    id: int,
    item_summary_id: int,
    name: str,
    adjustment_group_summary_id: int | None = None,
    original_adjustment_id: int | None = None,
    is_header: int = 0,
    is_later: int = 0,
    description: str | None = None,
    amount: int = 0,
    allocated_amount: int = 0,
    fulfilled_amount: int = 0,
    returned_amount: int = 0,
    ahead_amount: int = 0,
) -> Row:
    """A row of `order_item_adjustment_summaries`."""
    return (
        order_key,
        id,
        item_summary_id,
        adjustment_group_summary_id,
        original_adjustment_id,
        is_header,
        is_later,
        name,
        description,
        amount,
        allocated_amount,
        fulfilled_amount,
        returned_amount,
        ahead_amount,
    )


def order_item_summary_changes(
    *,
    order_key: int,
    id: int,
    item_summary_id: int,
    change_order_id: int,
    change_order_item_id: int,
    change_type: str,
    reason: str,
    created_date: int,
    is_pre_fulfillment: int = 0,
    reason_for_change_text: str | None = None,
    quantity: int = 0,
) -> Row:
    """A row of `order_item_summary_changes`."""
    return (
        order_key,
        id,
        item_summary_id,
        change_order_id,
        change_order_item_id,
        change_type,
        is_pre_fulfillment,
        reason,
        reason_for_change_text,
        quantity,
        created_date,
    )


def order_item_taxes(
    *,
    order_key: int,
    id: int,
    order_item_id: int,
    name: str,
    type: str,
    tax_effective_date: int,
    adjustment_id: int | None = None,
    related_tax_id: int | None = None,
    amount: int = 0,
    rate: str | None = None,
    description: str | None = None,
    is_implied: int = 0,
    custom_fields: str | None = None,
) -> Row:
    """A row of `order_item_taxes`."""
    return (
        order_key,
        id,
        order_item_id,
        adjustment_id,
        related_tax_id,
        name,
        type,
        amount,
        rate,
        tax_effective_date,
        description,
        is_implied,
        custom_fields,
    )


def refund_line_payments(
    *,
    order_key: int,
    id: int,
    refund_id: int,
    payment_id: int,
    type: str,
    amount: int = 0,
) -> Row:
    """A row of `refund_line_payments`."""
    return (
        order_key,
        id,
        refund_id,
        payment_id,
        amount,
        type,
    )


def return_order_items(
    *,
    order_key: int,
    id: int,
    return_order_id: int,
    product_id: int,
    stock_keeping_unit: str,
    type: str,
    reason_for_return: str,
    item_summary_id: int | None = None,
    order_item_id: int | None = None,
    change_order_item_id: int | None = None,
    description: str | None = None,
    quantity_expected: int = 0,
    quantity_received: int = 0,
    quantity_rejected: int = 0,
    quantity_returned: int = 0,
    quantity_canceled: int = 0,
    reason_for_rejection: str | None = None,
    processing_plan: str | None = None,
    can_reduce_shipping: int = 0,
    is_processed: int = 0,
    split_from_id: int | None = None,
    fee_for_id: int | None = None,
    fee_type: str | None = None,
    fee_value: str | None = None,
    fee_reason: str | None = None,
    total_line_amount: int = 0,
    total_line_tax_amount: int = 0,
    total_adjustment_amount: int = 0,
    total_adjustment_tax_amount: int = 0,
) -> Row:
    """A row of `return_order_items`."""
    return (
        order_key,
        id,
        return_order_id,
        item_summary_id,
        order_item_id,
        change_order_item_id,
        product_id,
        stock_keeping_unit,
        description,
        type,
        quantity_expected,
        quantity_received,
        quantity_rejected,
        quantity_returned,
        quantity_canceled,
        reason_for_return,
        reason_for_rejection,
        processing_plan,
        can_reduce_shipping,
        is_processed,
        split_from_id,
        fee_for_id,
        fee_type,
        fee_value,
        fee_reason,
        total_line_amount,
        total_line_tax_amount,
        total_adjustment_amount,
        total_adjustment_tax_amount,
    )


def shipments(
    *,
    order_key: int,
    id: int,
    shipment_number: str,
    status: str,
    ship_to_name: str,
    created_date: int,
    fulfillment_order_id: int | None = None,
    asn_number: str | None = None,
    provider: str | None = None,
    tracking_number: str | None = None,
    tracking_url: str | None = None,
    ship_date: str | None = None,
    ship_to_street: str | None = None,
    ship_to_city: str | None = None,
    ship_to_state: str | None = None,
    ship_to_postal_code: str | None = None,
    ship_to_country: str | None = None,
    source_location_id: int | None = None,
    total_items_quantity: int = 0,
    return_order_id: int | None = None,
    destination_location_id: int | None = None,
) -> Row:
    """A row of `shipments`."""
    return (
        order_key,
        id,
        shipment_number,
        fulfillment_order_id,
        asn_number,
        status,
        provider,
        tracking_number,
        tracking_url,
        ship_date,
        ship_to_name,
        ship_to_street,
        ship_to_city,
        ship_to_state,
        ship_to_postal_code,
        ship_to_country,
        source_location_id,
        total_items_quantity,
        created_date,
        return_order_id,
        destination_location_id,
    )


def credit_memo_applications(
    *,
    order_key: int,
    id: int,
    credit_memo_id: int,
    invoice_id: int,
    type: str,
    applied_date: int,
    amount: int = 0,
) -> Row:
    """A row of `credit_memo_applications`."""
    return (
        order_key,
        id,
        credit_memo_id,
        invoice_id,
        amount,
        type,
        applied_date,
    )


def fulfillment_order_item_adjustments(
    *,
    order_key: int,
    id: int,
    fulfillment_order_item_id: int,
    adjustment_summary_id: int,
    promotion_name: str,
    amount: int = 0,
    credited_amount: int = 0,
) -> Row:
    """A row of `fulfillment_order_item_adjustments`."""
    return (
        order_key,
        id,
        fulfillment_order_item_id,
        adjustment_summary_id,
        promotion_name,
        amount,
        credited_amount,
    )


def gateway_intents(
    *,
    order_key: int,
    id: int,
    interaction_type: str,
    idempotency_key: str,
    state: str,
    payment_gateway_id: int,
    order_payment_summary_id: int,
    currency_iso_code: str,
    created_date: int,
    payment_authorization_id: int | None = None,
    payment_id: int | None = None,
    invoice_id: int | None = None,
    credit_memo_id: int | None = None,
    amount: int = 0,
    attempts: int = 0,
    answered_date: int | None = None,
) -> Row:
    """A row of `gateway_intents`."""
    return (
        order_key,
        id,
        interaction_type,
        idempotency_key,
        state,
        payment_gateway_id,
        order_payment_summary_id,
        payment_authorization_id,
        payment_id,
        invoice_id,
        credit_memo_id,
        currency_iso_code,
        amount,
        attempts,
        created_date,
        answered_date,
    )


def invoice_lines(
    *,
    order_key: int,
    id: int,
    invoice_id: int,
    type: str,
    reference_kind: str,
    reference_entity_item_id: int,
    item_type: str,
    product_id: int,
    related_line_id: int | None = None,
    quantity: int | None = None,
    unit_price: int | None = None,
    charge_amount: int = 0,
    adjustment_amount: int = 0,
    tax_amount: int = 0,
    line_amount: int = 0,
    tax_rate: str | None = None,
    tax_name: str | None = None,
    is_implied: int = 0,
) -> Row:
    """A row of `invoice_lines`."""
    return (
        order_key,
        id,
        invoice_id,
        type,
        related_line_id,
        reference_kind,
        reference_entity_item_id,
        item_type,
        product_id,
        quantity,
        unit_price,
        charge_amount,
        adjustment_amount,
        tax_amount,
        line_amount,
        tax_rate,
        tax_name,
        is_implied,
    )


def order_item_tax_summaries(
    *,
    order_key: int,
    id: int,
    item_summary_id: int,
    name: str,
    type: str,
    tax_effective_date: int,
    adjustment_summary_id: int | None = None,
    original_tax_id: int | None = None,
    amount: int = 0,
    allocated_amount: int = 0,
    fulfilled_amount: int = 0,
    returned_amount: int = 0,
    ahead_amount: int = 0,
    rate: str | None = None,
    is_implied: int = 0,
) -> Row:
    """A row of `order_item_tax_summaries`."""
    return (
        order_key,
        id,
        item_summary_id,
        adjustment_summary_id,
        original_tax_id,
        name,
        type,
        amount,
        allocated_amount,
        fulfilled_amount,
        returned_amount,
        ahead_amount,
        rate,
        tax_effective_date,
        is_implied,
    )


def payment_line_invoices(
    *,
    order_key: int,
    id: int,
    payment_id: int,
    invoice_id: int,
    type: str,
    applied_date: int,
    amount: int = 0,
) -> Row:
    """A row of `payment_line_invoices`."""
    return (
        order_key,
        id,
        payment_id,
        invoice_id,
        amount,
        type,
        applied_date,
    )


def return_order_item_adjustments(
    *,
    order_key: int,
    id: int,
    return_order_item_id: int,
    adjustment_summary_id: int,
    amount: int = 0,
) -> Row:
    """A row of `return_order_item_adjustments`."""
    return (
        order_key,
        id,
        return_order_item_id,
        adjustment_summary_id,
        amount,
    )


def shipment_items(
    *,
    order_key: int,
    id: int,
    shipment_id: int,
    fulfillment_order_item_id: int,
    item_summary_id: int,
    product_id: int,
    quantity: int = 0,
) -> Row:
    """A row of `shipment_items`."""
    return (
        order_key,
        id,
        shipment_id,
        fulfillment_order_item_id,
        item_summary_id,
        product_id,
        quantity,
    )


def fulfillment_order_item_taxes(
    *,
    order_key: int,
    id: int,
    fulfillment_order_item_id: int,
    tax_summary_id: int,
    name: str,
    type: str,
    tax_effective_date: int,
    fulfillment_order_item_adjustment_id: int | None = None,
    amount: int = 0,
    credited_amount: int = 0,
    rate: str | None = None,
    is_implied: int = 0,
) -> Row:
    """A row of `fulfillment_order_item_taxes`."""
    return (
        order_key,
        id,
        fulfillment_order_item_id,
        fulfillment_order_item_adjustment_id,
        tax_summary_id,
        name,
        type,
        amount,
        credited_amount,
        rate,
        tax_effective_date,
        is_implied,
    )


def return_order_item_taxes(
    *,
    order_key: int,
    id: int,
    return_order_item_id: int,
    tax_summary_id: int,
    name: str,
    type: str,
    return_order_item_adjustment_id: int | None = None,
    amount: int = 0,
    is_implied: int = 0,
) -> Row:
    """A row of `return_order_item_taxes`."""
    return (
        order_key,
        id,
        return_order_item_id,
        return_order_item_adjustment_id,
        tax_summary_id,
        name,
        type,
        amount,
        is_implied,
    )


INSERTS: dict[str, str] = {
    "accounts": (
        "INSERT INTO accounts"
        " (id, match_key, is_person_account, name, first_name, last_name, person_email, person_title, "
        "phone, custom_fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "asns": (
        "INSERT INTO asns"
        " (asn_number, content_hash, order_key, fulfillment_order_key, shipment_key, ship_date, "
        "created_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    ),
    "currencies": (
        "INSERT INTO currencies"
        " (code, parts)"
        " VALUES (?, ?)"
    ),
    "events": (
        "INSERT INTO events"
        " (order_key, id, type, created_date, actor, command, payload)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    ),
    "exchanges": (
        "INSERT INTO exchanges"
        " (order_key, id, role, other_summary_id, change_order_id, currency_iso_code, reserved_amount, "
        "reason, created_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "exports": (
        "INSERT INTO exports"
        " (id, format, file_name, content_sha256, content, item_count, created_date, written_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "key_blocks": (
        "INSERT INTO key_blocks"
        " (kind, next_key)"
        " VALUES (?, ?)"
    ),
    "location_groups": (
        "INSERT INTO location_groups"
        " (id, location_group_name, external_reference, is_enabled)"
        " VALUES (?, ?, ?, ?)"
    ),
    "locations": (
        "INSERT INTO locations"
        " (id, name, external_reference, location_type, is_inventory_location, is_active, street, city, "
        "state, postal_code, country, latitude, longitude, time_zone)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_identities": (
        "INSERT INTO order_identities"
        " (kind, value, scope, order_key)"
        " VALUES (?, ?, ?, ?)"
    ),
    "order_payment_summaries": (
        "INSERT INTO order_payment_summaries"
        " (order_key, id, payment_method_kind, payment_method_id, method, type, full_name, "
        "currency_iso_code, pending_authorization_amount, authorization_amount, "
        "pending_reverse_auth_amount, authorization_reversal_amount, pending_capture_amount, "
        "captured_amount, pending_refund_amount, refunded_amount, balance_amount, "
        "last_payment_gateway_log_id, last_payment_gateway_message)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "payment_gateway_providers": (
        "INSERT INTO payment_gateway_providers"
        " (id, developer_name, master_label, adapter, idempotency_supported)"
        " VALUES (?, ?, ?, ?, ?)"
    ),
    "pricebooks": (
        "INSERT INTO pricebooks"
        " (id, name, is_standard, is_active)"
        " VALUES (?, ?, ?, ?)"
    ),
    "process_exceptions": (
        "INSERT INTO process_exceptions"
        " (order_key, id, process_exception_number, attached_to_kind, attached_to_id, category, message, "
        "description, severity, status, status_category, created_date, resolved_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "products": (
        "INSERT INTO products"
        " (id, stock_keeping_unit, product_code, name, description, product_class, family, is_active)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "reason_codes": (
        "INSERT INTO reason_codes"
        " (kind, value, position)"
        " VALUES (?, ?, ?)"
    ),
    "record_kinds": (
        "INSERT INTO record_kinds"
        " (name, key_prefix)"
        " VALUES (?, ?)"
    ),
    "record_seals": (
        "INSERT INTO record_seals"
        " (kind, record, digest)"
        " VALUES (?, ?, ?)"
    ),
    "runs": (
        "INSERT INTO runs"
        " (id, command, arguments, folder, actor, clock, started, ended, state, counts, units, "
        "refused_size, process, process_start, host)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "runs_files": (
        "INSERT INTO runs_files"
        " (run_id, number, path, content_sha256, size, lines_done, records_done, state)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "runs_units": (
        "INSERT INTO runs_units"
        " (run_id, number, committed, counts, first_place, last_place, last_key)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    ),
    "sales_channels": (
        "INSERT INTO sales_channels"
        " (id, sales_channel_name, external_channel_number, description)"
        " VALUES (?, ?, ?, ?)"
    ),
    "schema_history": (
        "INSERT INTO schema_history"
        " (version, applied_date, actor)"
        " VALUES (?, ?, ?)"
    ),
    "seals": (
        "INSERT INTO seals"
        " (order_key, n, last_id, digest)"
        " VALUES (?, ?, ?, ?)"
    ),
    "settings": (
        "INSERT INTO settings"
        " (name, value)"
        " VALUES (?, ?)"
    ),
    "contacts": (
        "INSERT INTO contacts"
        " (id, account_id, first_name, last_name, email, phone)"
        " VALUES (?, ?, ?, ?, ?, ?)"
    ),
    "credit_accounts": (
        "INSERT INTO credit_accounts"
        " (id, credit_number, kind, code_hash, code_last_four, account_id, currency_iso_code, balance, "
        "reserved_amount, status, expiration_date, created_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "delivery_methods": (
        "INSERT INTO delivery_methods"
        " (id, name, reference_number, description, carrier, class_of_service, product_id, is_active)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "location_group_assignments": (
        "INSERT INTO location_group_assignments"
        " (id, location_group_id, location_id)"
        " VALUES (?, ?, ?)"
    ),
    "payment_gateways": (
        "INSERT INTO payment_gateways"
        " (id, payment_gateway_name, external_reference, payment_gateway_provider_id, "
        "merchant_credential, status, options)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    ),
    "pricebook_entries": (
        "INSERT INTO pricebook_entries"
        " (id, pricebook_id, product_id, currency_iso_code, unit_price, is_active)"
        " VALUES (?, ?, ?, ?, ?, ?)"
    ),
    "stock": (
        "INSERT INTO stock"
        " (location_id, product_id, on_hand, reserved, safety_stock)"
        " VALUES (?, ?, ?, ?, ?)"
    ),
    "stock_movements": (
        "INSERT INTO stock_movements"
        " (order_key, id, location_id, product_id, on_hand_change, reserved_change, cause, cause_kind, "
        "cause_id, created_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "credit_memos": (
        "INSERT INTO credit_memos"
        " (order_key, id, credit_memo_number, document_number, billing_account_id, bill_to_contact_id, "
        "status, currency_iso_code, tax_locale_type, credit_date, total_charge_amount, "
        "total_charge_tax_amount, total_adjustment_amount, total_adjustment_tax_amount, total_amount, "
        "total_tax_amount, total_amount_with_tax, balance, total_credit_amount_applied, created_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "credit_movements": (
        "INSERT INTO credit_movements"
        " (order_key, id, credit_account_id, cause, balance_change, reserved_change, cause_kind, "
        "cause_id, currency_iso_code, reason, created_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_summaries": (
        "INSERT INTO order_summaries"
        " (order_key, id, order_number, original_order_id, external_reference_identifier, "
        "order_reference_number, status, order_life_cycle_type, business_model, source_process, "
        "is_suspended, approved_date, routing_attempts, active_process_exception_count, "
        "order_product_line_count, account_id, bill_to_contact_id, sales_channel_id, pricebook_id, "
        "currency_iso_code, tax_locale_type, ordered_date, effective_date, po_number, po_date, "
        "description, billing_street, billing_city, billing_state, billing_postal_code, billing_country, "
        "billing_email_address, billing_phone_number, total_product_amount, total_product_tax_amount, "
        "total_adjusted_product_amount, total_adjusted_product_tax_amount, "
        "total_product_adj_dist_amount, total_product_adj_dist_tax_amount, total_delivery_amount, "
        "total_delivery_tax_amount, total_adjusted_delivery_amount, total_adjusted_delivery_tax_amount, "
        "total_delivery_adj_dist_amount, total_delivery_adj_dist_tax_amount, total_fee_amount, "
        "total_fee_tax_amount, total_adjusted_fee_amount, total_adjusted_fee_tax_amount, "
        "total_fee_adj_dist_amount, total_fee_adj_dist_tax_amount, total_amount, total_tax_amount, "
        "grand_total_amount, last_n, created_date, custom_fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "orders": (
        "INSERT INTO orders"
        " (order_key, id, related_order_id, related_order_type, order_number, order_reference_number, "
        "order_management_reference_identifier, account_id, bill_to_contact_id, sales_channel_id, "
        "pricebook_id, currency_iso_code, tax_locale_type, status, status_code, name, description, type, "
        "ordered_date, effective_date, po_number, po_date, business_model, order_life_cycle_type, "
        "source_process, sales_store, billing_street, billing_city, billing_state, billing_postal_code, "
        "billing_country, billing_email_address, billing_phone_number, shipping_street, shipping_city, "
        "shipping_state, shipping_postal_code, shipping_country, total_amount, total_tax_amount, "
        "grand_total_amount, content_hash, last_n, created_date, custom_fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "payment_gateway_logs": (
        "INSERT INTO payment_gateway_logs"
        " (order_key, id, payment_gateway_id, order_payment_summary_id, referenced_entity_kind, "
        "referenced_entity_id, interaction_type, interaction_status, amount, gateway_ref_number, "
        "gateway_auth_code, gateway_result_code, gateway_message, sf_result_code, is_notification, "
        "request, response, created_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "payment_methods": (
        "INSERT INTO payment_methods"
        " (order_key, id, kind, type, card_last_four, card_holder_name, card_category, expiry_month, "
        "expiry_year, gateway_token, nick_name, status, processing_mode, payment_gateway_id, "
        "credit_account_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "return_orders": (
        "INSERT INTO return_orders"
        " (order_key, id, return_order_number, life_cycle_type, status, status_category, account_id, "
        "contact_id, currency_iso_code, tax_locale_type, expected_arrival_date, destination_location_id, "
        "shipment_type, provider, tracking_number, total_product_amount, total_product_tax_amount, "
        "total_adjustment_amount, total_adjustment_tax_amount, total_delivery_amount, "
        "total_delivery_tax_amount, total_fee_amount, total_fee_tax_amount, total_amount, "
        "total_tax_amount, grand_total_amount, reference, closed_date, created_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "credit_memo_change_orders": (
        "INSERT INTO credit_memo_change_orders"
        " (order_key, id, credit_memo_id)"
        " VALUES (?, ?, ?)"
    ),
    "credit_memo_lines": (
        "INSERT INTO credit_memo_lines"
        " (order_key, id, credit_memo_id, type, related_line_id, reference_kind, "
        "reference_entity_item_id, item_type, product_id, charge_amount, adjustment_amount, tax_amount, "
        "line_amount, tax_rate, tax_name, is_implied)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_adjustment_groups": (
        "INSERT INTO order_adjustment_groups"
        " (order_key, id, order_id, name, description, type, adjustment_cause, custom_fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_delivery_groups": (
        "INSERT INTO order_delivery_groups"
        " (order_key, id, order_id, delivery_method_id, deliver_to_name, deliver_to_street, "
        "deliver_to_city, deliver_to_state, deliver_to_postal_code, deliver_to_country, email_address, "
        "phone_number, is_gift, gift_message, delivery_instructions, desired_delivery_date, "
        "promised_delivery_date, description, custom_fields, related_delivery_group_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "payment_groups": (
        "INSERT INTO payment_groups"
        " (order_key, id, source_object_id)"
        " VALUES (?, ?, ?)"
    ),
    "refunds": (
        "INSERT INTO refunds"
        " (order_key, id, payment_method_kind, payment_method_id, order_payment_summary_id, "
        "payment_gateway_id, credit_memo_id, type, currency_iso_code, amount, status, "
        "gateway_ref_number, effective_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_adjustment_group_summaries": (
        "INSERT INTO order_adjustment_group_summaries"
        " (order_key, id, original_order_adj_group_id, name, description, type, total_amount, "
        "total_tax_amount)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_delivery_group_summaries": (
        "INSERT INTO order_delivery_group_summaries"
        " (order_key, id, original_order_delivery_group_id, delivery_method_id, deliver_to_name, "
        "deliver_to_street, deliver_to_city, deliver_to_state, deliver_to_postal_code, "
        "deliver_to_country, email_address, phone_number, is_gift, gift_message, delivery_instructions, "
        "desired_delivery_date, promised_delivery_date, total_line_amount, total_line_tax_amount, "
        "total_adjustment_amount, total_adjustment_tax_amount, custom_fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_items": (
        "INSERT INTO order_items"
        " (order_key, id, order_id, delivery_group_id, related_order_item_id, product_id, "
        "pricebook_entry_id, line_number, type, quantity, unit_price, gross_unit_price, list_price, "
        "total_line_amount, description, service_date, end_date, custom_fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "payment_authorizations": (
        "INSERT INTO payment_authorizations"
        " (order_key, id, payment_group_id, payment_method_kind, payment_method_id, "
        "order_payment_summary_id, payment_gateway_id, currency_iso_code, amount, captured_amount, "
        "reversed_amount, status, processing_mode, gateway_ref_number, gateway_auth_code, "
        "expiration_date, effective_date, comments, custom_fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "fulfillment_orders": (
        "INSERT INTO fulfillment_orders"
        " (order_key, id, fulfillment_order_number, delivery_group_summary_id, delivery_method_id, "
        "fulfilled_from_location_id, type, type_category, status, status_category, is_suspended, "
        "is_reship, currency_iso_code, tax_locale_type, fulfilled_to_name, fulfilled_to_street, "
        "fulfilled_to_city, fulfilled_to_state, fulfilled_to_postal_code, fulfilled_to_country, "
        "fulfilled_to_email_address, fulfilled_to_phone, item_count, total_product_amount, "
        "total_product_tax_amount, total_adjustment_amount, total_adjustment_tax_amount, "
        "total_delivery_amount, total_delivery_tax_amount, total_delivery_adjust_amount, "
        "total_delivery_adjust_tax_amount, total_fee_amount, total_fee_tax_amount, "
        "total_fee_adjust_amount, total_fee_adjust_tax_amount, total_amount, total_tax_amount, "
        "grand_total_amount, invoice_id, export_id, activated_date, closed_date, created_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_item_adjustments": (
        "INSERT INTO order_item_adjustments"
        " (order_key, id, order_item_id, adjustment_group_id, related_adjustment_id, name, description, "
        "amount, adjustment_type, adjustment_value, adjustment_amount_scope, adjustment_source, "
        "adjustment_cause, priority, coupon_code, custom_fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_item_summaries": (
        "INSERT INTO order_item_summaries"
        " (order_key, id, delivery_group_summary_id, original_order_item_id, product_id, "
        "pricebook_entry_id, stock_keeping_unit, description, line_number, type, unit_price, "
        "gross_unit_price, list_price, status, quantity_ordered, quantity_canceled, quantity_allocated, "
        "quantity_shipped, quantity_fulfilled, quantity_return_initiated, quantity_returned, "
        "quantity_reshipped, total_line_amount, allocated_line_amount, fulfilled_line_amount, "
        "returned_line_amount, total_line_tax_amount, total_line_adjustment_amount, "
        "total_line_adjustment_tax_amount, total_adjustment_dist_amount, "
        "total_adjustment_dist_tax_amount, custom_fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "payment_auth_adjustments": (
        "INSERT INTO payment_auth_adjustments"
        " (order_key, id, payment_authorization_id, order_payment_summary_id, payment_gateway_id, type, "
        "currency_iso_code, amount, status, gateway_ref_number, effective_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "payments": (
        "INSERT INTO payments"
        " (order_key, id, payment_group_id, payment_authorization_id, payment_method_kind, "
        "payment_method_id, order_payment_summary_id, payment_gateway_id, type, currency_iso_code, "
        "amount, applied_amount, refunded_amount, balance, status, processing_mode, gateway_ref_number, "
        "effective_date, comments, custom_fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "fulfillment_order_items": (
        "INSERT INTO fulfillment_order_items"
        " (order_key, id, fulfillment_order_id, item_summary_id, order_item_id, product_id, "
        "stock_keeping_unit, description, type, original_quantity, quantity, shipped_quantity, "
        "unit_price, gross_unit_price, total_line_amount, total_line_tax_amount, "
        "total_adjustment_amount, total_adjustment_tax_amount, is_reship, reship_reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "invoices": (
        "INSERT INTO invoices"
        " (order_key, id, invoice_number, document_number, fulfillment_order_id, change_order_id, "
        "billing_account_id, bill_to_contact_id, status, currency_iso_code, tax_locale_type, "
        "invoice_date, due_date, total_charge_amount, total_charge_tax_amount, total_adjustment_amount, "
        "total_adjustment_tax_amount, total_amount, total_tax_amount, total_amount_with_tax, balance, "
        "net_payments_applied, net_credits_applied, created_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_item_adjustment_summaries": (
        "INSERT INTO order_item_adjustment_summaries"
        " (order_key, id, item_summary_id, adjustment_group_summary_id, original_adjustment_id, "
        "is_header, is_later, name, description, amount, allocated_amount, fulfilled_amount, "
        "returned_amount, ahead_amount)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_item_summary_changes": (
        "INSERT INTO order_item_summary_changes"
        " (order_key, id, item_summary_id, change_order_id, change_order_item_id, change_type, "
        "is_pre_fulfillment, reason, reason_for_change_text, quantity, created_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_item_taxes": (
        "INSERT INTO order_item_taxes"
        " (order_key, id, order_item_id, adjustment_id, related_tax_id, name, type, amount, rate, "
        "tax_effective_date, description, is_implied, custom_fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "refund_line_payments": (
        "INSERT INTO refund_line_payments"
        " (order_key, id, refund_id, payment_id, amount, type)"
        " VALUES (?, ?, ?, ?, ?, ?)"
    ),
    "return_order_items": (
        "INSERT INTO return_order_items"
        " (order_key, id, return_order_id, item_summary_id, order_item_id, change_order_item_id, "
        "product_id, stock_keeping_unit, description, type, quantity_expected, quantity_received, "
        "quantity_rejected, quantity_returned, quantity_canceled, reason_for_return, "
        "reason_for_rejection, processing_plan, can_reduce_shipping, is_processed, split_from_id, "
        "fee_for_id, fee_type, fee_value, fee_reason, total_line_amount, total_line_tax_amount, "
        "total_adjustment_amount, total_adjustment_tax_amount)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "shipments": (
        "INSERT INTO shipments"
        " (order_key, id, shipment_number, fulfillment_order_id, asn_number, status, provider, "
        "tracking_number, tracking_url, ship_date, ship_to_name, ship_to_street, ship_to_city, "
        "ship_to_state, ship_to_postal_code, ship_to_country, source_location_id, total_items_quantity, "
        "created_date, return_order_id, destination_location_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "credit_memo_applications": (
        "INSERT INTO credit_memo_applications"
        " (order_key, id, credit_memo_id, invoice_id, amount, type, applied_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    ),
    "fulfillment_order_item_adjustments": (
        "INSERT INTO fulfillment_order_item_adjustments"
        " (order_key, id, fulfillment_order_item_id, adjustment_summary_id, promotion_name, amount, "
        "credited_amount)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    ),
    "gateway_intents": (
        "INSERT INTO gateway_intents"
        " (order_key, id, interaction_type, idempotency_key, state, payment_gateway_id, "
        "order_payment_summary_id, payment_authorization_id, payment_id, invoice_id, credit_memo_id, "
        "currency_iso_code, amount, attempts, created_date, answered_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "invoice_lines": (
        "INSERT INTO invoice_lines"
        " (order_key, id, invoice_id, type, related_line_id, reference_kind, reference_entity_item_id, "
        "item_type, product_id, quantity, unit_price, charge_amount, adjustment_amount, tax_amount, "
        "line_amount, tax_rate, tax_name, is_implied)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "order_item_tax_summaries": (
        "INSERT INTO order_item_tax_summaries"
        " (order_key, id, item_summary_id, adjustment_summary_id, original_tax_id, name, type, amount, "
        "allocated_amount, fulfilled_amount, returned_amount, ahead_amount, rate, tax_effective_date, "
        "is_implied)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "payment_line_invoices": (
        "INSERT INTO payment_line_invoices"
        " (order_key, id, payment_id, invoice_id, amount, type, applied_date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    ),
    "return_order_item_adjustments": (
        "INSERT INTO return_order_item_adjustments"
        " (order_key, id, return_order_item_id, adjustment_summary_id, amount)"
        " VALUES (?, ?, ?, ?, ?)"
    ),
    "shipment_items": (
        "INSERT INTO shipment_items"
        " (order_key, id, shipment_id, fulfillment_order_item_id, item_summary_id, product_id, quantity)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    ),
    "fulfillment_order_item_taxes": (
        "INSERT INTO fulfillment_order_item_taxes"
        " (order_key, id, fulfillment_order_item_id, fulfillment_order_item_adjustment_id, "
        "tax_summary_id, name, type, amount, credited_amount, rate, tax_effective_date, is_implied)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "return_order_item_taxes": (
        "INSERT INTO return_order_item_taxes"
        " (order_key, id, return_order_item_id, return_order_item_adjustment_id, tax_summary_id, name, "
        "type, amount, is_implied)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
}
"""Table → its INSERT statement, in an order that foreign keys allow."""
