"""The site: pages only, nothing decided."""

from marketplace.web.site import register_site

__all__ = ["register_site"]
