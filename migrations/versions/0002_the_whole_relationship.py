"""the whole relationship"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

ORIGINS = ("posting", "match")
STATUSES = ("draft", "pending", "published", "withdrawn", "expired")
# table, column, values before, values after
WIDENED = (
    ("lead", "origin", ORIGINS, (*ORIGINS, "quote")),
    ("posting", "status", STATUSES, ("draft", "pending", "published", "paused", "withdrawn", "expired")),
    ("posting", "status_before", STATUSES, ("draft", "pending", "published", "paused", "withdrawn", "expired")),
)
ADDED = {
    "lead": ("later_on",),
    "organisation": ("version",),
    "match": ("first_seen_at",),
    "posting": ("confirmed_at", "asked_at", "paused_until", "expiry_warnings", "weekly_amount", "delivery_days"),
}


def check_of(column, values):
    """Return the condition that a column holds one of these values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def change_check(table, column, old, new):
    """Put another list of values into the CHECK of a column.

    SQLite cannot alter a CHECK: the table is made anew beside the old one from its own text, filled, and put in its
    place, as SQLite's documentation describes; the environment has switched the checking of references off.
    """
    name, connection = f"ck_{table}_{column}", op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT {name}')
        op.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT {name} CHECK ({check_of(column, new)})')
        return
    found = connection.exec_driver_sql(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (table,)
    ).all()
    text = next(sql for kind, sql in found if kind == "table")
    before, after = f"{name} CHECK ({check_of(column, old)})", f"{name} CHECK ({check_of(column, new)})"
    if text.count(before) != 1:
        raise RuntimeError(f"{name} is not as this migration expects it")
    beside = re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_beside", text.replace(before, after), count=1)
    op.execute(beside)
    op.execute(f"INSERT INTO {table}_beside SELECT * FROM {table}")
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_beside RENAME TO {table}")
    for kind, sql in found:
        if kind == "index":
            op.execute(sql)



