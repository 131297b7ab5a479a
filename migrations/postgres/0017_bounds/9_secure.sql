
SELECT secure_desk();
