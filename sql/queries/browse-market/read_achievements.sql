-- What the platform has brought, for everybody, as it was computed last.
-- Parameters: none.
-- Rows: one.
select firms, disbursed_amount, credit_loan_days, computed_at < now() - interval '1 minute' as is_old
from achievement