def upgrade() -> None:
    """Build."""
    op.create_table('document',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stem', sa.String(length=32), nullable=False),
    sa.Column('extension', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('size', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('stem', name=op.f('uq_document_stem'))
    )
    op.create_table('kept_form',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ticket_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('path', sa.String(length=500), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('has_files', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_kept_form_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_form')),
    sa.UniqueConstraint('ticket_hash', name=op.f('uq_kept_form_ticket_hash'))
    )
    with op.batch_alter_table('kept_form', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kept_form_user_id'), ['user_id'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contact', sa.String(length=254), nullable=False),
    sa.Column('role', sa.Enum('member', 'admin', name='role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('invited_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['accepted_by_id'], ['user.id'], name=op.f('fk_invitation_accepted_by_id')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['user.id'], name=op.f('fk_invitation_invited_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_invitation_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_invitation_code_hash'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_contact'), ['contact'], unique=False)
        batch_op.create_index('ix_invitation_organisation_id', ['organisation_id', 'id'], unique=False)

    op.create_table('match_alert',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('pace', sa.Enum('at_once', 'daily', 'weekly', 'never', name='pace', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('told_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_match_alert_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_match_alert_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_alert')),
    sa.UniqueConstraint('user_id', 'organisation_id', name=op.f('uq_match_alert_user_id_organisation_id'))
    )
    with op.batch_alter_table('match_alert', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_alert_next_at'), ['next_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_match_alert_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('saved_search',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('side', sa.Enum('supply', 'demand', name='side', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.Column('pace', sa.Enum('at_once', 'daily', 'weekly', 'never', name='pace', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('form_token', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_saved_search_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_saved_search_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_search')),
    sa.UniqueConstraint('form_token', name=op.f('uq_saved_search_form_token'))
    )
    with op.batch_alter_table('saved_search', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_search_next_at'), ['next_at'], unique=False)
        batch_op.create_index('ix_saved_search_user_id', ['user_id', 'id'], unique=False)

    op.create_table('tap_link',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('thing_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('epoch', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('first_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_tap_link_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_tap_link_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tap_link')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_tap_link_code_hash'))
    )
    with op.batch_alter_table('tap_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tap_link_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_tap_link_user_id'), ['user_id'], unique=False)

    op.create_table('demand_week',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('posting_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('amount', sa.Numeric(18, 6).with_variant(sa.String(32), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_demand_week_posting_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_demand_week')),
    sa.UniqueConstraint('posting_id', 'starts_on', name=op.f('uq_demand_week_posting_id_starts_on'))
    )
    op.create_table('question',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('posting_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_by_organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('body', sa.String(length=600), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(length=1000), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('form_token', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user.id'], name=op.f('fk_question_answered_by_id')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['user.id'], name=op.f('fk_question_asked_by_id')),
    sa.ForeignKeyConstraint(['asked_by_organisation_id'], ['organisation.id'], name=op.f('fk_question_asked_by_organisation_id')),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_question_posting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('form_token', name=op.f('uq_question_form_token'))
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index('ix_question_posting_id', ['posting_id', 'id'], unique=False)

    op.create_table('quote_request',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('demand_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_sealed', sa.Boolean(), nullable=False),
    sa.Column('max_suppliers', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('status', sa.Enum('open', 'awarded', 'none_suitable', 'cancelled', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('reason', sa.Enum('capacity', 'requirements', 'price', 'payment', 'logistics', 'too_few', 'plans_changed', 'found_elsewhere', 'other', name='reason', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_quote_request_decided_by_id')),
    sa.ForeignKeyConstraint(['demand_id'], ['posting.id'], name=op.f('fk_quote_request_demand_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote_request')),
    sa.UniqueConstraint('demand_id', name=op.f('uq_quote_request_demand_id'))
    )
    op.create_table('saved_listing',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('listing_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('demand_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_saved_listing_created_by_id')),
    sa.ForeignKeyConstraint(['demand_id'], ['posting.id'], name=op.f('fk_saved_listing_demand_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['posting.id'], name=op.f('fk_saved_listing_listing_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_saved_listing_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_listing')),
    sa.UniqueConstraint('organisation_id', 'listing_id', name=op.f('uq_saved_listing_organisation_id_listing_id'))
    )
    with op.batch_alter_table('saved_listing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_listing_listing_id'), ['listing_id'], unique=False)

    op.create_table('call',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lead_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('called_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('means', sa.Enum('phone', 'zalo', 'in_person', name='means', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('outcome', sa.Enum('going_on', 'will_reply', 'later', 'not_interested', 'no_answer', 'wrong_number', name='outcome', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form_token', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['called_id'], ['organisation.id'], name=op.f('fk_call_called_id')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_call_lead_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_call_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_call_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call')),
    sa.UniqueConstraint('form_token', name=op.f('uq_call_form_token'))
    )
    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_call_lead_id'), ['lead_id'], unique=False)

    op.create_table('quote',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('posting_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('listing_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lead_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('buyer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('status', sa.Enum('draft', 'sent', 'shortlisted', 'awarded', 'declined', 'withdrawn', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('quantity_amount', sa.Numeric(18, 6).with_variant(sa.String(32), 'sqlite'), nullable=True),
    sa.Column('quantity_unit', sa.String(length=60), nullable=True),
    sa.Column('weekly_amount', sa.Numeric(18, 6).with_variant(sa.String(32), 'sqlite'), nullable=True),
    sa.Column('price', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('price_unit', sa.String(length=60), nullable=True),
    sa.Column('has_vat', sa.Boolean(), nullable=True),
    sa.Column('gives_vat_invoice', sa.Boolean(), nullable=True),
    sa.Column('min_order_amount', sa.Numeric(18, 6).with_variant(sa.String(32), 'sqlite'), nullable=True),
    sa.Column('min_order_unit', sa.String(length=60), nullable=True),
    sa.Column('lead_time_days', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('freight_payer', sa.Enum('seller', 'buyer', 'shared', 'negotiable', name='freight_payer', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('payment_days', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('discount_percent', sa.Numeric(18, 6).with_variant(sa.String(32), 'sqlite'), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decline_reason', sa.Enum('capacity', 'requirements', 'price', 'payment', 'logistics', 'not_now', 'has_partner', 'other', name='decline_reason', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('decline_note', sa.String(length=500), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_token', sa.String(length=64), nullable=True),
    sa.CheckConstraint('supplier_id <> buyer_id', name=op.f('ck_quote_two_parties')),
    sa.ForeignKeyConstraint(['buyer_id'], ['organisation.id'], name=op.f('fk_quote_buyer_id')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_quote_created_by_id')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_quote_lead_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['posting.id'], name=op.f('fk_quote_listing_id')),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_quote_posting_id')),
    sa.ForeignKeyConstraint(['supplier_id'], ['organisation.id'], name=op.f('fk_quote_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote')),
    sa.UniqueConstraint('form_token', name=op.f('uq_quote_form_token'))
    )
    with op.batch_alter_table('quote', schema=None) as batch_op:
        batch_op.create_index('ix_quote_buyer_id', ['buyer_id', 'updated_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_quote_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index('ix_quote_posting_id', ['posting_id', 'status'], unique=False)
        batch_op.create_index('ix_quote_supplier_id', ['supplier_id', 'updated_at', 'id'], unique=False)
        batch_op.create_index('uq_quote_alive', ['posting_id', 'supplier_id', 'buyer_id'], unique=True, sqlite_where=sa.text("status IN ('draft', 'sent', 'shortlisted', 'awarded')"), postgresql_where=sa.text("status IN ('draft', 'sent', 'shortlisted', 'awarded')"))

    op.create_table('quote_invitation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('request_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('listing_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('status', sa.Enum('sent', 'declined', 'quoted', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('decline_reason', sa.Enum('capacity', 'requirements', 'price', 'payment', 'logistics', 'not_now', 'has_partner', 'other', name='decline_reason', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('invited_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['invited_by_id'], ['user.id'], name=op.f('fk_quote_invitation_invited_by_id')),
    sa.ForeignKeyConstraint(['listing_id'], ['posting.id'], name=op.f('fk_quote_invitation_listing_id')),
    sa.ForeignKeyConstraint(['request_id'], ['quote_request.id'], name=op.f('fk_quote_invitation_request_id')),
    sa.ForeignKeyConstraint(['supplier_id'], ['organisation.id'], name=op.f('fk_quote_invitation_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote_invitation')),
    sa.UniqueConstraint('request_id', 'supplier_id', name=op.f('uq_quote_invitation_request_id_supplier_id'))
    )
    with op.batch_alter_table('quote_invitation', schema=None) as batch_op:
        batch_op.create_index('ix_quote_invitation_supplier_id', ['supplier_id', 'status'], unique=False)

    op.create_table('reply_due',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lead_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('enquiry', 'quote', 'later', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminders_sent', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('how', sa.Enum('accept', 'decline', 'later', 'message', 'call', 'decision', name='how', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('missed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('waived_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_reply_due_lead_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_reply_due_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_due'))
    )
    with op.batch_alter_table('reply_due', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reply_due_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index('ix_reply_due_open', ['due_at'], unique=False, sqlite_where=sa.text('answered_at IS NULL AND waived_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL AND waived_at IS NULL'))
        batch_op.create_index('ix_reply_due_organisation_id', ['organisation_id', 'due_at'], unique=False)
        batch_op.create_index('uq_reply_due_open', ['lead_id', 'organisation_id'], unique=True, sqlite_where=sa.text('answered_at IS NULL AND waived_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL AND waived_at IS NULL'))

    op.create_table('agreement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lead_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quote_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('seller_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('buyer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage', sa.Enum('sample', 'negotiation', 'memorandum', 'contract', 'delivering', 'ended', 'failed', name='stage', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('fail_reason', sa.Enum('capacity', 'requirement_not_met', 'discount', 'payment_terms', 'price', 'logistics', 'no_reply', 'other', name='fail_reason', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('fail_note', sa.String(length=500), nullable=False),
    sa.Column('goods', sa.String(length=200), nullable=False),
    sa.Column('category_code', sa.String(length=64), nullable=True),
    sa.Column('quantity_amount', sa.Numeric(18, 6).with_variant(sa.String(32), 'sqlite'), nullable=True),
    sa.Column('quantity_unit', sa.String(length=60), nullable=True),
    sa.Column('price', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('price_unit', sa.String(length=60), nullable=True),
    sa.Column('has_vat', sa.Boolean(), nullable=True),
    sa.Column('monthly_value', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('quality', sa.Text(), nullable=False),
    sa.Column('delivery', sa.Text(), nullable=False),
    sa.Column('payment_days', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('payment', sa.Text(), nullable=False),
    sa.Column('discount_percent', sa.Numeric(18, 6).with_variant(sa.String(32), 'sqlite'), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stage_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('delivering_since', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_token', sa.String(length=64), nullable=True),
    sa.CheckConstraint('seller_id <> buyer_id', name=op.f('ck_agreement_two_parties')),
    sa.ForeignKeyConstraint(['buyer_id'], ['organisation.id'], name=op.f('fk_agreement_buyer_id')),
    sa.ForeignKeyConstraint(['category_code'], ['category.code'], name=op.f('fk_agreement_category_code')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_agreement_created_by_id')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_agreement_lead_id')),
    sa.ForeignKeyConstraint(['quote_id'], ['quote.id'], name=op.f('fk_agreement_quote_id')),
    sa.ForeignKeyConstraint(['seller_id'], ['organisation.id'], name=op.f('fk_agreement_seller_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement')),
    sa.UniqueConstraint('form_token', name=op.f('uq_agreement_form_token'))
    )
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.create_index('ix_agreement_buyer_id', ['buyer_id', 'updated_at', 'id'], unique=False)
        batch_op.create_index('ix_agreement_seller_id', ['seller_id', 'updated_at', 'id'], unique=False)
        batch_op.create_index('ix_agreement_stage', ['stage', 'id'], unique=False)
        batch_op.create_index('uq_agreement_alive', ['lead_id'], unique=True, sqlite_where=sa.text("stage NOT IN ('ended', 'failed')"), postgresql_where=sa.text("stage NOT IN ('ended', 'failed')"))

    op.create_table('quote_file',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quote_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('document_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_quote_file_document_id')),
    sa.ForeignKeyConstraint(['quote_id'], ['quote.id'], name=op.f('fk_quote_file_quote_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote_file')),
    sa.UniqueConstraint('document_id', name=op.f('uq_quote_file_document_id'))
    )
    with op.batch_alter_table('quote_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quote_file_quote_id'), ['quote_id'], unique=False)

    op.create_table('agreement_paper',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('agreement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('memorandum', 'contract', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status', sa.Enum('draft', 'confirmed', 'on_hold', 'cancelled', name='status', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('is_outside', sa.Boolean(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=True),
    sa.Column('seller', sa.JSON(), nullable=False),
    sa.Column('buyer', sa.JSON(), nullable=False),
    sa.Column('extra', sa.Text(), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('seller_confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seller_confirmed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('buyer_confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('buyer_confirmed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('hold_note', sa.String(length=500), nullable=False),
    sa.Column('held_by_organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_token', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreement.id'], name=op.f('fk_agreement_paper_agreement_id')),
    sa.ForeignKeyConstraint(['buyer_confirmed_by_id'], ['user.id'], name=op.f('fk_agreement_paper_buyer_confirmed_by_id')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_agreement_paper_created_by_id')),
    sa.ForeignKeyConstraint(['held_by_organisation_id'], ['organisation.id'], name=op.f('fk_agreement_paper_held_by_organisation_id')),
    sa.ForeignKeyConstraint(['seller_confirmed_by_id'], ['user.id'], name=op.f('fk_agreement_paper_seller_confirmed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_paper')),
    sa.UniqueConstraint('form_token', name=op.f('uq_agreement_paper_form_token'))
    )
    with op.batch_alter_table('agreement_paper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreement_paper_agreement_id'), ['agreement_id'], unique=False)
        batch_op.create_index('uq_agreement_paper_alive', ['agreement_id', 'kind'], unique=True, sqlite_where=sa.text("status <> 'cancelled'"), postgresql_where=sa.text("status <> 'cancelled'"))

    op.create_table('delivered_month',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('agreement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('value', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('quantity_amount', sa.Numeric(18, 6).with_variant(sa.String(32), 'sqlite'), nullable=True),
    sa.Column('quantity_unit', sa.String(length=60), nullable=True),
    sa.Column('reported_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreement.id'], name=op.f('fk_delivered_month_agreement_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_delivered_month_organisation_id')),
    sa.ForeignKeyConstraint(['reported_by_id'], ['user.id'], name=op.f('fk_delivered_month_reported_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivered_month')),
    sa.UniqueConstraint('agreement_id', 'organisation_id', 'month', name=op.f('uq_delivered_month_agreement_id_organisation_id_month'))
    )
    op.create_table('follow_up',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('agreement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('months', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminders_sent', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('answer', sa.Enum('delivering', 'not_yet', 'ended', 'failed', name='answer', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('waived_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('months IN (3, 6, 12)', name=op.f('ck_follow_up_months')),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreement.id'], name=op.f('fk_follow_up_agreement_id')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user.id'], name=op.f('fk_follow_up_answered_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_follow_up_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up')),
    sa.UniqueConstraint('agreement_id', 'organisation_id', 'months', name=op.f('uq_follow_up_agreement_id_organisation_id_months'))
    )
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.create_index('ix_follow_up_due_on', ['due_on', 'id'], unique=False)

    op.create_table('paper_scan',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('paper_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('document_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_paper_scan_document_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_paper_scan_organisation_id')),
    sa.ForeignKeyConstraint(['paper_id'], ['agreement_paper.id'], name=op.f('fk_paper_scan_paper_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_scan')),
    sa.UniqueConstraint('document_id', name=op.f('uq_paper_scan_document_id'))
    )
    with op.batch_alter_table('paper_scan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_scan_paper_id'), ['paper_id'], unique=False)

    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.add_column(sa.Column('later_on', sa.Date(), nullable=True))

    with op.batch_alter_table('match', schema=None) as batch_op:
        batch_op.add_column(sa.Column('first_seen_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_match_first_seen_at'), ['first_seen_at'], unique=False)

    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='1', nullable=False))

    with op.batch_alter_table('posting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('paused_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('expiry_warnings', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('weekly_amount', sa.Numeric(18, 6).with_variant(sa.String(32), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('delivery_days', sa.JSON(), nullable=True))

    for table, column, old, new in WIDENED:
        change_check(table, column, old, new)
    op.execute("UPDATE match SET first_seen_at = computed_at WHERE is_eligible AND score >= 55")
    op.execute("UPDATE posting SET confirmed_at = published_at")


def downgrade() -> None:
    """Take back. What only the newer form can say becomes the nearest thing that the older one can."""
    op.execute("UPDATE lead SET origin = 'posting' WHERE origin = 'quote'")
    op.execute("UPDATE posting SET status_before = 'published', status = 'withdrawn' WHERE status = 'paused'")
    op.execute("UPDATE posting SET status_before = 'published' WHERE status_before = 'paused'")
    for table, column, old, new in reversed(WIDENED):
        change_check(table, column, new, old)
    op.drop_index("ix_match_first_seen_at", "match")
    for table, columns in ADDED.items():
        for column in columns:
            op.execute(f'ALTER TABLE "{table}" DROP COLUMN {column}')
    with op.batch_alter_table('paper_scan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paper_scan_paper_id'))

    op.drop_table('paper_scan')
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.drop_index('ix_follow_up_due_on')

    op.drop_table('follow_up')
    op.drop_table('delivered_month')
    with op.batch_alter_table('agreement_paper', schema=None) as batch_op:
        batch_op.drop_index('uq_agreement_paper_alive', sqlite_where=sa.text("status <> 'cancelled'"), postgresql_where=sa.text("status <> 'cancelled'"))
        batch_op.drop_index(batch_op.f('ix_agreement_paper_agreement_id'))

    op.drop_table('agreement_paper')
    with op.batch_alter_table('quote_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quote_file_quote_id'))

    op.drop_table('quote_file')
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.drop_index('uq_agreement_alive', sqlite_where=sa.text("stage NOT IN ('ended', 'failed')"), postgresql_where=sa.text("stage NOT IN ('ended', 'failed')"))
        batch_op.drop_index('ix_agreement_stage')
        batch_op.drop_index('ix_agreement_seller_id')
        batch_op.drop_index('ix_agreement_buyer_id')

    op.drop_table('agreement')
    with op.batch_alter_table('reply_due', schema=None) as batch_op:
        batch_op.drop_index('uq_reply_due_open', sqlite_where=sa.text('answered_at IS NULL AND waived_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL AND waived_at IS NULL'))
        batch_op.drop_index('ix_reply_due_organisation_id')
        batch_op.drop_index('ix_reply_due_open', sqlite_where=sa.text('answered_at IS NULL AND waived_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL AND waived_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_reply_due_lead_id'))

    op.drop_table('reply_due')
    with op.batch_alter_table('quote_invitation', schema=None) as batch_op:
        batch_op.drop_index('ix_quote_invitation_supplier_id')

    op.drop_table('quote_invitation')
    with op.batch_alter_table('quote', schema=None) as batch_op:
        batch_op.drop_index('uq_quote_alive', sqlite_where=sa.text("status IN ('draft', 'sent', 'shortlisted', 'awarded')"), postgresql_where=sa.text("status IN ('draft', 'sent', 'shortlisted', 'awarded')"))
        batch_op.drop_index('ix_quote_supplier_id')
        batch_op.drop_index('ix_quote_posting_id')
        batch_op.drop_index(batch_op.f('ix_quote_lead_id'))
        batch_op.drop_index('ix_quote_buyer_id')

    op.drop_table('quote')
    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_call_lead_id'))

    op.drop_table('call')
    with op.batch_alter_table('saved_listing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_listing_listing_id'))

    op.drop_table('saved_listing')
    op.drop_table('quote_request')
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_index('ix_question_posting_id')

    op.drop_table('question')
    op.drop_table('demand_week')
    with op.batch_alter_table('tap_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tap_link_user_id'))
        batch_op.drop_index(batch_op.f('ix_tap_link_expires_at'))

    op.drop_table('tap_link')
    with op.batch_alter_table('saved_search', schema=None) as batch_op:
        batch_op.drop_index('ix_saved_search_user_id')
        batch_op.drop_index(batch_op.f('ix_saved_search_next_at'))

    op.drop_table('saved_search')
    with op.batch_alter_table('match_alert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_match_alert_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_match_alert_next_at'))

    op.drop_table('match_alert')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index('ix_invitation_organisation_id')
        batch_op.drop_index(batch_op.f('ix_invitation_contact'))

    op.drop_table('invitation')
    with op.batch_alter_table('kept_form', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_kept_form_user_id'))

    op.drop_table('kept_form')
    op.drop_table('document')
