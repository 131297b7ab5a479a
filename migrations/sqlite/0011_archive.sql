-- The archive: ended orders by the moment of their end, and enquiries by the order they are about.

-- What has ended is read newest first. An order that is decided leaves `orders_open` for this one, and moves in it no more.
CREATE INDEX orders_ended ON orders (institution, updated_at, order_no)
    WHERE status = 'accepted' OR status = 'rejected' OR status = 'cancelled';
CREATE INDEX IF NOT EXISTS enquiries_order ON enquiries (institution, order_no, enquiry_no) WHERE order_no IS NOT NULL;
