"""奖贷联动: one met award as a signed paper that a bank verifies offline. Formats: docs/voucher-format.md."""
