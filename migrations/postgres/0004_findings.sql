-- What the automatic checks need and leave behind: facts of attachments, findings, and the indexes to ask other orders by.
SELECT 1;
