"""The public pages: written, approved, published; and enquiries that come in through them."""
