-- Holding an order until a day, skipping it, notes, versions of the catalogue, the log of looking.
SELECT 1;
