-- The dishonesty list as due process, and reconsiderations kept from their first decider.
SELECT 1;
