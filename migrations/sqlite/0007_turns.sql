-- How scans are turned.
SELECT 1;
