-- What somebody has taken from a sample and not concluded is kept from them wherever they meet the order: it must be found without reading
-- the samples of years.

CREATE INDEX sample_orders_taken ON sample_orders (institution, taken_by, order_no) WHERE looked_at IS NULL;

SELECT secure_desk();
