"""Where a parcel can be followed: carrier name → the address of its tracking page. A new carrier is a line here."""

from __future__ import annotations

from urllib.parse import quote

TRACKING_PAGES: dict[str, str] = {
    "ups": "https://www.ups.com/track?tracknum={}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "dhl": "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}",
    "dhl express": "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}",
    "dpd": "https://tracking.dpd.de/status/en_US/parcel/{}",
    "gls": "https://gls-group.com/track/{}",
    "royal mail": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
    "canada post": "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}",
    "australia post": "https://auspost.com.au/mypost/track/details/{}",
    "ontrac": "https://www.ontrac.com/tracking/?number={}",
}
"""Carrier in lower case → its page; `{}` is the tracking number."""


def tracking_url(carrier: str | None, number: str | None) -> str | None:
    """The page that follows the parcel; None for a carrier that is not in the table or without a number."""
    if not carrier or not number:
        return None
    page = TRACKING_PAGES.get(" ".join(carrier.casefold().split()))
    return page.format(quote(number, safe="")) if page else None
