"""Evidence: contracts, layouts, intake, the ledger of deliveries."""
