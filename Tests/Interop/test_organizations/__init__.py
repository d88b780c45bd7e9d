"""An organisation's life: codes of its console, devices of its staff, codes that get stolen."""
