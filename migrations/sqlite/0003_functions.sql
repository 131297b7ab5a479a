-- On PostgreSQL the writes are functions of this number. SQLite has no stored functions: there they are transactions of the program,
-- and this step only keeps the two engines' numbers together.
SELECT 1;
