"""Which certificates answer a wish for a readiness paper, so that nobody is asked for the same thing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from marketplace.taxonomy.certificates import satisfies

# readiness paper -> certificates of which any one proves it
PROVED_BY: Mapping[str, tuple[str, ...]] = {
    "barcode": ("barcode_gs1",),
    "food_facility": ("atp_facility", "atp_commit", "haccp", "iso22000", "fssc22000", "brcgs", "ifs", "gmp"),
    "food_declaration": ("self_declare", "reg_declare"),
    "test_report": ("test_report",),
    "traceability": ("trace_qr",),
    "trademark": ("trademark",),
    "ocop_or_cnnt": ("ocop3", "cnnt_huyen"),
    "quality_cert": ("haccp", "iso22000", "fssc22000", "brcgs", "ifs", "gmp", "iso9001", "vietgap", "globalgap"),
}


def proof_of(paper_code: str, certificates: Iterable[str]) -> str | None:
    """Return the certificate among those held that proves a paper, or None."""
    wanted = PROVED_BY.get(paper_code, ())
    held = sorted(certificates)
    return next((code for code in held if any(satisfies(code, want, strict=True) for want in wanted)), None)
